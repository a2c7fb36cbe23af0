/** Marks beside color: each class has a shape, and lines that are negative have dashes. */

import { color } from "./pixels.ts";

/** The shapes of the classes, in their order. */
export const SHAPES = ["circle", "square", "triangle"] as const;

/** The dashes of what is negative, and of what belongs to the validation data. */
export const DASHES = { negative: [7, 4], validation: [5, 3] };

/** Begin the outline of a point. @param radius of the circle that is as large */
export function outline(pen: CanvasRenderingContext2D, label: number, x: number, y: number, radius: number) {
  pen.beginPath();
  const shape = SHAPES[label] ?? SHAPES[0];
  if (shape === "circle") pen.arc(x, y, radius, 0, 2 * Math.PI);
  else if (shape === "square") {
    const side = radius * 1.77;
    pen.rect(x - side / 2, y - side / 2, side, side);
  } else {
    const height = radius * 1.55;
    pen.moveTo(x, y - height);
    pen.lineTo(x + height * 0.87, y + height / 2);
    pen.lineTo(x - height * 0.87, y + height / 2);
    pen.closePath();
  }
}

/** A ring in both inks, so that it shows on every ground. @param widths of the line behind, and of the one in front */
export function paintRing(
  pen: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  widths: [number, number],
) {
  for (const [i, name] of ["--pg-edge", "--pg-axis"].entries()) {
    Object.assign(pen, { lineWidth: widths[i], strokeStyle: color(name) });
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.stroke();
  }
}
