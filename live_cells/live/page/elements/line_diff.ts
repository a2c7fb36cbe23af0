/** Two texts compared line by line. */

/** A line of two texts compared. */
type Row = { from: "same" | "ours" | "theirs"; line: string };

/** The shortest way from `ours` to `theirs` by leaving out lines and adding lines. */
export function lineDiff(ours: string, theirs: string): Row[] {
  const a = ours.split("\n");
  const b = theirs.split("\n");
  // common[i][j]: how many lines a[i…] and b[j…] have in common, in order.
  const common = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--)
      common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
  }
  const rows: Row[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      rows.push({ from: "same", line: a[i++] });
      j += 1;
    } else if (j === b.length || (i < a.length && common[i + 1][j] >= common[i][j + 1])) {
      rows.push({ from: "ours", line: a[i++] });
    } else {
      rows.push({ from: "theirs", line: b[j++] });
    }
  }
  return rows;
}

/** The lines of both texts, with − before those of `ours` alone and + before those of `theirs` alone. */
export function diffNode(ours: string, theirs: string) {
  const node = Object.assign(document.createElement("pre"), { className: "cell-diff" });
  const marks = { same: "  ", ours: "− ", theirs: "+ " };
  for (const { from, line } of lineDiff(ours, theirs)) {
    const row = Object.assign(document.createElement("span"), { textContent: `${marks[from]}${line}` });
    row.dataset.from = from;
    node.append(row);
  }
  return node;
}
