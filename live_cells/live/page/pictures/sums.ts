/** Sums over the numbers of a column. */

/** @param of each number, what is summed */
export function sumOf(numbers: number[], of: (value: number, i: number) => number = (value) => value) {
  let sum = 0;
  for (let i = 0; i < numbers.length; i += 1) sum += of(numbers[i], i);
  return sum;
}

/** log(Σ exp(x)), for large numbers, too. */
export function logSum(x: number[]) {
  const largest = Math.max(...x);
  return largest + Math.log(sumOf(x, (one) => Math.exp(one - largest)));
}
