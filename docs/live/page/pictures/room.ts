/** How high a picture's drawing is: the build keeps that room free, so that nothing moves when the drawing comes. */

import { convolutionLayout } from "./convolution_layout.ts";
import { isTall, type PictureData, readPicture } from "./data.ts";
import { layoutOf as graphLayout } from "./graph_layout.ts";
import { layoutOf as networkLayout } from "./layout.ts";
import { Numbers } from "./numbers.ts";
import { Frame } from "./surface_ground.ts";

/** Of a line, at the usual size of letters; a letter's width. */
const LINE = 20;
const LETTER = 6.2;
/** What the words below need beyond those of a small network. */
const TALL = 44;

/** @param description as JSON @param width that there is @returns what differs between pictures of a kind is in it */
export function heightOf(description: string, width: number): number {
  const data = readPicture(description);
  const folded = "folded" in data ? data.folded.join(" ") : "";
  const more = folded && LINE * Math.ceil((folded.length * LETTER) / width) + 8;
  return drawingOf(data, width) + Number(more);
}

function drawingOf(data: PictureData, width: number) {
  switch (data.kind) {
    case "graph":
      return graphLayout(data, width).height;
    case "convolution":
      return convolutionLayout(data, width).height;
    case "surface":
      return new Frame(data, width).size[1];
    default:
      return networkLayout(new Numbers(data), width).height + (isTall(data) ? TALL : 0);
  }
}
