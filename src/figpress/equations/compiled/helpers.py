"""The one function of the grammar that JavaScript does not have."""

ERF = """\
// erf by Taylor's series about the nearest of twenty-five places: f'' = -2x f' gives each coefficient from the last two.
const ERF = Array.from({ length: 25 }, (_, at) => {
  const a = at / 4, c = [0, (2 / Math.sqrt(Math.PI)) * Math.exp(-a * a)];
  for (let term = a && c[1] * a, n = 1; term > 1e-18; term *= (2 * a * a) / (2 * n + 1), n++) c[0] += term;
  for (let m = 0; m < 15; m++) c.push((-2 * a * (m + 1) * c[m + 1] - 2 * m * c[m]) / ((m + 2) * (m + 1)));
  return c;
});
function erf(x) {
  const a = Math.abs(x);
  if (!(a < 6)) return a >= 6 ? Math.sign(x) : NaN;
  const c = ERF[Math.round(4 * a)], h = a - Math.round(4 * a) / 4;
  let sum = 0;
  for (let m = c.length - 1; m >= 0; m--) sum = sum * h + c[m];
  return x < 0 ? -sum : sum;
}
"""
HELPERS = {"erf": ERF}
