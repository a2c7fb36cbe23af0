/** A set-up as the fragment of an address that people can read, and back. */

import { KINDS, layer, type Layer } from "./layers.ts";
import { setupOf, type Setup, type Point } from "./setup.ts";

const LAYERS = "layers";
const POINTS = "points";

export function fragmentOf(setup: Setup) {
  const { layers, points, ...rest } = setup;
  const words = Object.entries(rest).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  words.push(`${LAYERS}=${layers.map(layerText).join(",")}`);
  if (setup.data === "painted") words.push(`${POINTS}=${points.map(pointText).join("")}`);
  return `#${words.join("&")}`;
}

/** The set-up in a fragment, or null if there is none. */
export function readFragment(fragment: string): Setup | null {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  if (!given.has("data") || !given.has(LAYERS)) return null;
  const layers = (given.get(LAYERS) ?? "").split(",").map(readLayer);
  const points = [...(given.get(POINTS) ?? "").matchAll(/([ab])(-?\d+)_(-?\d+)/g)].map(([, label, x, y]) => {
    return { label: label === "a" ? 0 : 1, x: Number(x) / 100, y: Number(y) / 100 };
  });
  return setupOf({ ...Object.fromEntries(given), layers, points });
}

/** `Conv2d~8~3~0`: the kind, and its settings in their order. */
function layerText({ kind, ...settings }: Layer) {
  return [kind, ...Object.keys(KINDS[kind].settings).map((name) => settings[name])].join("~");
}

function readLayer(text: string) {
  const [kind, ...values] = text.split("~");
  if (!Object.hasOwn(KINDS, kind)) return null;
  const names = Object.keys(KINDS[kind].settings).slice(0, values.length);
  return layer(kind, Object.fromEntries(names.map((name, i) => [name, Number(values[i])])));
}

const pointText = ({ label, x, y }: Point) => `${"ab"[label]}${Math.round(x * 100)}_${Math.round(y * 100)}`;
