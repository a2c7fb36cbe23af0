/** Where things lie in Python's own file system; the memory image is made with the same (docs/hooks/image/make_image.mjs). */

export const OUR_FOLDER = "/live";
export const DATA_FOLDER = "/data";

/** The variables of its environment. */
export const ENVIRONMENT = { HOME: "/home/pyodide", SEQLITE_DATA: DATA_FOLDER };
