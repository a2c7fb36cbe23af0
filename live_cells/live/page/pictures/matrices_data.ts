/** The description of a linear layer at work on a batch: its matrices, and the gradients of the loss in them. */

import { list, number, optional, record, string, type Tensor, tensor, whole, wrong } from "./checks.ts";

/** Of a large matrix, the first rows and columns are here; `sizes` are those of the whole. */
export type MatricesData = {
  kind: "matrices";
  layer: string;
  text: string;
  sizes: { samples: number; inputs: number; outputs: number };
  loss: { text: string; value: number };
  x: Tensor;
  weight: Tensor;
  z: Tensor;
  g: Tensor;
  weight_gradient: Tensor;
  input_gradient: Tensor;
  bias?: Tensor;
  bias_gradient?: Tensor;
};

/** Sides that are drawn. */
const MOST = 8;

export function matricesOf(data: Record<string, unknown>): MatricesData {
  const [samples, inputs, outputs] = list(data.sizes, "sizes", 3).map((one) => whole(one, "sizes"));
  if (outputs === undefined) wrong("sizes", "[N, in, out]");
  const loss = record(data.loss, "loss");
  const x = tensor(data.x, "x");
  const [rows, columns] = x.shape;
  const weight = tensor(data.weight, "weight");
  const [out] = weight.shape;
  const of = (name: string, ...shape: number[]) => {
    const found = tensor(data[name], name);
    const isDrawn = found.shape.join() === shape.join() && shape.every((side) => side > 0 && side <= MOST);
    return isDrawn ? found : wrong(`${name}.shape`, `[${shape.join(", ")}]`);
  };
  const ofEach = (name: string) => optional(data[name], name, () => of(name, out));
  return {
    kind: "matrices",
    layer: string(data.layer, "layer"),
    text: string(data.text, "text"),
    sizes: { samples, inputs, outputs },
    loss: { text: string(loss.text, "loss.text"), value: number(loss.value, "loss.value") },
    x: of("x", rows, columns),
    weight: of("weight", out, columns),
    z: of("z", rows, out),
    g: of("g", rows, out),
    weight_gradient: of("weight_gradient", out, columns),
    input_gradient: of("input_gradient", rows, columns),
    bias: ofEach("bias"),
    bias_gradient: ofEach("bias_gradient"),
  };
}
