/** What is written in a picture besides its numbers: titles, what is left out, what the loss compares with. */

import { counted, fill } from "../../phrases.ts";
import type { Selection } from "./d3.ts";
import type { Layout, Spot } from "./layout.ts";
import type { Numbers } from "./numbers.ts";
import { brief } from "./printed.ts";

type All = Selection<undefined>;

/** Above each column: its module. A place is kept for modules that were not reached. */
export function drawTitles(all: All, { columns, loss, middle }: Layout, { data }: Numbers) {
  const titles = [
    ...columns.map(({ title, detail, x }, i) => ({ title, detail, x, isFaulty: data.fault?.module === i - 1 })),
    ...(loss && data.loss ? [{ title: data.loss.kind, detail: "", x: loss.x, isFaulty: false }] : []),
  ];
  const head = all.append("g").attr("class", "picture-titles").attr("aria-hidden", "true");
  const title = head.selectAll("g").data(titles).join("g");
  title.classed("picture-faulty", ({ isFaulty }) => isFaulty);
  title
    .append("text")
    .attr("x", ({ x }) => x)
    .attr("y", 18)
    .text(({ title: words, isFaulty }) => (isFaulty ? `✕ ${words}` : words));
  title
    .append("text")
    .attr("x", ({ x }) => x)
    .attr("y", 36)
    .attr("class", "picture-detail")
    .text(({ detail }) => detail);
  const empty = columns.filter(({ kind }) => kind === "nothing");
  const box = all.append("g").selectAll("rect").data(empty).join("rect").attr("class", "picture-empty");
  box
    .attr("x", ({ x }) => x - 22)
    .attr("y", middle - 22)
    .attr("width", 44)
    .attr("height", 44)
    .attr("rx", 22);
}

/** Among the units: how many are not shown. Below the last: the target. */
export function drawWords(all: All, layout: Layout, numbers: Numbers) {
  const { columns } = layout;
  const gaps = columns.flatMap((column) => column.gaps);
  const gap = all.append("g").attr("class", "picture-gaps").selectAll("text").data(gaps).join("text");
  gap
    .attr("x", ({ x }) => x)
    .attr("y", ({ y }) => y + 4)
    .text(({ count }) => `… ${counted(WORDS.pictures.more_units, count)}`);
  drawTargets(all, layout, numbers);
  drawScores(all, layout, numbers);
}

/** Beside the last column: the name of each class, of which the largest is marked, or the number of each unit. */
function drawScores(all: All, { columns, loss }: Layout, numbers: Numbers) {
  const last = columns[columns.length - 1];
  if (loss || numbers.data.modules.at(-1)?.output?.shape.length !== 1 || last.kind !== "units" || last.spots.length < 3)
    return;
  const group = all.append("g").attr("class", "picture-gaps").attr("aria-hidden", "true");
  const number = group.selectAll("text").data(last.spots).join("text");
  number
    .attr("x", ({ x }) => x + last.side / 2 + 13)
    .attr("y", ({ y }) => y + 4)
    .text(({ column, row }) => nameOf(numbers, numbers.indexOf(column, row)));
  if (!numbers.data.classes.length) return;
  const values = numbers.columns[last.spots[0].column];
  const best = values.indexOf(Math.max(...values));
  number.classed("picture-winner", ({ row }) => row === best).style("text-anchor", () => "start");
}

const nameOf = ({ data }: Numbers, index: number) => data.classes[index] ?? String(index);

function drawTargets(all: All, { columns, isMapped }: Layout, numbers: Numbers) {
  const { target, loss } = numbers.data;
  if (!target || !loss) return;
  const last = columns[columns.length - 1];
  const isEach = target.values.length === last.spots.length && !/CrossEntropy|NLL/.test(loss.kind);
  const isWanted = ({ column, row }: Spot) => numbers.indexOf(column, row) === target.values[0];
  const spots = isEach ? last.spots : last.spots.filter(isWanted);
  const words = ({ row }: Spot) =>
    isEach ? fill(WORDS.pictures.target, { value: brief(target.values[row]) }) : WORDS.pictures.is_target;
  const below = last.side / 2 + (isMapped ? 24 : 12);
  const tag = all.append("g").attr("class", "picture-targets").selectAll("text").data(spots).join("text");
  tag
    .attr("x", ({ x }) => x)
    .attr("y", ({ y }) => y + below)
    .text(words);
}
