// The suite through citeproc-js, as its own test runner does: node citeproc_js.cjs SUITE LOCALES RESULTS
const fs = require("fs"), CSL = require("citeproc");
const [, , suite, locales, results] = process.argv, told = {};
console.log = () => {};

function locale(language) {
  try { return fs.readFileSync(`${locales}/locales-${language}.xml`, "utf8").replace(/\s*<\?[^>]*\?>\s*\n/g, ""); } catch { return false; }
}

// Each citation is typed in turn; ">>" marks those that the last one changed, ".." the others.
function cited(engine, citations) {
  let shown = [];
  for (const [citation, before, after] of citations) {
    const [, changed] = engine.processCitationCluster(citation, before, after);
    const order = new Map([...before, ...after].map(([id], i) => [id, i]));
    shown = shown.filter(one => engine.registry.citationreg.citationById[one.id]).sort((a, b) => order.get(a.id) - order.get(b.id));
    for (const one of shown) one.mark = "..";
    const fresh = [];
    for (const [at, text, id] of changed) {
      const known = shown.findIndex(one => one.id === id);
      if (known >= 0) shown[known] = {mark: ">>", id, text}; else fresh.push([at, {mark: ">>", id, text}]);
    }
    for (const [at, one] of fresh) shown.splice(at, 0, one);
  }
  return shown.map((one, i) => `${one.mark}[${i}] ${one.text}`).join("\n");
}

for (const test of JSON.parse(fs.readFileSync(suite))) {
  try {
    const items = Object.fromEntries(JSON.parse(JSON.stringify(test.INPUT)).map(item => [item.id, item]));
    const engine = new CSL.Engine({retrieveItem: id => items[id], retrieveLocale: locale}, test.CSL);
    if (test.CITATIONS) told[test.name] = cited(engine, test.CITATIONS);
    else {
      engine.updateItems(test.INPUT.map(item => item.id));
      const asked = test["CITATION-ITEMS"] || [engine.registry.reflist.map(item => ({id: item.id}))];
      told[test.name] = asked.map(cites => engine.makeCitationCluster(cites)).join("\n");
    }
    if (test.MODE.trim() === "bibliography") {
      const [about, entries] = engine.makeBibliography();
      told[test.name] = about.bibstart + entries.join("") + about.bibend;
    }
  } catch (error) { told[test.name] = {error: String(error).slice(0, 200)}; }
}
fs.writeFileSync(results, JSON.stringify(told));
