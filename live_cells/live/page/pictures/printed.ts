/** Numbers as PyTorch prints them: four decimals, ties to even. Zeros beyond the second decimal are left out. */

const MINUS = "−";
/** A smaller number is not seen in two decimals. */
const SMALL = 0.005;

/** @returns `0.31`, `−0.6283`, `1.2e-5` */
export function shown(value: number): string {
  if (Number.isNaN(value)) return "nan";
  const sign = value < 0 ? MINUS : "";
  const size = Math.abs(value);
  if (size === Number.POSITIVE_INFINITY) return `${sign}inf`;
  if (size >= 1e6 || (size > 0 && size < 1e-4)) return sign + size.toExponential(4).replace(/\.?0+e/, "e");
  return sign + rounded(size).replace(/0{1,2}$/, "");
}

/** Numbers that stand together, in one form: beside larger ones, a small one has no power of ten. */
export function alike(values: number[]): string[] {
  const sizes = values.map(Math.abs).filter((size) => size > 0 && Number.isFinite(size));
  if (Math.max(...sizes, 0) < SMALL) return values.map((value) => brief(value));
  const most = Math.min(...sizes, 1) < SMALL ? 3 : 2;
  return values.map((value) =>
    Math.abs(value) < SMALL ? value.toFixed(most).replace("-", MINUS) : brief(value, most),
  );
}

/** In fewer digits, for a small place. @param most decimals */
export function brief(value: number, most = 2): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return shown(value);
  const sign = value < 0 ? MINUS : "";
  if (size >= 1e4 || (size > 0 && size < SMALL)) return sign + size.toExponential(0).replace("e+", "e");
  return sign + size.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : most);
}

/** `+ 0.1` or `− 0.1`: a further term of a sum. */
export const added = (value: number, words = shown(Math.abs(value))) =>
  value < 0 ? `${MINUS} ${words}` : `+ ${words}`;

/** A factor: a negative one after another stands in parentheses. */
export const factor = (value: number) => (value < 0 ? `(${shown(value)})` : shown(value));

/** Four decimals; a float32 times ten thousand is exact in double precision, so ties are seen. */
function rounded(size: number) {
  const scaled = size * 1e4;
  const low = Math.floor(scaled);
  const isTie = scaled - low === 0.5;
  const whole = isTie ? low + (low % 2) : Math.round(scaled);
  const digits = String(whole).padStart(5, "0");
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`;
}
