// Sets formulas: JSON in, one answer for each out. `katex` is KaTeX's own bundle, evaluated before this file.
function set(input) {
  // Line breaks in a display are how authors write chains; classes and data are how figpress marks symbols.
  const harmless = new Set(["newLineInDisplayMode", "htmlExtension"]);
  const ours = new Set(["\\htmlClass", "\\htmlData"]);
  const { formulas, macros } = JSON.parse(input);

  const answers = formulas.map(({ tex, display }) => {
    try {
      const html = katex.renderToString(tex, {
        displayMode: display,
        macros: { ...macros },
        output: "htmlAndMathml",
        throwOnError: true,
        strict: (code) => (harmless.has(code) ? "ignore" : "error"),
        trust: ({ command }) => ours.has(command),
      });
      return { html };
    } catch (error) {
      if (error instanceof katex.ParseError) return { error: error.rawMessage ?? error.message, position: error.position ?? 0 };
      if (error instanceof RangeError) return { error: "too deeply nested", position: 0 };
      throw error;
    }
  });
  return JSON.stringify(answers);
}
