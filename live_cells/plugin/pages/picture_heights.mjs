// How high the page's script draws pictures: JSON in, `[description, …]`, JSON out, `[[height, …], …]`, one for each width.
//   node picture_heights.mjs PICTURES WORDS WIDTH … < descriptions > heights
// PICTURES is the address of live_cells/live/page/pictures/, WORDS the path of the words that its layout measures with.
import { readFileSync } from "node:fs";

const [pictures, words, ...widths] = process.argv.slice(2);
globalThis.WORDS = JSON.parse(readFileSync(words, "utf8"));
const [data, frames, channels, convolutions, graphs, matrices, networks, numbers, surfaces, modules, trees, trainings] =
  await Promise.all(
    [
      "data",
      "frame",
      "channels_layout",
      "convolution_layout",
      "graph_layout",
      "matrices_layout",
      "layout",
      "numbers",
      "surface_ground",
      "module_layout",
      "module_tree",
      "training_layout",
    ].map((name) => import(`${pictures}/${name}.ts`)),
  );

/** Of a line, at the usual size of letters; a letter's width. */
const LINE = 20;
const LETTER = 6.2;
/** What the words below need beyond those of a small network. */
const TALL = 44;

/** A scroll bar, where it takes room: below a drawing that is wider than the page. */
const SCROLL_BAR = 12;

const LAYOUTS = {
  graph: graphs.layoutOf,
  channels: channels.channelsLayout,
  convolution: convolutions.convolutionLayout,
  matrices: matrices.matricesLayout,
  surface: (picture, width) => ({ height: new surfaces.Frame(picture, width).size[1] }),
  training: trainings.trainingLayout,
  module: (picture, width) => modules.viewportSize(new trees.Tree(picture), width),
  network: (picture, width) => networks.layoutOf(new numbers.Numbers(picture), width),
};

function heightOf(description, room) {
  const picture = data.readPicture(description);
  const { width = 0, height, isMapped } = LAYOUTS[picture.kind](picture, room);
  const tall = picture.kind === "network" && data.isTall(picture) ? TALL : 0;
  const notes = [(picture.folded ?? []).join(" "), isMapped ? WORDS.pictures.planes : ""].filter(Boolean);
  const more = notes.reduce((sum, note) => sum + LINE * Math.ceil((note.length * LETTER) / room) + 8, 0);
  const zoom = picture.kind === "module" ? 1 : frames.zoomOf(width, room);
  return Math.ceil(height * zoom + tall + more + (zoom === 1 && width > room ? SCROLL_BAR : 0));
}

let text = "";
for await (const part of process.stdin.setEncoding("utf8")) text += part;

const heights = JSON.parse(text).map((one) => widths.map((width) => heightOf(one, Number(width))));
process.stdout.write(JSON.stringify(heights));
