/** The parts of pages that only the course has; each comes when a page has it. */

import { pageParts } from "../../../live_cells/live/page/page_parts.ts";

pageParts.push(
  {
    selector: ".playground",
    bring: async (place, { kernel, startOnIntent, announcer }) => {
      const announce = announcer(place);
      const { mountPlayground } = await import("./playground/playground.ts");
      return place.isConnected ? mountPlayground({ kernel, startOnIntent, announce }) : () => {};
    },
    sorry: WORDS.page_parts.no_playground,
  },
  {
    selector: "[data-lab]",
    bring: async (place, { kernel, cells, startOnIntent }) => {
      const { mountLab } = await import("./lab/lab.ts");
      return place.isConnected ? mountLab({ kernel, cells, startOnIntent }) : () => {};
    },
    sorry: WORDS.page_parts.no_lab,
  },
);
