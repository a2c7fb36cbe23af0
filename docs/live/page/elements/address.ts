/**
 * The address of a file whose place config.js tells: all of the page's scripts travel in that file's folder.
 * @param {string} path
 */
export const address = (path) => new URL(path, import.meta.url).href;
