/** A worker of Python's worker: it unpacks files, so that the other goes on meanwhile (image/restore/unpacking.ts). */

import { startDecoder, type Asked } from "../../image/restore/unpacking.ts";

let decoderStarts: ReturnType<typeof startDecoder>;

/** Answers come in the order of the questions. */
self.onmessage = async ({ data }: MessageEvent<Asked>) => {
  decoderStarts ??= startDecoder(data.decoder);
  if (!data.packed) return;
  try {
    const unpack = await decoderStarts;
    const bytes = unpack(data.packed, data.size);
    self.postMessage({ bytes }, [bytes.buffer]);
  } catch (error) {
    self.postMessage({ reason: String(error) });
  }
};
