/** What stands below an error: of shapes, the two that do not fit, why, and the line to change; or another mistake. */

import { fill, whole } from "../../phrases.ts";
import { addStyle } from "../elements/late_style.ts";
import { button, text } from "../elements/nodes.ts";
import { record } from "./checks.ts";
import { type Change, type MisfitData, misfitOf, type Side, type Size } from "./misfit_data.ts";
import { drawingOf } from "./misfit_drawing.ts";
import { mistakeFigure } from "./mistake.ts";
import { STYLE } from "./mistake_style.ts";

/**
 * @param json the description that came with the error
 * @param cell the cell that failed
 */
export function misfitFigure(json: string, cell: string) {
  const described = record(JSON.parse(json), "misfit");
  if ("mistake" in described) return mistakeFigure(described, cell);
  addStyle(STYLE);
  const data = misfitOf(described);
  const node = text("figure", "misfit");
  const names: [string, string] = [named(data.left, data), named(data.right, data)];
  const drawing = text("div", "misfit-drawing");
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", shapesOf(data, names));
  drawing.append(drawingOf(data, names));
  const words = text("figcaption", "misfit-words");
  if (data.where) words.append(text("code", "misfit-where", data.where));
  words.append(text("p", "", reasonFor(data, names)));
  if (data.change) words.append(...changeOf(data.change, cell));
  node.append(drawing, words);
  node.setAttribute("aria-label", WORDS.pictures.misfit.title);
  return node;
}

function named({ name, role }: Side, { where }: MisfitData) {
  const module = where.split(": ").at(-1) ?? "";
  if (role === "weight" || role === "wanted") return module || WORDS.pictures.misfit.roles[role];
  return name || WORDS.pictures.misfit.roles[role];
}

const printed = (shape: Size[]) => `[${shape.join(", ")}]`;

const shapesOf = ({ left, right }: MisfitData, names: [string, string]) =>
  [left, right]
    .map(({ shape, role }, index) => {
      const says = role === "wanted" ? WORDS.pictures.misfit.takes : WORDS.pictures.misfit.alone;
      return fill(says, { name: names[index], shape: printed(shape) });
    })
    .join(" ");

function reasonFor({ how, left, right }: MisfitData, [leftName, rightName]: [string, string]) {
  const [came, wanted] = [left, right].map(({ shape, wrong }) =>
    how === "numbers" ? countOf(shape) : sizeAt(shape, wrong),
  );
  return fill(WORDS.pictures.misfit.how[how], { left: leftName, right: rightName, came, wanted });
}

const sizeAt = (shape: Size[], wrong: number[]) => {
  const size = shape[wrong[0]];
  return typeof size === "number" ? whole(size) : (size ?? "");
};

const countOf = (shape: Size[]) => whole(shape.reduce<number>((count, size) => count * Number(size), 1));

/** The line as it is to be, with what goes and what comes. */
function changeOf(change: Change, cell: string) {
  const { misfit } = WORDS.pictures;
  const says = change.cell === cell ? misfit.change : misfit.change_elsewhere;
  const line = text("code", "misfit-line");
  const before = change.text.slice(0, change.column).trimStart();
  line.append(before);
  if (change.old) line.append(text("del", "", change.old));
  line.append(text("ins", "", change.new), change.text.slice(change.column + change.old.length));
  const { show, show_title: title } = WORDS.pictures.mistakes;
  const light = () =>
    dispatchEvent(new CustomEvent("code-line", { detail: { cell: change.cell, line: change.number, isShown: true } }));
  return [text("p", "", fill(says, { number: change.number })), line, button(show, "mistake", light, { title })];
}
