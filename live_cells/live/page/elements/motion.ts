/** Does the reader want less motion? Asked anew each time: it is a setting of the device. */
export const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
