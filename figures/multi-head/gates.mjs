// Eight heads, opened and closed one by one. Before each switch the gradient foretells what it will do; then it is done. The data
// hold the answer and the gates' gradients for all 256 settings, so nothing is approximated here.

const sign = (x, digits = 2) => (x < 0 ? "−" : "+") + Math.abs(x).toFixed(digits);
const percent = (x) => `${(100 * x).toFixed((x > 0 && x < 0.01) || (x > 0.99 && x < 1) ? 1 : 0)} %`;

export default function gates(frame, { heads, noun, sentences }) {
  let sentence = sentences[sentences.length - 1];
  let last = "Switch a head: first read what the gradient foretells.";
  let [switched, wrong] = [0, 0];
  const closed = heads.map(() => false);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  const make = (name, parts = {}, ...children) => {
    const made = Object.assign(document.createElement(name), parts);
    made.append(...children);
    return made;
  };
  const bar = () => {
    const fill = make("div");
    fill.style.cssText = `position:absolute;top:15%;height:70%;${calm ? "" : "transition:left .2s,width .2s"}`;
    return fill;
  };
  const lane = (fill, middle) => {
    const box = make("div", { ariaHidden: "true" }, fill);
    box.style.cssText = "position:relative;height:1.3rem;min-width:4rem";
    if (middle) {
      const zero = make("div");
      zero.style.cssText = "position:absolute;left:50%;top:0;bottom:0;border-left:1px solid var(--fp-muted)";
      box.append(zero);
    }
    return box;
  };
  const grid = (...children) => {
    const box = make("div", {}, ...children);
    box.style.cssText = "display:grid;grid-template-columns:auto 1fr 4.6rem;gap:.25rem .6rem;align-items:center;max-width:34rem;margin:.5rem auto;text-align:left";
    return box;
  };

  const panel = make("div", { className: "fp-touch" });
  const choice = make("fieldset", {}, make("legend", { textContent: "The sentence ends" }));
  for (const one of sentences) {
    const radio = make("input", { type: "radio", name: "gates-sentence", checked: one === sentence });
    radio.addEventListener("change", () => { sentence = one; [switched, wrong] = [0, 0]; last = `Now “… because it was too ${one.label} . it means the”.`; draw(); });
    const label = make("label", {}, radio, ` … too ${one.label}`);
    label.style.whiteSpace = "nowrap";
    choice.append(label, " ");
  }

  const words = ["", "", ""].map(() => ({ name: make("span"), fill: bar(), value: make("span") }));
  const answer = grid(...words.flatMap(({ name, fill, value }) => [name, lane(fill), value]));

  const rows = heads.map((name, h) => {
    const button = make("button", { type: "button", textContent: name });
    button.style.minWidth = "4.2rem";
    button.addEventListener("click", () => turn(h));
    return { button, fill: bar(), value: make("span") };
  });
  const head = (text) => {
    const line = make("div", { textContent: text });
    line.style.cssText = "grid-column:1/-1;font-weight:600;margin-top:.3rem";
    return line;
  };
  const half = heads.length / 2;
  const part = (from) => rows.slice(from, from + half).flatMap(({ button, fill, value }) => [button, lane(fill, true), value]);
  const switches = grid(head("First layer"), ...part(0), head("Second layer"), ...part(half));
  switches.setAttribute("role", "group");
  switches.setAttribute("aria-label", "Heads: pressed is open");
  const caption = make("p");
  caption.style.margin = ".6rem 0 0";

  const open = make("button", { type: "button", textContent: "Open all" });
  open.addEventListener("click", () => { closed.fill(false); last = "All heads are open."; draw(); });
  const shut = make("button", { type: "button", textContent: "Close all" });
  shut.addEventListener("click", () => { closed.fill(true); last = "All heads are closed."; draw(); });
  const said = make("p", { ariaLive: "polite" });
  said.setAttribute("role", "status");
  panel.append(choice, answer, caption, switches, open, " ", shut, said);
  frame.append(panel);
  frame.dataset.live = "instead"; // it takes the picture's place

  const setting = () => closed.reduce((k, shutNow) => 2 * k + Number(shutNow), 0);
  const foretold = (h) => (closed[h] ? 1 : -1) * sentence.pull[setting()][h];
  const spread = Math.max(...sentences.flatMap((one) => one.pull[0].map(Math.abs)));

  function turn(h) {
    const [before, promise] = [sentence.gain[setting()], foretold(h)];
    closed[h] = !closed[h];
    const change = sentence.gain[setting()] - before;
    switched += 1;
    const missed = promise * change < 0;
    wrong += Number(missed);
    last = `${heads[h]} ${closed[h] ? "closed" : "opened"}: foretold ${sign(promise)}, happened ${sign(change)} logits${missed ? ", the wrong sign" : ""}. ` +
      `${wrong} of ${switched} ${switched === 1 ? "forecast" : "forecasts"} so far had the wrong sign.`;
    draw();
  }

  function draw() {
    const k = setting();
    const shares = sentence.p[k];
    const names = [...sentence.nouns, sentence.other[k]];
    const says = sentences.map((one) => {
      const word = [...one.nouns, one.other[k]][one.p[k].indexOf(Math.max(...one.p[k]))];
      return `“too ${one.label}”: ${word} ${word === one.nouns[0] ? "✓" : "✗"}`;
    });
    words.forEach(({ name, fill, value }, i) => {
      name.textContent = i === 2 ? `other: ${names[i]}` : names[i];
      fill.style.left = "0";
      fill.style.width = `${100 * shares[i]}%`;
      fill.style.background = i === 0 ? "#009e73" : "#7f868f";
      value.textContent = percent(shares[i]);
    });
    rows.forEach(({ button, fill, value }, h) => {
      const promise = foretold(h);
      const width = Math.min(1, Math.abs(promise) / spread) * 50;
      fill.style.left = `${promise < 0 ? 50 - width : 50}%`;
      fill.style.width = `${width}%`;
      fill.style.background = promise < 0 ? "#0072b2" : "#d55e00";
      value.textContent = sign(promise);
      button.setAttribute("aria-pressed", String(!closed[h]));
      button.setAttribute("aria-label", `${heads[h]}${h === noun ? ", the noun-fetching head" : ""}; switching it is foretold to change the preference by ${sign(promise)} logits`);
      button.title = h === noun ? "the noun-fetching head" : "";
    });
    caption.textContent = `What the gradient foretells for each switch: change of logit “${sentence.nouns[0]}” − logit “${sentence.nouns[1]}”, now ${sign(sentence.gain[k])}`;
    said.textContent = `${last} With these heads the model says after ${says.join(", after ")}.`;
  }
  draw();
}
