/** Files out of the browser, and into it. */

/** Let the browser save a file. */
export function save(blob: Blob, name: string) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Let the reader choose from the device's own files. */
export function choose(wanted: { accept?: string; multiple?: boolean }, onChosen: (files: File[]) => void) {
  const input = Object.assign(document.createElement("input"), { type: "file", ...wanted });
  input.addEventListener("change", () => onChosen([...(input.files ?? [])]));
  input.click();
}
