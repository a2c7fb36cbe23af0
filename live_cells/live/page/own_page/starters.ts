/** Below an empty page: what to write, and the programs that the site has there to start from. */

import { bar, button } from "../elements/nodes.ts";

/** @param place has the programs, each in a `<template data-start="its name">` @param begin is called with the chosen one */
export function startersBar(place: HTMLElement, begin: (source: string) => void) {
  const programs = [...place.querySelectorAll<HTMLTemplateElement>("template[data-start]")];
  const buttons = programs.map(({ dataset, content }) =>
    button(dataset.start ?? "", "to-code", () => begin(content.textContent?.trim() ?? "")),
  );
  const words = buttons.length ? WORDS.own_page.write_or_start : WORDS.own_page.write;
  return bar("own-start", WORDS.own_page.write, words, ...buttons);
}
