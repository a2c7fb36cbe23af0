/** Where two runs part. */

/** The first step whose loss is another; null: there is none among those that both have taken. */
export function firstDifference(a: (number | null)[], b: (number | null)[]): number | null {
  const both = Math.min(a.length, b.length);
  for (let step = 0; step < both; step += 1) if (a[step] !== b[step]) return step + 1;
  return null;
}
