/** What the lines of the program are about: a layer, a rate, the data; or a change, at a step. */

import { plain } from "../setup/read_program.ts";

/** `layer`: its place in the stack. */
export type About = { part: "layer"; layer: number } | { part: "data" } | { part: "training" } | null;

export function aboutLine(source: string, line: number): About {
  const lines = source.split("\n").map(plain);
  const begin = lines.indexOf("model=nn.Sequential(");
  const end = lines.indexOf(")", begin);
  if (begin < 0 || end < 0) return null;
  if (line > begin && line < end) {
    const layers = lines.slice(begin + 1, line + 1).filter(Boolean);
    return lines[line] ? { part: "layer", layer: layers.length - 1 } : null;
  }
  const seed = lines.findIndex((one) => one.startsWith("torch.manual_seed("));
  if (line >= seed && line < begin - 1 && lines[line]) return { part: "data" };
  return /^(?:optimizer|scheduler|strength)=/.test(lines[line]) ? { part: "training" } : null;
}

/** The lines with changes that came at a step up to this one. */
export function passedLines(source: string, steps: number) {
  return source.split("\n").flatMap((one, at) => {
    const [, step] = /^ {4}if step == (\d+):/.exec(one) ?? [];
    return step !== undefined && Number(step) <= steps ? [at] : [];
  });
}
