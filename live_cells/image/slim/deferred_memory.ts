import { putCode } from "./deferred_bytecode.ts";
import { putTexts } from "./deferred_docstrings.ts";

/** Put into memory what comes to it later. @param file of texts (late_texts.ts), and then of code (deferred_code.ts) */
export function putLate(memory: Uint8Array, file: Uint8Array<ArrayBuffer>) {
  putCode(memory, file.subarray(putTexts(memory, file)));
}
