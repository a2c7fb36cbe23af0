/** The memory image's parts as a worker sends them: the next worker starts from them at once. */

import type { MessageOf, Parts } from "../../messages.ts";

export class ImageParts {
  parts: Parts | null = null;

  keep(message: MessageOf<"keep" | "keepFigures" | "keepLater">) {
    const { parts } = this;
    if (message.type === "keep") this.parts = message.parts;
    else if (!parts) return;
    else if (message.type === "keepFigures") this.parts = { ...parts, figures: message.figures };
    else if (!message.isOfFigures) this.parts = { ...parts, later: message.later };
    else if (parts.figures) this.parts = { ...parts, figures: { ...parts.figures, later: message.later } };
  }
}
