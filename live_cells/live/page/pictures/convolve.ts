/** What a convolution computes, for one map: sums in double precision, stored as float32, as printed the same as PyTorch's. */

import type { Tensor } from "./checks.ts";
import type { ConvolutionData } from "./convolution_data.ts";
import { type Mapped, type Pair, outputSize, padded } from "./sliding.ts";

/** The numbers under the kernel at a place of the output; zeros in the padding. */
export function patchAt({ image, kernel, stride, padding, dilation }: Mapped, [row, column]: Pair): number[] {
  const [height, width] = image.shape;
  const patch: number[] = [];
  for (let u = 0; u < kernel.shape[0]; u += 1)
    for (let v = 0; v < kernel.shape[1]; v += 1) {
      const y = row * stride[0] - padding[0] + u * dilation[0];
      const x = column * stride[1] - padding[1] + v * dilation[1];
      patch.push(y >= 0 && y < height && x >= 0 && x < width ? image.values[y * width + x] : 0);
    }
  return patch;
}

/** The image with the zeros around it, row by row. */
export function withPadding(data: Mapped): number[] {
  const kernel = { shape: padded(data), values: [] };
  return patchAt({ ...data, kernel, stride: [1, 1], dilation: [1, 1] }, [0, 0]);
}

/** The sum of products at a place, without bias, not rounded. */
export function sumAt(data: Mapped, place: Pair): number {
  const patch = patchAt(data, place);
  let sum = 0;
  for (let i = 0; i < patch.length; i += 1) sum += patch[i] * data.kernel.values[i];
  return sum;
}

/** The output, anew. */
export function convolve(data: ConvolutionData): Tensor | undefined {
  const size = outputSize(data);
  if (!size) return undefined;
  const values: number[] = [];
  for (let row = 0; row < size[0]; row += 1)
    for (let column = 0; column < size[1]; column += 1)
      values.push(Math.fround(data.bias + sumAt(data, [row, column])));
  return { shape: size, values };
}
