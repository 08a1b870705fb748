// The suite through citeproc-rs (WebAssembly): node citeproc_rs.cjs SUITE LOCALES RESULTS
const fs = require("fs"), { Driver } = require("@citeproc-rs/wasm");
const [, , suite, locales, results] = process.argv, told = {};
const fetcher = {
  fetchLocale: async language => { try { return fs.readFileSync(`${locales}/locales-${language}.xml`, "utf8"); } catch { return null; } },
};
// It asks of a style what the suite's own styles leave empty: an id and a title.
const whole = style => style
  .replace(/<id\s*\/>|<id>\s*<\/id>/, "<id>https://example.org/t</id>")
  .replace(/<title\s*\/>|<title>\s*<\/title>/, "<title>t</title>");
const cite = one => ({
  ...one, id: String(one.id), mode: undefined,
  ...(one["suppress-author"] ? {mode: "SuppressAuthor"} : one["author-only"] ? {mode: "AuthorOnly"} : {}),
});

function cited(driver, citations) {
  let order = [];
  for (const [citation, before, after] of citations) {
    const id = citation.citationID || `x${order.length}`;
    driver.insertCluster({id, cites: citation.citationItems.map(cite)});
    order = [...before, [id, citation.properties.noteIndex], ...after];
    driver.setClusterOrder(order.map(([id, note]) => note ? {id, note} : {id}));
  }
  return order.map(([id], i) => `[${i}] ${driver.builtCluster(id)}`).join("\n");
}

(async () => {
  for (const test of JSON.parse(fs.readFileSync(suite))) {
    let driver;
    try {
      driver = new Driver({style: whole(test.CSL), format: "html", formatOptions: {linkAnchors: false}, fetcher});
      await driver.fetchLocales();
      driver.insertReferences(test.INPUT.map(item => ({...item, id: String(item.id)})));
      driver.includeUncited("All");
      if (test.CITATIONS) told[test.name] = cited(driver, test.CITATIONS);
      else {
        const asked = test["CITATION-ITEMS"] || [test.INPUT.map(item => ({id: item.id}))];
        driver.initClusters(asked.map((cites, i) => ({id: `c${i}`, cites: cites.map(cite)})));
        driver.setClusterOrder(asked.map((_, i) => ({id: `c${i}`, note: i + 1})));
        told[test.name] = asked.map((_, i) => driver.builtCluster(`c${i}`)).join("\n");
      }
      if (test.MODE.trim() === "bibliography") {
        const entries = driver.makeBibliography().map(entry => `<div class="csl-entry">${entry.value ?? entry}</div>`);
        told[test.name] = `<div class="csl-bib-body">${entries.join("\n")}</div>`;
      }
    } catch (error) { told[test.name] = {error: String(error).slice(0, 200)}; } finally { try { driver?.free(); } catch { /* it is gone */ } }
  }
  fs.writeFileSync(results, JSON.stringify(told));
})();
