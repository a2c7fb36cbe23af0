/** A worker of Python's worker: it unpacks what comes packed, so that the other may go on (unpacking.js). */

import { startDecoder } from "./unpacking.js";

/** @type {ReturnType<typeof startDecoder>} */
let decoderStarts;

/** Answers come in the order of the questions. @param {MessageEvent<import("./unpacking.js").Asked>} event */
self.onmessage = async ({ data }) => {
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
