/** Two shapes that do not fit, as Python describes them with an error; checked where they enter. */

import { list, optional, record, string, whole } from "./checks.ts";

/** A size, or a letter where any size will do. */
export type Size = number | string;

/** `wrong`: the dimensions that do not fit. `name`: the variable, if there is one; else `role` says what it is. */
export type Side = { role: Role; name: string; shape: Size[]; wrong: number[] };

export type Role = keyof typeof WORDS.pictures.misfit.roles;
export type How = keyof typeof WORDS.pictures.misfit.how;

/** In a line of a cell, `old` at `column` becomes `new`. */
export type Change = { cell: string; number: number; text: string; column: number; old: string; new: string };

export type MisfitData = { how: How; left: Side; right: Side; where: string; change?: Change };

export function misfitOf(data: Record<string, unknown>): MisfitData {
  return {
    how: known(WORDS.pictures.misfit.how, data.how, "how"),
    left: side(data.left, "left"),
    right: side(data.right, "right"),
    where: string(data.where, "where"),
    change: optional(data.change, "change", change),
  };
}

function known<T extends object>(table: T, value: unknown, place: string): keyof T {
  const found = Object.keys(table).find((name) => name === value) ?? string(null, place);
  return found as keyof T;
}

function side(value: unknown, place: string): Side {
  const data = record(value, place);
  return {
    role: known(WORDS.pictures.misfit.roles, data.role, `${place}.role`),
    name: string(data.name, `${place}.name`),
    shape: list(data.shape, place, 8).map((one) =>
      typeof one === "number" ? whole(Math.abs(one), place) * Math.sign(one) : string(one, place),
    ),
    wrong: list(data.wrong, place).map((one) => whole(one, place)),
  };
}

function change(value: unknown, place: string): Change {
  const data = record(value, place);
  return {
    cell: string(data.cell, place),
    number: whole(data.number, place),
    text: string(data.text, place),
    column: whole(data.column, place),
    old: string(data.old, place),
    new: string(data.new, place),
  };
}
