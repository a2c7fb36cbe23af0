/** Three significant digits, and all of a whole number; a text, such as `nan`, stays. */
export function threeDigits(value: number | string): string {
  if (typeof value === "string") return value;
  const short = Number.isInteger(value) && Math.abs(value) < 1e6 ? value : Number(value.toPrecision(3));
  return String(short).replace("-", "−");
}
