/** A setup in an address, so that it can be shared and kept. What is as usual of the newer settings is left out. */

import { changesText, readChanges } from "./changes.ts";
import { isPlain } from "./features.ts";
import { KINDS, layer, type Layer } from "./layers.ts";
import { setupOf, type Phase, type Point, type Setup } from "./setup.ts";

const LAYERS = "layers";
const POINTS = "points";
const CHANGES = "changes";
const UNTIL = "until";

/** A setup as the fragment of an address that people can read. */
export function fragmentOf(setup: Setup): string {
  const { layers, points, features, regularization, strength, changes, earlier, ...rest } = setup;
  const words = Object.entries(rest).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  if (regularization !== "none") words.push(`regularization=${regularization}`, `strength=${strength}`);
  if (!isPlain(features)) words.push(`features=${features.join(",")}`);
  words.push(`${LAYERS}=${layers.map(layerText).join(",")}`);
  if (setup.data === "painted") words.push(`${POINTS}=${points.map(pointText).join("")}`);
  if (changes.length) words.push(`${CHANGES}=${changesText(changes)}`);
  words.push(...earlier.map((phase) => `${UNTIL}=${encodeURIComponent(phaseText(phase))}`));
  return `#${words.join("&")}`;
}

/** The setup in a fragment, or null if there is none. */
export function readFragment(fragment: string): Setup | null {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  if (!given.has("data") || !given.has(LAYERS)) return null;
  const layers = (given.get(LAYERS) ?? "").split(",").map(readLayer);
  const points = [...(given.get(POINTS) ?? "").matchAll(/([ab])(-?\d+)_(-?\d+)/g)].map(([, label, x, y]) => {
    return { label: label === "a" ? 0 : 1, x: Number(x) / 100, y: Number(y) / 100 };
  });
  const changes = readChanges(given.get(CHANGES) ?? "");
  const earlier = given.getAll(UNTIL).map(readPhase);
  return setupOf({ ...Object.fromEntries(given), layers, points, changes, earlier });
}

/** `98,data=moons&…`: the step, and what the run was until then. */
const phaseText = ({ until, setup }: Phase) => `${until},${fragmentOf(setup).slice(1)}`;

function readPhase(text: string) {
  const [, until, fragment] = /^(\d+),(.*)$/s.exec(text) ?? [];
  return { until: Number(until), setup: readFragment(fragment ?? "") };
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
