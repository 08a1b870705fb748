// The backward pass as a listing. Press a line to break it, and see which of the 37 gradients are wrong, by how much, and what
// training says of it. Or let the page break one in secret, and find the line from the pattern.

const STYLE = `
  .fp-break { text-align: left; }
  .fp-break ol { margin: .4rem 0 !important; padding: 0; list-style: none; }
  .fp-break li { margin: 0 !important; }
  .fp-break .fp-line { display: block; width: 100%; min-height: 26px; padding: .1rem .4rem; border: 0; border-left: 3px solid transparent; border-radius: 0; text-align: left; font: .56rem/1.45 var(--md-code-font-family, monospace); }
  .fp-break .fp-line:hover { border-left-color: var(--fp-muted); }
  .fp-break .fp-line[aria-pressed="true"] { border-left-color: #d55e00; background: none; color: inherit; font-weight: 700; }
  .fp-break .fp-line s { font-weight: 400; }
  .fp-break .fp-line i { color: var(--fp-quiet); font-weight: 400; }
  .fp-break .fp-part { display: grid; grid-template-columns: repeat(10, minmax(0, 1fr)); gap: 2px; margin: .25rem 0 0; }
  .fp-break .fp-part > b { grid-column: 1 / -1; font-size: .6rem; line-height: 1.2; }
  .fp-break .fp-cell { padding: 1px 0 4px; border: 1px solid var(--fp-faint); border-radius: 3px; text-align: center; font-size: .6rem; line-height: 1.3; background: linear-gradient(#d55e00, #d55e00) left bottom / 0 4px no-repeat; }
  .fp-break .fp-cell small { display: block; color: var(--fp-quiet); font-size: .45rem; white-space: nowrap; }
  .fp-break .fp-cell.fp-off { border-color: #d55e00; font-weight: 700; }
  .fp-break .fp-cell.fp-off small { color: inherit; font-weight: 400; }
  @media (min-width: 45rem) {
    .fp-break .fp-part { grid-template-columns: 8rem repeat(10, minmax(0, 1fr)); }
    .fp-break .fp-part > b { grid-column: 1; align-self: center; }
    .fp-break .fp-cell small { font-size: .5rem; }
  }`;
const GREEK = { gamma: "γ", beta: "β" };

