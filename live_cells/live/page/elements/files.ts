/** Files out of the browser and into it, and the addresses of the site's own. */

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

/** The address of a file that config.js names: its paths are relative to the folder of the page's scripts. */
export const address = (path: string) => new URL(path, import.meta.url).href;

/** The bytes that a text in base64 stands for. */
export const bytesOf = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** Bytes as a text in base64. */
export function base64Of(given: ArrayBuffer | ArrayBufferView): string {
  const bytes = ArrayBuffer.isView(given)
    ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
    : new Uint8Array(given);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/**
 * Has the site been updated since this page was opened, in a way that took this page's files away? Without a network, nothing
 * is known, and the answer is no.
 */
export async function isOutdated() {
  try {
    const { status } = await fetch(import.meta.url, { cache: "reload" });
    return status === 404 || status === 410;
  } catch {
    return false;
  }
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

/**
 * The same address as others reach it. On a teacher's own computer, the server of a classroom says which address the class
 * has (docs/course/classroom/serve.py). No other server does, and nothing changes.
 * @param address of a page of this site
 */
export async function forTheClass(address: string) {
  if (!LOOPBACK.test(location.hostname)) return address;
  try {
    const { headers } = await fetch(location.pathname, { cache: "no-store" });
    const origin = headers.get("Class-Address");
    return origin ? address.replace(location.origin, origin) : address;
  } catch {
    return address; // the server has ended
  }
}

/** A cell of a notebook for Jupyter and Colab. */
export const markdownCell = (id: string, source: string | string[]) => ({
  cell_type: "markdown",
  id,
  metadata: {},
  source,
});

/** A cell that has not run. */
export function codeCell(id: string, source: string | string[]) {
  return { cell_type: "code", id, metadata: {}, source, outputs: [], execution_count: null };
}

export function notebookFile<Cell>(cells: Cell[]) {
  return {
    cells,
    metadata: {
      kernelspec: { display_name: "Python 3", language: "python", name: "python3" },
      language_info: { name: "python" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}
