/**
 * How workers start: from an address of their own (`blob:`), since such a worker is under the Content Security Policy
 * of the page or worker that starts it. One that starts from a file would be under the policy that the host sends with
 * the file, and most hosts send none.
 */

/** @param script a module's whole address @returns the address of a worker that runs it */
export function workerAddress(script: string): string {
  return URL.createObjectURL(new Blob([`import ${JSON.stringify(script)};`], { type: "text/javascript" }));
}
