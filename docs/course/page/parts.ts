/** The parts of pages that only the course has; each comes when a page has it. */

import { pageParts } from "../../../live_cells/live/page/page_parts.ts";

pageParts.push(
  {
    selector: ".playground",
    load: async () => {
      const { mountPlayground } = await import("./playground/playground.ts");
      return (place, { kernel, startOnIntent, announcer }) =>
        mountPlayground({ kernel, startOnIntent, announce: announcer(place) });
    },
    sorry: WORDS.page_parts.no_playground,
  },
  {
    selector: "[data-lab]",
    load: async () => {
      const { mountLab } = await import("./lab/lab.ts");
      return (_, { kernel, cells, startOnIntent }) => mountLab({ kernel, cells, startOnIntent });
    },
    sorry: WORDS.page_parts.no_lab,
  },
  {
    selector: ".glossary",
    load: async () => {
      const [{ mountFilter }, { mountMoving }] = await Promise.all([import("./glossary.ts"), import("./moving.ts")]);
      return (place, { announcer }) => {
        const ends = [mountFilter(place, announcer(place)), mountMoving(place)];
        return () => {
          for (const end of ends) end();
        };
      };
    },
    sorry: WORDS.page_parts.no_filter,
  },
  {
    selector: "[data-symbols]",
    load: async () => {
      const { mountSymbols } = await import("./symbols.ts");
      return ({ parentElement }, { cells, announcer }) =>
        mountSymbols(cells, announcer(parentElement ?? document.body));
    },
    sorry: "",
  },
  {
    selector: "details.experiment",
    load: async () => (await import("./claims.ts")).mountExperiment,
    sorry: "",
  },
  {
    selector: ".moved",
    load: async () => (await import("./moved.ts")).followCell,
    sorry: "",
  },
);
