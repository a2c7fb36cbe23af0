/** The moment in which an exercise is first solved: a tick is drawn, with what its reader can do now and where to go on. */

import { fill } from "../../phrases.ts";
import { text } from "../elements/nodes.ts";

const TICK =
  '<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10"/><path d="m7 12.5 3.4 3.4L17 9"/></svg>';

/** @param days the exercises that are solved, by name */
export function showMoment(section: HTMLElement, days: Record<string, string>) {
  const all = [...document.querySelectorAll<HTMLElement>("section[data-exercise]")];
  const isSolved = ({ dataset }: HTMLElement) => (dataset.exercise ?? "") in days;
  const node = text("div", "exercise-moment");
  const tick = text("span", "exercise-tick");
  tick.innerHTML = TICK;
  const words = text("div", "");
  const said = text("p", "");
  said.append(text("strong", "", WORDS.exercises.solved_title), ` ${section.dataset.enables ?? ""}`.trimEnd());
  const onward = text("p", "exercise-onward");
  const next = [...all.slice(all.indexOf(section) + 1), ...all].find((one) => !isSolved(one));
  const link = next ? linkTo(next) : linkOnward();
  onward.append(fill(WORDS.exercises.on_page, { done: all.filter(isSolved).length, all: all.length }));
  if (link) onward.append(" ", link);
  words.append(said, onward);
  node.append(tick, words);
  section.querySelector(":scope > .exercise-moment")?.remove();
  checkOf(section).after(node);
  section.dataset.moment = "";
}

/** The check, in whatever is between it and the exercise. */
function checkOf(section: HTMLElement) {
  let node: Element = section.querySelector("[data-tags~='check']") ?? section;
  while (node.parentElement && node.parentElement !== section && section.contains(node.parentElement))
    node = node.parentElement;
  return node;
}

function linkTo(exercise: HTMLElement) {
  const heading = exercise.querySelector("h2, h3, h4");
  const title = [...(heading?.childNodes ?? [])].find((one) => one.nodeType === Node.TEXT_NODE)?.textContent ?? "";
  const name = title.replace(/^[^:]*: */, "").trim();
  return heading?.id ? anchor(`#${heading.id}`, fill(WORDS.exercises.next, { title: name })) : null;
}

function linkOnward() {
  const next = document.querySelector<HTMLLinkElement>("link[rel=next]");
  return next && anchor(next.href, WORDS.exercises.next_page);
}

const anchor = (href: string, words: string) => Object.assign(text("a", "", words), { href });
