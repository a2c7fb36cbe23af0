// Diagrams stand in the page as drawings. One that has just been written, and is not drawn yet, is drawn here, from the
// site's own copy of the library, in the colors of the current scheme. The plugin's inline script calls
// `mermaid.initialize(...)`, so this classic script defines that object before the library loads.
// @ts-check

(() => {
  const FAILED = WORDS.theme.diagram_failed;
  const { src } = /** @type {HTMLScriptElement} */ (document.currentScript);
  const library = new URL("mermaid/mermaid.esm.min.mjs", src).href;
  /** @type {object} */
  let settings = {};
  let drawn = 0;
  let queue = Promise.resolve();

  /** Colors from the style sheet, so that diagrams and text agree in both schemes. */
  function theme() {
    const style = getComputedStyle(document.body);
    const color = (/** @type {string} */ name) => style.getPropertyValue(`--diagram-${name}`).trim();
    return {
      theme: "base",
      themeVariables: {
        fontFamily: style.getPropertyValue("--font-text"),
        fontSize: "15px",
        primaryColor: color("layer"),
        primaryBorderColor: color("layer-stroke"),
        primaryTextColor: color("text"),
        lineColor: color("line"),
      },
    };
  }

  /** May what is written into the page bring styles along? The build lets it where a diagram is not drawn yet. */
  function mayStyle() {
    const probe = document.createElement("p");
    probe.setAttribute("style", "color: red");
    const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute("content");
    return probe.style.color !== "" || !policy?.includes("style-src 'self' 'unsafe-inline'");
  }

  /** Draw every new diagram; those drawn here anew after a change of scheme. */
  async function draw(again = false) {
    const all = [...document.querySelectorAll("div.mermaid")];
    const waiting = all.filter(({ dataset }) => !("drawn" in dataset) || (again && "source" in dataset));
    if (!waiting.length) return;
    if (!mayStyle()) return void location.reload(); // it came without a load, under the policy of another page
    const { default: mermaid } = await import(library);
    mermaid.initialize({ ...settings, ...theme(), startOnLoad: false, suppressErrorRendering: true });
    for (const element of waiting) {
      element.dataset.source ??= element.textContent;
      try {
        const { svg } = await mermaid.render(`diagram-${drawn++}`, element.dataset.source);
        element.innerHTML = svg;
      } catch (error) {
        element.textContent = FAILED.replace("{reason}", () => error.message);
      }
      element.dataset.drawn = "";
    }
  }

  /** One drawing at a time: the library keeps global state. One that fails must not keep the next from its turn. */
  const schedule = (again = false) =>
    (queue = queue.then(() => draw(again)).catch((error) => console.warn("Diagrams are shown as text:", error)));

  window.mermaid = {
    initialize(given) {
      settings = given;
      schedule();
    },
  };

  document.addEventListener("DOMContentLoaded", () => {
    siteTheme.onPage(() => void schedule());
    siteTheme.onScheme(() => void schedule(true));
  });
})();
