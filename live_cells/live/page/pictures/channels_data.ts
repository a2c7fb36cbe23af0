/** The description of a convolution over several channels: an image and a table of the kernel for each, and their sum. */

import { number, optional, string, type Tensor, tensor, texts, wrong } from "./checks.ts";
import { type ConvolutionData, isDrawn, pair } from "./convolution_data.ts";
import { outputSize, type Sliding } from "./sliding.ts";

/** Without an output, the kernel has no place in the image. */
export type ChannelsData = Sliding & {
  kind: "channels";
  /** Of each channel. */
  names: string[];
  /** Channels, rows, columns. */
  image: Tensor;
  kernel: Tensor;
  bias: number;
  output?: Tensor;
};

/** Channels that are drawn. */
const MOST = 8;

export function channelsOf(data: Record<string, unknown>): ChannelsData {
  optional(data.fault, "fault", string); // the page says it in the words of its own language
  const names = texts(data.names, "names");
  if (!names.length || names.length > MOST) wrong("names", `1…${MOST}`);
  const found: ChannelsData = {
    kind: "channels",
    names,
    image: layered(data.image, "image", names.length),
    kernel: layered(data.kernel, "kernel", names.length),
    bias: number(data.bias, "bias"),
    stride: pair(data.stride, "stride", 1),
    padding: pair(data.padding, "padding", 0),
    dilation: pair(data.dilation, "dilation", 1),
    output: optional(data.output, "output", tensor),
  };
  const wanted = outputSize(partsOf(found)[0])?.join(", ");
  return wanted === found.output?.shape.join(", ") ? found : wrong("output.shape", wanted ? `[${wanted}]` : "–");
}

/** Each channel as a convolution of its own; the bias is with the first. */
export const partsOf = ({ names, image, kernel, bias, stride, padding, dilation }: ChannelsData): ConvolutionData[] =>
  names.map((_, i) => ({
    ...{ kind: "convolution", image: channelOf(image, i), kernel: channelOf(kernel, i), bias: i ? 0 : bias },
    ...{ stride, padding, dilation, kernels: [] },
  }));

function channelOf({ shape: [, rows, columns], values }: Tensor, place: number): Tensor {
  const size = rows * columns;
  return { shape: [rows, columns], values: values.slice(place * size, (place + 1) * size) };
}

function layered(value: unknown, place: string, count: number): Tensor {
  const found = tensor(value, place);
  const [channels, ...sides] = found.shape;
  return channels === count && isDrawn(sides) ? found : wrong(`${place}.shape`, `[${count}, …, …]`);
}
