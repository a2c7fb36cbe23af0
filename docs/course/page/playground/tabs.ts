/** The panels below the stage as tabs: one is seen, and what is not seen costs nothing. */

import { text } from "../../../../live_cells/live/page/elements/nodes.ts";

const WAYS: Record<string, (at: number, count: number) => number> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** Below the stage, or one of them elsewhere for the time being. */
type Tabs = { node: HTMLElement; setApart: (section: HTMLElement, isApart: boolean) => void };

/** @param sections each with a heading, which names its tab */
export function tabbed(sections: HTMLElement[], label: string): Tabs {
  const node = text("div", "pg-panel-tabs");
  node.setAttribute("role", "tablist");
  node.setAttribute("aria-label", label);
  const tabs = sections.map((section) => {
    const heading = section.querySelector("h2");
    const name = heading?.firstChild?.textContent?.trim() ?? "";
    const tab = Object.assign(text("button", "pg-panel-tab", name), { type: "button" });
    tab.setAttribute("role", "tab");
    section.id ||= `pg-${section.dataset.playground}`;
    tab.id = `${section.id}-tab`;
    tab.setAttribute("aria-controls", section.id);
    section.setAttribute("role", "tabpanel");
    section.setAttribute("aria-labelledby", tab.id);
    if (heading) heading.hidden = true;
    return tab;
  });
  let at = 0;
  const choose = (chosen: number) => {
    at = chosen;
    for (const [i, tab] of tabs.entries()) {
      if (tab.hidden) continue;
      tab.setAttribute("aria-selected", String(i === chosen));
      tab.tabIndex = i === chosen ? 0 : -1;
      sections[i].hidden = i !== chosen;
    }
  };
  for (const [i, tab] of tabs.entries()) {
    tab.addEventListener("click", () => choose(i));
    tab.addEventListener("keydown", (event) => {
      const way = WAYS[event.key];
      if (!way || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      const shown = tabs.filter((one) => !one.hidden);
      const there = shown[way(shown.indexOf(tab), shown.length)];
      choose(tabs.indexOf(there));
      there.focus();
    });
  }
  choose(0);
  node.append(...tabs);
  const setApart = (section: HTMLElement, isApart: boolean) => {
    const i = sections.indexOf(section);
    tabs[i].hidden = isApart;
    const heading = section.querySelector("h2");
    if (heading) heading.hidden = !isApart;
    section.setAttribute("role", isApart ? "region" : "tabpanel");
    if (isApart) section.hidden = false;
    choose(at === i && isApart ? 0 : at);
  };
  return { node, setApart };
}
