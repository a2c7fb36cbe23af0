/** The description of a convolution: an image, a kernel that slides over it, how it slides, what comes out. */

import { list, number, optional, record, string, type Tensor, tensor, whole, wrong } from "./checks.ts";
import { type Pair, type Sliding, outputSize } from "./sliding.ts";

/** Without an output, the kernel has no place in the image. */
export type ConvolutionData = Sliding & {
  kind: "convolution";
  image: Tensor;
  kernel: Tensor;
  bias: number;
  output?: Tensor;
  /** Others that may take the place of the kernel. */
  kernels: { name: string; kernel: Tensor }[];
};

/** Sides that are drawn. */
const MOST = 64;

export function convolutionOf(data: Record<string, unknown>): ConvolutionData {
  optional(data.fault, "fault", string); // the page says it in the words of its own language
  const found: ConvolutionData = {
    kind: "convolution",
    image: flat(data.image, "image"),
    kernel: flat(data.kernel, "kernel"),
    bias: number(data.bias, "bias"),
    stride: pair(data.stride, "stride", 1),
    padding: pair(data.padding, "padding", 0),
    dilation: pair(data.dilation, "dilation", 1),
    output: optional(data.output, "output", tensor),
    kernels: optional(data.kernels, "kernels", kernelsOf) ?? [],
  };
  const [wanted, came] = [outputSize(found) ?? undefined, found.output?.shape].map((size) => size?.join(", "));
  return wanted === came ? found : wrong("output.shape", wanted ? `[${wanted}]` : "–");
}

const kernelsOf = (value: unknown, place: string) =>
  list(value, place).map((one) => {
    const { name, kernel } = record(one, place);
    return { name: string(name, place), kernel: flat(kernel, place) };
  });

function flat(value: unknown, place: string): Tensor {
  const found = tensor(value, place);
  return isDrawn(found.shape) ? found : wrong(`${place}.shape`, `[1…${MOST}, 1…${MOST}]`);
}

export const isDrawn = (sides: number[]) => sides.length === 2 && sides.every((side) => side > 0 && side <= MOST);

export function pair(value: unknown, place: string, least: number): Pair {
  const [down, across] = (Array.isArray(value) ? value : [value, value]).map((one) => whole(one, place));
  const isFit = [down, across].every((one) => one >= least && one <= MOST);
  return isFit ? [down, across] : wrong(place, `${least}…${MOST}`);
}
