// Before and after: without this script the two stand side by side, and so they do on paper.
for (const [number, compare] of document.querySelectorAll("[data-compare]").entries()) {
  const controls = document.createElement("div");
  controls.className = "controls";
  const label = (text, input) => {
    const made = document.createElement("label");
    made.append(input, ` ${text}`);
    controls.append(made);
  };
  const range = Object.assign(document.createElement("input"), { type: "range", min: 0, max: 100, value: 50 });
  range.setAttribute("aria-label", "How much of the picture before, how much of the picture after");
  for (const [mode, text] of [["slider", "slider"], ["blend", "blend"], ["sides", "side by side"]]) {
    const input = Object.assign(document.createElement("input"), { type: "radio", name: `compare-${number}`, checked: mode === "slider" });
    input.addEventListener("change", () => { compare.dataset.mode = mode; range.disabled = mode === "sides"; });
    label(text, input);
  }
  range.addEventListener("input", () => compare.style.setProperty("--at", `${range.value}%`));
  const end = (text) => Object.assign(document.createElement("span"), { className: "end", textContent: text });
  controls.append(end("before"), range, end("after"));
  compare.dataset.mode = "slider";
  compare.before(controls);
}
