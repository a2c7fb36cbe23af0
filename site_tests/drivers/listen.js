// Runs before a page's own scripts: notes for webdriver_page.py what the page complains of.
(() => {
  window.complaints = [];
  const note = (kind, text) => window.complaints.push({ kind, text: String(text) });
  const plain = console.error;
  console.error = (...values) => {
    note("console", values.join(" "));
    plain.apply(console, values);
  };
  addEventListener("error", ({ error, message }) => note("pageerror", error?.stack ?? message));
  addEventListener("unhandledrejection", ({ reason }) => note("pageerror", reason?.stack ?? reason));
  addEventListener("securitypolicyviolation", (event) =>
    note("console", `${event.violatedDirective}: ${event.blockedURI}`),
  );
})();
