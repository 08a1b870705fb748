"""Answers of public services, written by hand after their published schemas. SYNTHETIC: no service ever gave
them.
"""

import json

# https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md
CROSSREF_WORK = {
    "DOI": "10.1000/synthetic.1", "type": "journal-article", "title": ["A synthetic  answer"], "container-title": ["Journal of Synthesis"],
    "author": [{"given": "Ada", "family": "Lovelace", "sequence": "first", "affiliation": []}, {"name": "The Analytical Society", "sequence": "additional"},
               {"given": "Henry", "family": "Ford", "suffix": "Jr."}],
    "issued": {"date-parts": [[1843, 10]]}, "published-print": {"date-parts": [[1843, 10, 2]]}, "volume": "3", "issue": "1", "page": "666-731",
    "publisher": "Taylor", "ISSN": ["0000-0000"], "URL": "http://dx.doi.org/10.1000/synthetic.1", "is-referenced-by-count": 0, "subject": [],
}  # fmt: skip
CROSSREF = json.dumps(
    {"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": CROSSREF_WORK}
).encode()
CROSSREF_LIST = json.dumps(
    {
        "status": "ok",
        "message-type": "work-list",
        "message": {
            "total-results": 2,
            "items": [CROSSREF_WORK, {"DOI": "10.1000/untitled", "type": "component"}],
        },
    }
).encode()

# https://info.arxiv.org/help/api/user-manual.html, section 3.3
ARXIV = b"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title type="html">ArXiv Query: search_query=&amp;id_list=9901.00001</title>
  <opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">1</opensearch:totalResults>
  <entry>
    <id>http://arxiv.org/abs/9901.00001v2</id>
    <updated>1999-02-02T00:00:00Z</updated>
    <published>1999-01-01T17:57:34Z</published>
    <title>A synthetic
  preprint</title>
    <summary>Nothing.</summary>
    <author><name>Laurens van der Maaten</name></author>
    <author><name>Ada Lovelace</name></author>
    <arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1000/synthetic.2</arxiv:doi>
  </entry>
</feed>"""
ARXIV_NONE = b"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/api/errors#incorrect_id_format</id><title>Error</title><summary>incorrect id</summary></entry></feed>"""

# https://docs.openalex.org/api-entities/works/work-object
OPENALEX = json.dumps({
    "meta": {"count": 3, "page": 1, "per_page": 5},
    "results": [
        {"id": "https://openalex.org/W0000000001", "doi": "https://doi.org/10.1000/synthetic.1", "title": "A synthetic answer", "publication_year": 1843,
         "publication_date": "1843-10-02", "type": "article", "authorships": [{"author": {"display_name": "Ada Lovelace"}}], "primary_location": None},
        {"id": "https://openalex.org/W0000000002", "doi": "https://doi.org/10.48550/arxiv.9901.00002", "title": "Another one", "publication_year": 1999,
         "publication_date": "1999-01-02", "type": "preprint", "authorships": [{"author": {"display_name": "Grace Brewster Hopper"}}],
         "primary_location": {"source": {"display_name": "arXiv (Cornell "
                                                         "University)"}, "landing_page_url": "https://arxiv.org/abs/9901.00002"}},
        {"id": "https://openalex.org/W0000000003", "doi": None, "title": None, "type": "other", "authorships": [], "primary_location": None},
    ],
}).encode()  # fmt: skip

PAGE = b"""<!DOCTYPE html><html><head><title>The post - A blog</title>
<meta property="og:title" content="The post"><meta property="og:site_name" content="A blog"><meta name="author" content="Jay Alammar">
<meta property="article:published_time" content="2018-06-27T00:00:00Z"></head><body><p>Words that stand
 here.</p><script>not words</script></body></html>"""
SCHOLARLY = b"""<html><head><meta name="citation_title" content="Layers"><meta name="citation_author" content="Ba, Jimmy Lei"><meta name="citation_author" content="Jamie Ryan Kiros">
<meta name="citation_publication_date" content="2016/7/21"><meta name="citation_journal_title" content="J"><meta name="citation_firstpage" content="3"><meta name="citation_lastpage" content="9">
<meta name="citation_doi" content="10.1000/synthetic.3"></head></html>"""
LINKED = b"""<html><head><title>x</title><script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "S"},
{"@type": "BlogPosting", "headline": "A headline", "datePublished": "2020-02-03", "author": [{"@type": "Person", "name": "Ana de la Cruz"}]}]}</script></head></html>"""


def pdf(
    figures=True,
    words="An attention function can be described as mapping a query.",
    caption="Figure 2: A synthetic drawing of two boxes,",
):
    """A PDF of two pages, written by hand: on the second a drawing with labels, and its caption beneath."""
    drawing = b"1 0 0 RG 2 w 150 500 120 80 re S 300 500 120 80 re S 270 540 m 300 540 l S BT /F 9 Tf 170 540 Td (Query) Tj ET BT /F 9 Tf 330 540 Td (Key) Tj ET "
    told = (
        b"BT /F 10 Tf 150 470 Td ("
        + caption.encode("latin-1")
        + b") Tj 0 -12 Td (and of the line between them.) Tj ET BT /F 10 Tf 72 400 Td (The text goes on far below.) Tj ET"
    )
    pages = [b"BT /F 10 Tf 72 700 Td (" + words.encode() + b") Tj ET", (drawing if figures else b"") + told]
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>"]
    objects += [
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 7 0 R>>>>/Contents %d 0 R>>"
        % (5 + i)
        for i in range(2)
    ]
    objects += [b"<</Length %d>>stream\n%s\nendstream" % (len(page), page) for page in pages]
    objects += [b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, table, len(objects) + 1, len(out))
    )
