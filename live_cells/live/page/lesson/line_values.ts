/** Does the reader want to see beside lines what they have made, and how much of it? */

import { isSwitchedOn, switchButton } from "./kept_switch.ts";

const KEY = "live-cells-line-values";
const MORE = "live-cells-line-values-more";

export const showsLineValues = () => isSwitchedOn(KEY);
export const showsMoreOfLines = () => isSwitchedOn(MORE, false);

/** @param onChange is called after each press */
export const lineValuesButtons = (onChange: () => void) => [
  switchButton(KEY, WORDS.line_values.title, "labels", { title: WORDS.line_values.about, onChange }),
  switchButton(MORE, WORDS.line_values.more, "more", { title: WORDS.line_values.more_about, onChange, isUsual: false }),
];
