// Writes the files of an image, packed with Zstandard.
import fs from "node:fs";
import path from "node:path";

import { call, programs } from "./bytecode.mjs";

export class ImageFiles {
  /** A Python of which nothing becomes the image. */
  packer = null;
  #folder;

  /** @param {string} folder */
  constructor(folder) {
    this.#folder = folder;
  }

  /** @returns {string} where the file is */
  write(name, content) {
    const place = path.join(this.#folder, name);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.writeFileSync(place, content);
    return place;
  }

  /**
   * @param {string} folder
   * @param {{head: object, pages: Uint8Array, firsts: Uint8Array[], later: Uint8Array[]}} layer
   * @param {string[]} paths of the compiled parts of packages, which are the last ones of `firsts`
   * @param {Record<string, Uint8Array>} more parts
   */
  writeLayer(folder, { head, pages, firsts, later }, paths, more) {
    const sides = firsts.slice(-paths.length);
    const parts = { memory: pages, sides: Buffer.concat(sides), ...more };
    if (later.length) parts.later = Buffer.concat(later);
    const sizes = Object.fromEntries(Object.entries(parts).map(([name, { length }]) => [name, length]));
    const placed = placesOf(sides).map((place, index) => ({ path: paths[index], ...place }));
    this.write(`${folder}head.json`, JSON.stringify({ ...head, sides: placed, later: placesOf(later), sizes }));
    for (const [name, content] of Object.entries(parts)) this.write(`${folder}${name}.zst`, this.#packed(content));
  }

  #packed(content) {
    this.packer.FS.writeFile("/content", content);
    call(this.packer, programs, "pack", "/content", "/packed");
    return this.packer.FS.readFile("/packed");
  }
}

/** Where each of some parts lies in all of them, one after the other. */
function placesOf(parts) {
  let end = 0;
  return parts.map(({ length }) => {
    const start = end;
    end += length;
    return { start, end };
  });
}
