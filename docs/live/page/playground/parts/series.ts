/** Long rows of numbers made fit to be drawn. */

const MOST = 400;

/** A figure of each epoch's row, and the epochs. */
export const byEpoch = (rows: Record<string, number | null>[], key: string) => ({
  x: rows.map((_, i) => i + 1),
  y: rows.map((row) => row[key]),
});

/** The mean of each number and those before it. */
export function smoothed(values: (number | null)[], width: number): (number | null)[] {
  let sum = 0;
  let count = 0;
  return values.map((value, i) => {
    const left = values[i - width];
    if (value !== null) [sum, count] = [sum + value, count + 1];
    if (left !== null && left !== undefined) [sum, count] = [sum - left, count - 1];
    return value === null || !count ? null : sum / count;
  });
}

/** Some of the numbers, evenly, the last among them, each with its place. */
export function thinned(values: (number | null)[]): [number, number | null][] {
  const every = Math.max(1, Math.ceil(values.length / MOST));
  return values.flatMap((value, i) => {
    const isTaken = i % every === 0 || i === values.length - 1;
    return isTaken ? [[i, value] as [number, number | null]] : [];
  });
}
