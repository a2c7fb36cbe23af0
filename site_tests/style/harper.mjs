/**
 * What Harper, a checker of English, says of a text: `node harper.mjs FOLDER < request`, where FOLDER holds its npm package.
 * The request is JSON, {text: Markdown, off: [rule, …], words: [word, …]}; so is the answer, a list of
 * [start, end, rule, message], counted in characters.
 */

import fs from "node:fs";
import { pathToFileURL } from "node:url";

const folder = pathToFileURL(`${process.argv[2]}/dist/`);
const { LocalLinter, Dialect } = await import(new URL("index.js", folder));
const { slimBinary } = await import(new URL("slimBinary.js", folder));
const { text, off, words } = JSON.parse(fs.readFileSync(0, "utf8"));

const linter = new LocalLinter({ binary: slimBinary, dialect: Dialect.American });
const rules = JSON.parse(await linter.getLintConfigAsJSON());
const unknown = off.filter((rule) => !(rule in rules));
if (unknown.length) throw new Error(`Harper has no rules ${unknown}`);
for (const rule of off) rules[rule] = false;
await linter.setLintConfig(rules);
await linter.importWords(words);

const found = [];
for (const [rule, lints] of Object.entries(await linter.organizedLints(text)))
  for (const lint of lints) found.push([lint.span().start, lint.span().end, rule, lint.message()]);
console.log(JSON.stringify(found));
