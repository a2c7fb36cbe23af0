/** What a number of a network is called: for those who cannot see where it stands, and above its formula. */

import { fill, whole } from "../../phrases.ts";
import type { Numbers, Place } from "./numbers.ts";
import { shown } from "./printed.ts";

export function titleOf(numbers: Numbers, place: Place): string {
  const { data } = numbers;
  if (place.kind === "loss") return data.loss?.text ?? "";
  const index = numbers.indexOf(place.column, place.row);
  if (!place.column && data.image) {
    const [height, width] = data.image;
    return fill(WORDS.pictures.image, { height, width });
  }
  if (!place.column) return fill(WORDS.pictures.input_unit, { index });
  const { name, kind, output } = data.modules[place.column - 1];
  const module = `${kind} (${name})`;
  if (place.kind === "unit" && isFlat(numbers, place.column))
    return fill(WORDS.pictures.named, { name: module, value: whole(numbers.sizeOf(place.column)) });
  if (place.kind === "edge") {
    const from = numbers.indexOf(place.column - 1, place.from);
    return fill(WORDS.pictures.edge, { module, from, index });
  }
  if (place.kind === "bias") return fill(WORDS.pictures.bias_of, { module, index });
  return fill(output?.shape.length === 3 ? WORDS.pictures.map : WORDS.pictures.unit, { module, index });
}

/** The name with its number. */
export function nameOf(numbers: Numbers, place: Place, isBack: boolean): string {
  const name = titleOf(numbers, place);
  const value = isPicture(numbers, place) ? undefined : numbers.shownOf(place, isBack);
  if (value === undefined) return name;
  return fill(WORDS.pictures.named, {
    name,
    value: isBack ? fill(WORDS.pictures.gradient_is, { value: shown(value) }) : shown(value),
  });
}

/** Is it a column of what stood as pictures before, laid flat, too long to be shown number by number? */
export function isFlat({ data, columns }: Numbers, column: number) {
  const { kind, units, output } = data.modules[column - 1];
  return kind === "Flatten" && units !== undefined && output?.shape[0] === columns[column - 1].length;
}

/** Does an image or a map stand there, and no single number? */
export function isPicture(numbers: Numbers, place: Place) {
  if (place.kind !== "unit") return false;
  const { image, input, modules } = numbers.data;
  if (!place.column) return Boolean(image) || input.shape.length === 3;
  return modules[place.column - 1].output?.shape.length === 3 || isFlat(numbers, place.column);
}
