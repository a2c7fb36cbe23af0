// How high pictures are drawn: JSON in, `[description, …]`, JSON out, `[[height, …], …]`, one for each width.
//   node picture_heights.mjs ROOM WORDS WIDTH … < descriptions > heights
// ROOM is the address of docs/live/page/pictures/room.ts, WORDS the path of the words that its layout measures with.
import { readFileSync } from "node:fs";

const [room, words, ...widths] = process.argv.slice(2);
globalThis.WORDS = JSON.parse(readFileSync(words, "utf8"));
const { heightOf } = await import(room);

let text = "";
for await (const part of process.stdin.setEncoding("utf8")) text += part;

const heights = JSON.parse(text).map((one) => widths.map((width) => Math.ceil(heightOf(one, Number(width)))));
process.stdout.write(JSON.stringify(heights));
