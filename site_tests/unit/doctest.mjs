// How the page compares: examples and what they have printed come in, and verdicts go out.

import { compare } from "../../live_cells/live/page/cell/doctest.ts";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const cases = JSON.parse(Buffer.concat(chunks).toString());
console.log(JSON.stringify(cases.map(({ example, printed }) => compare(example, printed))));
