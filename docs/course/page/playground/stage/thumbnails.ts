/** Small pictures of the data sets on their buttons, of points as the program makes them. */

import { required, text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { opening } from "../../lab/opening.ts";
import { REACH, dotColor } from "../parts/boundary.ts";
import { outline } from "../parts/marks.ts";
import { color, paintInkShares } from "../parts/pixels.ts";
import { setupOf } from "../setup/setup.ts";
import { pointsOf } from "./points.ts";

const SIDE = 88;
const POINTS = 100;
const DIGIT = 28;
/** Paint all buttons, and anew when the colors change. @returns ends that */
export function paintThumbnails(sets: Iterable<HTMLElement>): () => void {
  const painted = [...sets].map((node) => {
    const sheet = text("canvas", "pg-thumb");
    sheet.setAttribute("aria-hidden", "true");
    node.prepend(sheet);
    return { sheet, data: node.dataset.set ?? "" };
  });
  const paint = () => {
    for (const { sheet, data } of painted) data === "mnist" ? paintDigit(sheet) : paintPoints(sheet, data);
  };
  paint();
  return siteTheme.onScheme(paint);
}

function paintPoints(sheet: HTMLCanvasElement, data: string) {
  Object.assign(sheet, { width: SIDE, height: SIDE });
  const pen = required(sheet.getContext("2d"));
  if (data === "painted") return paintPen(pen);
  const dots = pointsOf(setupOf({ data, samples: POINTS, noise: 0.1, layers: [] }));
  for (const [x, y, label] of [...dots.training, ...dots.validation]) {
    outline(pen, dots.classes ? label : 0, (x / REACH + 1) * (SIDE / 2), (1 - y / REACH) * (SIDE / 2), 2.6);
    pen.fillStyle = dotColor(dots, label);
    pen.fill();
  }
}

/** For the reader's own points. */
function paintPen(pen: CanvasRenderingContext2D) {
  Object.assign(pen, { lineWidth: 5, lineCap: "round", strokeStyle: color("--pg-axis") });
  pen.beginPath();
  pen.moveTo(26, 44);
  pen.lineTo(62, 44);
  pen.moveTo(44, 26);
  pen.lineTo(44, 62);
  pen.stroke();
}

async function paintDigit(sheet: HTMLCanvasElement) {
  Object.assign(sheet, { width: DIGIT, height: DIGIT });
  try {
    const { picture } = await opening();
    paintInkShares(
      sheet,
      picture.map((value) => value / 255),
      sheet,
    );
  } catch (error) {
    console.warn("A digit:", error);
  }
}
