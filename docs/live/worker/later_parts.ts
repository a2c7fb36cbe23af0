/**
 * What of a memory image comes after the first result: the second halves of all compiled code (second_halves.js), and
 * texts (late_texts.js). Compiling them takes a while, so whoever needs them says when.
 */

import type { Later } from "../messages.ts";
import { once } from "./downloads.ts";
import type { LateFile } from "./late_files.ts";
import type { Bytes } from "./unpacking.ts";

/** Gives what is packed in a file: `now`, or beside all else. */
type Unpacked = { code: Bytes[]; texts: Bytes };
type Unpack = { now: (packed: Bytes) => Unpacked; aside: (packed: Bytes) => Promise<Unpacked> };

export class LaterParts {
  #file;
  #unpack;
  #parts;
  #packed: Bytes | null = null;

  /** @param parts if they are here */
  constructor(file: LateFile, parts: Later | null, unpack: Unpack) {
    this.#file = file;
    this.#unpack = unpack;
    this.#parts = parts;
  }

  /** Bring the file, and do nothing with it yet. */
  fetch = once(async () => {
    if (!this.#parts) this.#packed = await this.#file.fetch();
  });

  async ready(): Promise<Later> {
    await this.fetch();
    if (this.#parts) return this.#parts;
    const { code, texts } = await this.#unpack.aside(this.#packed as Bytes);
    const compiled = await Promise.all(code.map((half) => WebAssembly.compile(half)));
    return this.#keep({ code: compiled, texts });
  }

  /** The same without returning before they are here. */
  now(): Later {
    if (this.#parts) return this.#parts;
    const { code, texts } = this.#unpack.now(this.#packed ?? this.#file.fetchNow());
    return this.#keep({ code: code.map((half) => new WebAssembly.Module(half)), texts });
  }

  #keep(parts: Later) {
    this.#packed = null;
    this.#parts = { ...parts, texts: parts.texts.slice() }; // not the code's bytes with them
    return this.#parts;
  }
}
