/** What the program makes steps with, and what it adds to the loss. */

import type { Setup } from "./setup.ts";

const OPTIMIZERS: Record<string, [name: string, more: string]> = {
  SGD: ["SGD", ""],
  "SGD with momentum": ["SGD", ", momentum=0.9"],
  RMSprop: ["RMSprop", ""],
  Adam: ["Adam", ""],
  AdamW: ["AdamW", ""],
};

export function optimizerSource({ optimizer, rate, decay }: Setup) {
  const [name, more] = OPTIMIZERS[optimizer];
  const decayed = decay ? `, weight_decay=${decay}` : "";
  return `optimizer = torch.optim.${name}(model.parameters(), lr=${rate}${more}${decayed})`;
}

/** What is added to the loss. */
export const PENALTIES: Record<string, string> = {
  none: `def penalty():
    """No regularization."""
    return 0.0`,
  L1: `def penalty():
    """L1: the sizes of all weights; biases are left alone."""
    return sum(weight.abs().sum() for weight in model.parameters() if weight.dim() > 1)`,
  L2: `def penalty():
    """L2: half the squares of all weights; biases are left alone."""
    return sum(weight.square().sum() / 2 for weight in model.parameters() if weight.dim() > 1)`,
};
