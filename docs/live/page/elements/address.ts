/** The address of a file whose place config.js tells: all of the page's scripts travel in that file's folder. */
export const address = (path: string) => new URL(path, import.meta.url).href;
