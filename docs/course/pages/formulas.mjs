// Set formulas, as HTML for the eye and MathML to be read out: JSON in, `[[tex, isDisplay], …]`, JSON out, for each `{set}` or
// `{error}`.
//   node formulas.mjs KATEX < formulas > answers
// KATEX is the address of KaTeX's module.
const { default: katex } = await import(process.argv[2]);

let text = "";
for await (const part of process.stdin.setEncoding("utf8")) text += part;

const answers = JSON.parse(text).map(([tex, displayMode]) => {
  try {
    const options = { displayMode, output: "htmlAndMathml", throwOnError: true, strict: "error" };
    return { set: katex.renderToString(tex, options) };
  } catch (error) {
    return { error: error.message };
  }
});
process.stdout.write(JSON.stringify(answers));
