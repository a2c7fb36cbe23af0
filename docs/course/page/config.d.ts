/** What only the course's build writes into config.js. */

import "../../../live_cells/live/page/config.js";

declare module "../../../live_cells/live/page/config.js" {
  interface Config {
    /** The training that the Playground opens with; empty where a course has none. */
    film: string;
    uplot: { js: string; css: string };
    /** The code that makes a digit of a drawing. */
    asMnist: string;
  }
  interface PagePrograms {
    ask_lab: string;
    ask_playground: string;
  }
}
