// What webdriver_page.py asks of a page's elements; it puts this before every question.

const ROLES = {
  button: "button, summary, [role=button]",
  cell: "td, [role=cell]",
  dialog: "dialog, [role=dialog]",
  figure: "figure, [role=figure]",
  heading: "h1, h2, h3, h4, h5, h6, [role=heading]",
  img: "img, [role=img]",
  link: "a[href], [role=link]",
  list: "ul, ol, [role=list]",
  listitem: "li, [role=listitem]",
  option: "option, [role=option]",
  radio: "input[type=radio], [role=radio]",
  region: "section, [role=region]",
  row: "tr, [role=row]",
  slider: "input[type=range], [role=slider]",
  spinbutton: "input[type=number], [role=spinbutton]",
  status: "output, [role=status]",
  textbox: "input:not([type]), input[type=text], textarea, [role=textbox]",
};

const tidy = (text) => text.replace(/\s+/g, " ").trim();
const visible = (node) => node.checkVisibility({ visibilityProperty: true }) && node.getClientRects().length > 0;
const inViewport = (node) => {
  const { top, left, bottom, right } = node.getBoundingClientRect();
  return bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
};
const textOf = ({ cells, textContent }) => (cells ? [...cells].map(textOf).join(" ") : textContent); // of a row, too
const shown = (node) => node.getAttribute("alt") ?? textOf(node);
const nameOf = (node) =>
  tidy(node.getAttribute("aria-label") ?? node.labels?.[0]?.textContent ?? (shown(node) || node.title || ""));

/** @param wanted a text, or `{ pattern }` */
function hasText(text, wanted, exact) {
  if (wanted.pattern !== undefined) return new RegExp(wanted.pattern).test(tidy(text));
  return exact ? tidy(text) === wanted : tidy(text).toLowerCase().includes(wanted.toLowerCase());
}

/** The selector of a role. Error for one that is not in the table. */
function elementsOf(role) {
  if (!(role in ROLES)) throw new Error(`in_page.js does not know the role ${role}: add it to ROLES`);
  return ROLES[role];
}

/** The elements to which the steps lead, each step from what the one before found. */
function find(steps) {
  const below = (nodes, selector) => [...new Set(nodes.flatMap((node) => [...node.querySelectorAll(selector)]))];
  const take = {
    css: (nodes, selector) => {
      const plain = selector.replaceAll(":visible", "");
      return below(nodes, plain).filter((node) => plain === selector || visible(node));
    },
    role: (nodes, role, name, exact) =>
      below(nodes, elementsOf(role))
        .filter(visible)
        .filter((node) => name === null || hasText(nameOf(node), name, exact)),
    text: (nodes, text, exact) => {
      const having = below(nodes, "*").filter((node) => hasText(node.textContent, text, exact));
      return having.filter((node) => !having.some((other) => other !== node && node.contains(other)));
    },
    label: (nodes, label) =>
      below(nodes, "input, select, textarea").filter((node) => hasText(nameOf(node), label, false)),
    and: (nodes, others) => {
      const wanted = new Set(find(others));
      return nodes.filter((node) => wanted.has(node));
    },
    frame: (nodes, selector) => below(nodes, selector).flatMap(({ contentDocument }) => contentDocument ?? []),
    nth: (nodes, at) => [nodes.at(at)].filter(Boolean),
  };
  return steps.reduce((nodes, [kind, ...details]) => take[kind](nodes, ...details), [document]);
}

/** The first element that a pointer can reach, at rest in the middle of the window; null where there is none yet. */
async function steady(nodes) {
  const node = nodes.find((each) => visible(each) && !each.matches(":disabled"));
  if (!node) return null;
  node.scrollIntoView({ block: "center", behavior: "instant" });
  const place = () => JSON.stringify(node.getBoundingClientRect());
  const before = place();
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const { x, y, width, height } = node.getBoundingClientRect();
  const top = document.elementFromPoint(x + width / 2, y + height / 2);
  return place() === before && (node.contains(top) || top?.closest("label")?.control === node) ? node : null;
}

/** Let the next click reach this element or nothing: the page may move between the look at it and the click. */
function expectClick(node) {
  window.clickArrived = false;
  const arrive = (event) => {
    window.clickArrived = node.contains(event.target) || event.target.closest("label")?.control === node;
    if (window.clickArrived) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener("click", arrive, { capture: true, once: true });
}

/** The middle of a part of a drawing, which WebDriver cannot click by itself. */
function middleOfDrawn(node) {
  const { x, y, width, height } = node.getBoundingClientRect();
  return node instanceof SVGElement ? [x + width / 2, y + height / 2] : null;
}

/** Choose an option of a list, as a reader would. */
function choose(node, value) {
  node.value = value;
  for (const kind of ["input", "change"]) node.dispatchEvent(new Event(kind, { bubbles: true }));
}

/** Write a text in the place of what a field has, as one input. */
function fill(node, text) {
  node.focus();
  node.select();
  document.execCommand(text ? "insertText" : "delete", false, text);
}

/** What a test may want to know of an element. */
function told(node) {
  return {
    text: node.textContent,
    innerText: node.innerText,
    value: node.value,
    visible: visible(node),
    inViewport: inViewport(node),
    enabled: !node.matches(":disabled"),
    checked: Boolean(node.checked),
    focused: node === document.activeElement,
    attributes: Object.fromEntries([...node.attributes].map(({ name, value }) => [name, value])),
  };
}

/** What the page has complained of (listen.js), and has asked for, since the last time. */
function heard() {
  const asked = performance.getEntriesByType("resource").map(({ name }) => ({ kind: "request", text: name }));
  return [...(window.complaints?.splice(0) ?? []), ...asked];
}
