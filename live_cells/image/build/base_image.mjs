// The image of the base Python: its memory, and its compiled code.
import { putDeferred } from "../slim/deferred_memory.ts";
import { keepForCollector, slimLayer, splitModules } from "../slim/slim_code.mjs";
import { aboutOf, lateParts, slimMemory, slimModules } from "../slim/slim_memory.mjs";
import { withoutStackSwitching } from "./determinism.mjs";
import { comparePages } from "./memory_pages.mjs";
import { call, docstringsOf, programs } from "./bytecode.mjs";

/**
 * @param {import("./make_image.mjs").Build} build
 * @returns what comes first of its modules, and what comes later
 */
export async function baseImage(build) {
  const { base, slim, files } = build;
  const about = aboutOf(build, base.docstrings, base.fresh);
  const image = await slimLayer(build, {
    memory: Buffer.from(base.snapshot.memory),
    modules: build.modules,
    layerOf: (memory) => {
      const { rings, hashes, ...slimmed } = slimMemory(memory, about);
      const { runs, pages } = comparePages(memory, base.fresh);
      return { head: { ...base.head, runs, rings, hashes }, pages, ...slimmed };
    },
    restore: build.restore,
    refine: (profile) => {
      const types = JSON.parse(call(profile.python, programs, "types"));
      keepForCollector(profile, build.modules[0], types, files.layout);
    },
  });
  const { modules, taken } = slimModules(build.modules, image.whole, about);
  const docstrings = [...image.taken, ...taken];
  let python = null;
  let hasCome = false;
  const whenAsked = () => {
    if (!python) throw new Error("what usual cells do needs a function that comes later");
    putDeferred(python._module.HEAPU8, later.at(-1));
    hasCome = true;
  };
  const { firsts, seconds, filterExports } = splitModules(modules, image.called, whenAsked);
  const later = lateParts(seconds, docstrings, image.bytecode);
  // Without stack switching, one word of memory is another.
  const restored = () => build.restore(firsts, filterExports, image, { isWhole: !filterExports && !taken.length });
  ({ python } = await (filterExports ? withoutStackSwitching(restored) : restored()));
  if (slim.has("bytecode")) {
    call(python, programs, "call_unused"); // which brings all that comes later
    if (!hasCome)
      throw new Error("a function ran without its code: CPython has changed, see slim/deferred_bytecode.mjs");
  }
  call(python, programs, "prove_all");
  if (later.length && !hasCome) whenAsked();
  const cameBack = new Set(docstringsOf(python));
  const lost = base.docstrings.filter((text) => !cameBack.has(text));
  if (lost.length) throw new Error(`${lost.length} docstrings did not come back: ${lost[0]}`);
  return { ...image, firsts, later };
}
