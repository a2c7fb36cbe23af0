/** Does the reader want to see beside lines what they have made? */

import { isSwitchedOn, switchButton } from "./kept_switch.ts";

const KEY = "live-cells-line-values";

export const showsLineValues = () => isSwitchedOn(KEY);

/** @param onChange is called after each press */
export const lineValuesButton = (onChange: () => void) =>
  switchButton(KEY, WORDS.line_values.title, "labels", { title: WORDS.line_values.about, onChange });
