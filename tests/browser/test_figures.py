"""Every drawn figure as it stands on its page, in the column and on a phone: nothing scrolls sideways, words are
large enough, inside their picture, and readable on what lies under them.
"""

import pytest
from visiting import Visit, html_of, pages_of

SMALLEST = 9 * 96 / 72 - 0.05  # nine points, in the pixels of the page, at the width at which it is printed
LOOK = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
  const page = rgb(getComputedStyle(document.body).backgroundColor);
  const over = (top, share, under) => top.slice(0, 3).map((v, k) => v * share + under[k] * (1 - share));
  // What is painted at a point of the picture, from the paper up; null where a raster lies, whose colours nobody knows here.
  const ground = (svg, x, y) => document.elementsFromPoint(x, y).reverse().reduce((under, element) => {
    if (!under || !svg.contains(element)) return under;
    if (element.matches("image")) return null;
    if (!element.matches("path, rect, circle, ellipse, polygon")) return under;
    const style = getComputedStyle(element);
    if (style.fill === "none" || !element.isPointInFill(new DOMPoint(x, y).matrixTransform(element.getScreenCTM().inverse()))) return under;
    return over(rgb(style.fill), rgb(style.fill)[3] / 255 * style.fillOpacity * style.opacity, under);
  }, page);
  // In the dark a heat map is turned as a whole, by a filter: its colours are seen through it.
  const filterOf = (e) => {
    for (; e && e !== document.body; e = e.parentElement) if (getComputedStyle(e).filter !== "none") return getComputedStyle(e).filter;
    return "none";
  };
  // A canvas that stands on no page knows no url(#…): the matrix is read and applied.
  const through = (colour, filter) => {
    if (filter === "none") return colour;
    const matrix = document.querySelector(filter.slice(5, -2) + " feColorMatrix").getAttribute("values").split(" ").map(Number);
    return [0, 1, 2].map((r) => 255 * Math.min(1, Math.max(0, [0, 1, 2].reduce(
      (sum, k) => sum + matrix[5 * r + k] * colour[k] / 255, matrix[5 * r + 4]))));
  };
  const wrong = [];
  for (const frame of document.querySelectorAll(".fp-figure .fp-frame")) {
    frame.setAttribute("data-still", ""); // the picture itself, where something to touch has taken its place
    const over = frame.scrollWidth - frame.clientWidth;
    if (over > 1) wrong.push(`${frame.closest("figure").id} scrolls sideways, by ${over} px`);
  }
  for (const svg of document.querySelectorAll(".fp-frame > .fp-svg:not(.fp-plain)")) {
    const id = svg.closest("figure").dataset.figure;
    svg.scrollIntoView({ block: "center" });
    const frame = svg.getBoundingClientRect();
    if (!frame.width) continue; // what was drawn for the other width is not shown at this one
    const scale = frame.width / svg.viewBox.baseVal.width;
    for (const text of svg.querySelectorAll("text")) {
      if (!text.textContent.trim() || getComputedStyle(text).visibility === "hidden") continue;
      const shade = getComputedStyle(text);
      // Words of what is drawn as paths are kept for search and for those who hear: nobody sees them.
      if (+shade.fillOpacity === 0 || +shade.opacity === 0 || rgb(shade.fill)[3] === 0) continue;
      const said = `${id}: “${text.textContent.trim().slice(0, 30)}”`;
      const size = parseFloat(getComputedStyle(text).fontSize) * scale;
      const parts = [...text.querySelectorAll("tspan")].map((part) => parseFloat(getComputedStyle(part).fontSize) * scale);
      if (Math.max(size, ...parts) < SMALLEST) wrong.push(`${said} is ${Math.max(size, ...parts).toFixed(1)} px`);
      const box = text.getBoundingClientRect();
      if (box.left < frame.left - 1.5 || box.right > frame.right + 1.5 || box.top < frame.top - 3 || box.bottom > frame.bottom + 3)
        wrong.push(`${said} leaves its picture`);
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const under = y > 0 && y < innerHeight ? ground(svg, x, y) : page;
      if (!under) continue;
      const style = getComputedStyle(text);
      const filter = filterOf(text);
      const top = through(over(rgb(style.fill), style.fillOpacity * style.opacity, under), filter);
      const [a, b] = [light(top), light(under === page ? page : through(under, filter))];
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (contrast < 4.5) wrong.push(`${said} has a contrast of ${contrast.toFixed(2)}`);
    }
  }
  return wrong;
}""".replace("SMALLEST", str(SMALLEST))


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)]
)
def test_words_in_figures_are_large_inside_and_readable(chromium, post, serve, scheme, width):
    visit = Visit(
        chromium,
        serve(post),
        viewport={"width": width, "height": 1600},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    found = {}
    for path in (path for path in pages_of(post) if "data-figure" in html_of(post, path)):
        page = visit.open(path)
        if wrong := page.evaluate(LOOK):
            found[path] = wrong
    visit.context.close()
    assert found == {}


def test_what_can_be_touched_stands_with_its_caption_in_one_window(chromium, post, serve):
    visit = Visit(chromium, serve(post), viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    found = {}
    for path in (path for path in pages_of(post) if "data-module" in html_of(post, path)):
        page = visit.open(path)
        for figure in page.locator(".fp-figure:has(> .fp-frame[data-module])").all():
            figure.scroll_into_view_if_needed()
            figure.locator(".fp-frame[data-live]").wait_for()
            frame, caption = (figure.locator(part).bounding_box() for part in (".fp-frame", ".fp-caption"))
            found[figure.get_attribute("data-figure")] = caption["y"] + caption["height"] - frame["y"]
    visit.context.close()
    assert found and {id: round(high) for id, high in found.items() if high > 900} == {}
