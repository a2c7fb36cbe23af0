/** The words that the build writes into the scripts, in the language of the site (live_cells/words/). */
type ToolWords = typeof import("../words/en.json");
interface Words extends ToolWords {}
declare const WORDS: Words;
