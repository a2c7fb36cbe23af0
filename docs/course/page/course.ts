/** Where the course's pages begin: their own parts, then what every page with live cells has. */

import "./parts.ts";
import "../../../live_cells/live/page/page.ts";
