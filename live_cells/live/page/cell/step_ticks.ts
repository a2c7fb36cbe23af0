/** Marks below the slider of the steps. */

const MOST_TICKS = 150; // more would be a line

/** @param places where a loop begins once more @param found where a condition holds @param last the greatest place */
export function ticksOf(places: number[], found: number[], last: number) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", `0 0 ${Math.max(last, 1)} 1`);
  drawing.setAttribute("preserveAspectRatio", "none");
  drawing.setAttribute("aria-hidden", "true");
  const marks = places.length > MOST_TICKS ? "" : places.map((place) => `M${place} 0v.45`).join("");
  drawing.append(pathOf("steps-tick", marks), pathOf("steps-hit", spansOf(found)));
  return drawing;
}

function pathOf(name: string, marks: string) {
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("class", name);
  path.setAttribute("d", marks);
  return path;
}

/** A bar for each stretch of places without a gap. */
function spansOf(places: number[]) {
  const starts = places.filter((place, at) => places[at - 1] !== place - 1);
  const ends = places.filter((place, at) => places[at + 1] !== place + 1);
  return starts.map((start, at) => `M${start} .8H${ends[at]}`).join("");
}
