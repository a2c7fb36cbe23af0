/** The words that the build writes into the scripts, in the language of the site (live_cells/words/). */
declare const WORDS: typeof import("../words/en.json");
