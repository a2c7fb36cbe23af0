/** Long rows of numbers made fit to be drawn. */

const MOST = 400;

/** A figure of each epoch's row, and the epochs. @param {Record<string, number|null>[]} rows @param {string} key */
export const byEpoch = (rows, key) => ({ x: rows.map((_, i) => i + 1), y: rows.map((row) => row[key]) });

/** The mean of each number and those before it. @param {(number|null)[]} values @param {number} width @returns {(number|null)[]} */
export function smoothed(values, width) {
  let sum = 0;
  let count = 0;
  return values.map((value, i) => {
    const left = values[i - width];
    if (value !== null) [sum, count] = [sum + value, count + 1];
    if (left !== null && left !== undefined) [sum, count] = [sum - left, count - 1];
    return value === null || !count ? null : sum / count;
  });
}

/** Some of the numbers, evenly, the last among them, each with its place. @param {(number|null)[]} values @returns {[number, number|null][]} */
export function thinned(values) {
  const every = Math.max(1, Math.ceil(values.length / MOST));
  return values.flatMap((value, i) => {
    const isTaken = i % every === 0 || i === values.length - 1;
    return isTaken ? [/** @type {[number, number|null]} */ ([i, value])] : [];
  });
}
