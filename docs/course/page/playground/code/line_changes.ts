/** What is to be changed in a text so that it becomes another one, line by line: the rest stays where it stands. */

export type TextChange = { from: number; to: number; insert: string };

/** @param keyOf lines with the same key count as the same, and stay as they are */
export function lineChanges(before: string, after: string, keyOf: (line: string) => string): TextChange[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  const common = commonLines(old.map(keyOf), now.map(keyOf));
  const changes: TextChange[] = [];
  const starts = startsOf(old);
  let [a, b] = [0, 0];
  for (const [i, j] of [...common, [old.length, now.length]]) {
    const [gone, come] = [old.slice(a, i), now.slice(b, j)];
    if (gone.length === come.length)
      for (const [at, line] of gone.entries()) changes.push(within(line, come[at], starts[a + at]));
    else if (come.length || gone.some((line) => keyOf(line) !== "")) changes.push(block(gone, come, starts[a], before));
    [a, b] = [i + 1, j + 1];
  }
  return changes;
}

function startsOf(lines: string[]) {
  let start = 0;
  const starts = lines.map((line) => {
    const here = start;
    start += line.length + 1;
    return here;
  });
  return [...starts, start];
}

/** The part of a line that changes, as whole words and numbers. */
function within(old: string, now: string, start: number): TextChange {
  let begin = 0;
  while (begin < Math.min(old.length, now.length) && old[begin] === now[begin]) begin++;
  while (begin > 0 && /[\w.]/.test(old[begin - 1])) begin--;
  let end = 0;
  const most = Math.min(old.length, now.length) - begin;
  while (end < most && old.at(-1 - end) === now.at(-1 - end)) end++;
  while (end > 0 && /[\w.]/.test(old[old.length - end])) end--;
  return { from: start + begin, to: start + old.length - end, insert: now.slice(begin, now.length - end) };
}

/** Whole lines in the place of others; at the end of the text, the line break is before them. */
function block(gone: string[], come: string[], start: number, before: string): TextChange {
  const to = start + gone.reduce((sum, line) => sum + line.length + 1, 0);
  if (to <= before.length) return { from: start, to, insert: come.map((line) => `${line}\n`).join("") };
  const hasBreak = start > 0;
  const insert = come.map((line, at) => (at || hasBreak ? `\n${line}` : line)).join("");
  return { from: start - Number(hasBreak), to: before.length, insert };
}

/** Pairs of places of the longest common sequence. */
function commonLines(old: string[], now: string[]): [number, number][] {
  const longest = old.map(() => now.map(() => 0));
  const at = (i: number, j: number) => longest[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      longest[i][j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < old.length && j < now.length; )
    if (old[i] === now[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  return pairs;
}

/** The text after the changes, and where each of them is in it. */
export function changedBy(text: string, changes: TextChange[]) {
  let result = "";
  let end = 0;
  const places: [from: number, to: number][] = [];
  for (const { from, to, insert } of changes) {
    result += text.slice(end, from);
    places.push([result.length, result.length + insert.length]);
    result += insert;
    end = to;
  }
  return { text: result + text.slice(end), places };
}
