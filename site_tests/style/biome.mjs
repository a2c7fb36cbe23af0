// Biome on a list of files: node biome.mjs [--write] FOLDER_OF_BIOME REPOSITORY FILE...

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({ options: { write: { type: "boolean" } }, allowPositionals: true });
const [biome, repository, ...files] = positionals;
const { DiagnosticPrinter, Workspace } = createRequire(import.meta.url)(path.join(biome, "biome_wasm.js"));

const comments = /^\s*\/\/.*$/gm;
const configuration = JSON.parse(fs.readFileSync(path.join(repository, "biome.jsonc"), "utf8").replace(comments, ""));
const workspace = new Workspace();
const { projectKey } = workspace.openProject({ path: repository, openUninitialized: true });
workspace.updateSettings({ projectKey, workspaceDirectory: repository, configuration });

/** What is wrong with the file, in words; empty if nothing is. */
function complaints(file, content) {
  const { diagnostics } = workspace.pullDiagnostics({ projectKey, path: file, categories: ["syntax", "lint"] });
  const printer = new DiagnosticPrinter(path.relative(repository, file), content);
  for (const diagnostic of diagnostics) printer.print_simple(diagnostic);
  const html = printer.finish();
  return html
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"');
}

for (const file of files) {
  const content = fs.readFileSync(file, "utf8");
  workspace.openFile({ projectKey, path: file, content: { type: "fromClient", content, version: 0 } });
  let said = complaints(file, content);
  const { code } = workspace.formatFile({ projectKey, path: file });
  if (code !== content && values.write) fs.writeFileSync(file, code);
  else if (code !== content) said += `${path.relative(repository, file)} is laid out otherwise\n`;
  if (!said) continue;
  process.stdout.write(said);
  process.exitCode = 1;
}