export default function breakOneLine(frame, { lines, rows, moments, trained }) {
  let moment = moments[1], broken = null, secret = null; // broken and secret: [line, version] or null
  const fromTheTop = rows.flatMap((row) => row.tensors.map(([name, at]) => ({ at, called: `${plain(name)} of ${row.name}` })));

  const panel = document.createElement("div");
  panel.className = "fp-touch fp-break";
  const style = document.createElement("style");
  style.textContent = STYLE;
  const choice = document.createElement("fieldset");
  choice.innerHTML = "<legend>Moment of training</legend>";
  for (const one of moments) {
    const label = document.createElement("label");
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: "break-moment", checked: one === moment });
    radio.addEventListener("change", () => { moment = one; draw(); });
    label.append(radio, ` ${one.label}`);
    choice.append(label, " ");
  }

  const listing = document.createElement("ol");
  listing.setAttribute("aria-label", "The backward pass, from the loss down; press a line to break it");
  const buttons = lines.map((line, at) => {
    const item = document.createElement("li"), button = document.createElement("button");
    button.type = "button";
    button.className = "fp-line";
    button.addEventListener("click", () => (secret ? judge(at) : next(at)));
    item.append(button);
    listing.append(item);
    return button;
  });
  const mend = control("All lines right", () => { broken = secret = null; draw(); });
  const hide = control("Break one in secret", plant);
  const said = document.createElement("p");
  said.setAttribute("role", "status");

  const map = document.createElement("div");
  map.setAttribute("role", "group");
  map.setAttribute("aria-label", "The 37 gradients, from the top of the model down");
  const cells = [];
  for (const { name, tensors } of rows) {
    const part = document.createElement("div"), head = document.createElement("b");
    part.className = "fp-part";
    head.textContent = name;
    part.append(head);
    for (const [tensor, at] of tensors) {
      const cell = document.createElement("span");
      cells.push({ cell, at, sign: signed(tensor) });
      part.append(cell);
    }
    map.append(part);
  }
  panel.append(style, choice, listing, mend, " ", hide, said, map);
  frame.append(panel);
  frame.dataset.live = "instead"; // it takes the picture's place
  draw();

  function control(text, act) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    button.addEventListener("click", act);
    return button;
  }

  // A line's versions follow one another: right, wrong, perhaps wrong in another way, right again.
  function next(at) {
    const version = broken && broken[0] === at ? broken[1] + 1 : 0;
    broken = version < lines[at].wrong.length ? [at, version] : null;
    draw();
  }

  function plant() {
    const every = lines.flatMap((line, at) => line.wrong.map((_, version) => [at, version]));
    const open = every.filter((one) => String(one) !== String(secret) && errorsOf(one).some((error) => error > 0));
    [secret, broken] = [open[Math.floor(Math.random() * open.length)], null];
    draw();
  }

  // A guess is answered by the first tensor, from the top, that the guessed line cannot explain.
  function judge(at) {
    if (at === secret[0]) {
      [broken, secret] = [secret, null];
      draw();
      said.textContent = `Yes, that line. ${said.textContent}`;
      return;
    }
    const truth = errorsOf(secret);
    const clashes = lines[at].wrong.map((_, version) => {
      const guess = errorsOf([at, version]);
      return fromTheTop.find((tensor) => guess[tensor.at] > 0 !== truth[tensor.at] > 0);
    });
    const clash = clashes.every(Boolean) && clashes[0];
    said.textContent = !clash
      ? "Not that one, though it spoils the same tensors. The pattern says where to look; which of two neighbours it is, only their code says."
      : truth[clash.at] > 0
        ? `Not that one: it leaves ${clash.called} right, and here that is wrong.`
        : `Not that one: it spoils ${clash.called}, and here that is right.`;
  }

  function errorsOf([at, version]) {
    return moment.errors[lines[at].wrong[version].k];
  }

  function draw() {
    const shown = broken ?? secret;
    const errors = shown && errorsOf(shown);
    const count = errors ? errors.filter((error) => error > 0).length : 0;
    buttons.forEach((button, at) => {
      const off = broken && broken[0] === at;
      button.setAttribute("aria-pressed", String(Boolean(off)));
      button.replaceChildren(...(off ? [mark("s", lines[at].right), ` ${lines[at].wrong[broken[1]].code} `] : [`${lines[at].right} `]), mark("i", `# ${lines[at].where}`));
    });
    for (const { cell, at, sign } of cells) {
      const error = errors ? errors[at] : 0;
      cell.className = error > 0 ? "fp-cell fp-off" : "fp-cell";
      cell.style.backgroundSize = `${100 * Math.min(error, 1)}% 4px`;
      cell.innerHTML = `${sign}<small>${error > 0 ? amount(error) : "✓"}</small>`;
    }
    if (secret) {
      said.textContent = `One line is wrong now, and ${count} of 37 gradients with it. Find the highest wrong tensor, then press the line that you suspect.`;
    } else if (broken) {
      const { k, name } = lines[broken[0]].wrong[broken[1]];
      said.textContent = `${name[0].toUpperCase()}${name.slice(1)}: ${count ? `${count} of 37 gradients are wrong` : "at this moment no gradient is wrong"}. Trained with it, ${outcome(trained[k + 1])}; with all lines right, ${outcome(trained[0])}.`;
    } else {
      said.textContent = `All 37 gradients are autograd's. Trained like this, ${outcome(trained[0])}. Press a line to break it.`;
    }
  }
}

function mark(kind, text) {
  return Object.assign(document.createElement(kind), { textContent: text });
}

function plain(name) {
  const [word, index] = name.split("_");
  return (GREEK[word] ?? word) + (index ? `_${index}` : "");
}

function signed(name) {
  const [word, index] = name.split("_");
  return (GREEK[word] ?? word) + (index ? `<sub>${index}</sub>` : "");
}

function amount(error) {
  const percent = 100 * error;
  if (percent < 0.1) return "<0.1 %";
  if (percent < 9.95) return `${percent.toFixed(1)} %`;
  return percent < 999.5 ? `${percent.toFixed(0)} %` : `${Math.round(error)}×`;
}

function outcome({ loss, answers: [low, high] }) {
  return `the loss ends at ${loss.toFixed(2)} and ${low === high ? low : `${low} to ${high}`} % of the answers are right`;
}
