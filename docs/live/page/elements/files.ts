/** Files out of the browser, and into it. */

/** Let the browser save a file. @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * Let the reader choose from the device's own files.
 * @param {{accept?: string, multiple?: boolean}} wanted @param {(files: File[]) => void} onChosen
 */
export function choose(wanted, onChosen) {
  const input = Object.assign(document.createElement("input"), { type: "file", ...wanted });
  input.addEventListener("change", () => onChosen([...(input.files ?? [])]));
  input.click();
}
