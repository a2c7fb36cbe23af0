// All that the site's scripts know of its theme, Material for MkDocs: its events, its attributes, its classes. (What its
// styles know stands in theme.css.) The scripts of other folders find it as `siteTheme`.
// @ts-check

const SCHEME = "data-md-color-scheme";

export const siteTheme = {
  /** Classes of an element outside the page's text that shall look as what stands there. */
  text: "course live-cells md-typeset",
  /** What goes when a link is followed without a load, and the next page's takes its place. */
  place: '[data-md-component="container"]',
  /** The theme puts each table into such an element. */
  table: ".md-typeset__scrollwrap",
  /** What scrolls a page's table of contents, and the entry of the part that is read: the last that matches. */
  contents: ".md-sidebar--secondary .md-sidebar__scrollwrap",
  activeEntry: ".md-nav__link--active",
  /** The search: all of it, and its field. */
  search: ".md-search",
  searchField: ".md-search__input",

  /** Calls `show` for the page that is open, and for each that follows without a load. @param {() => void} show */
  onPage(show) {
    const { document$: pages } = /** @type {{ document$?: { subscribe(show: () => void): void } }} */ (globalThis);
    if (pages) pages.subscribe(show);
    else show();
  },

  /** What the page is, for a key of what was computed for it; and for paper, to be set. */
  get scheme() {
    return document.body.getAttribute(SCHEME) ?? "";
  },
  set scheme(name) {
    document.body.setAttribute(SCHEME, name);
  },
  light: "default",

  /** Calls `changed` whenever the page turns light or dark; returns what ends this. @param {() => void} changed */
  onScheme(changed) {
    const observer = new MutationObserver(changed);
    observer.observe(document.body, { attributeFilter: [SCHEME] });
    return () => observer.disconnect();
  },
};

globalThis.siteTheme = siteTheme;
