// What figpress asks of citeproc-js: one engine a bibliography, styles and locales as trees that Python has parsed.
"use strict";
var engine, items;

// citeproc-js looks for a macro through the whole style each time that it is called; a large style calls thousands.
(() => {
  const all = CSL.XmlJSON.prototype.getNodesByName, macros = new WeakMap();
  CSL.XmlJSON.prototype.getNodesByName = function (node, name, named, found) {
    if (found || name !== "macro" || !named || !node || node.name !== "style") return all.call(this, node, name, named, found);
    if (!macros.has(node)) macros.set(node, new Map(node.children.filter(c => c.name === "macro").map(c => [c.attrs.name, c])));
    const one = macros.get(node).get(named);
    return one ? [one] : [];
  };
})();

// Every work of the site, those that are cited first and in that order: numbers and letters come from it.
function openBibliography(style, locales, language, works) {
  items = new Map(works.map(work => [work.id, {...work, system_id: work.id}]));
  engine = new CSL.Engine({
    retrieveItem: id => items.get(id),
    retrieveLocale: lang => locales[lang] || false,
    wrapCitationEntry: (html, id) => `\ue000${id}\ue001${html}\ue002`,
  }, style, language, true);
  engine.opt.development_extensions.apply_citation_wrapper = true;
  engine.updateItems([...items.keys()]);
  return true;
}

// With each work wrapped, citeproc-js leaves out what the style prints around all of them.
function citation(cites) {
  const {layout_prefix: before = "", layout_suffix: after = ""} = engine.citation.opt;
  const [, open = "", , inner, close = ""] = engine.makeCitationCluster(cites).match(/^(<(sup|sub|i|b)>)?([^]*?)(<\/\2>)?$/);
  return open + escaped(before) + inner + escaped(after) + close;
}

function escaped(text) {
  return text.replace(/[&<>]/g, character => `&#${character.charCodeAt(0)};`);
}

function references() {
  const [about, entries] = engine.makeBibliography() || [{entry_ids: []}, []];
  return about.entry_ids.map((ids, i) => [ids[0], entries[i]]);
}
