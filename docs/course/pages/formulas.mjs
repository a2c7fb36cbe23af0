// Set formulas, as HTML for the eye and MathML to be read out: JSON in, `[[tex, isDisplay], …]`, JSON out, for each `{set}` or
// `{error}`.
//   node formulas.mjs KATEX < formulas > answers
// KATEX is the address of KaTeX's module.
const { default: katex } = await import(process.argv[2]);

let text = "";
for await (const part of process.stdin.setEncoding("utf8")) text += part;

// marks by which the page finds a symbol (docs/course/pages/symbols.py); KaTeX writes attributes only where it is allowed to
const marks = {
  trust: ({ command }) => command === "\\htmlData",
  strict: (fault) => (fault === "htmlExtension" ? "ignore" : "error"),
};

const answers = JSON.parse(text).map(([tex, displayMode]) => {
  try {
    const options = { displayMode, output: "htmlAndMathml", throwOnError: true, ...marks };
    return { set: katex.renderToString(tex, options) };
  } catch (error) {
    return { error: error.message };
  }
});
process.stdout.write(JSON.stringify(answers));
