/** The address of a file whose place config.js tells. @param {string} path seen from config.js */
export const address = (path) => new URL(path, new URL("../config.js", import.meta.url)).href;
