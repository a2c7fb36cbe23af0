/**
 * What runs in the frame of a widget: anywidget's side of the page (https://anywidget.dev/en/afm/). It travels as text, so it
 * uses nothing of this file or of any other.
 */

/** What the page says to a frame: with what to begin, changes of the state, messages of the widget's own, colors. */
export type ToFrame =
  | { type: "begin"; esm: string; css: string; state: State }
  | { type: "state"; state: State }
  | { type: "custom"; content: unknown; buffers: DataView[] }
  | { type: "look"; look: Record<string, string> };

/** What a frame says to the page. `refused`: an address that the policy forbids. */
export type ToPage =
  | { type: "ready" }
  | { type: "save"; changes: State }
  | { type: "custom"; content: unknown; buffers?: ArrayBuffer[] }
  | { type: "height"; height: number }
  | { type: "refused"; address: string }
  | { type: "failed"; reason: string };

export type State = Record<string, unknown>;

export function frameProgram() {
  type Callback = (...values: unknown[]) => void;
  const say = (message: ToPage) => parent.postMessage(message, "*"); // the page knows its frames by their windows
  const listeners = new Map<string, Set<Callback>>();
  let state: State = {};
  let changes: State = {};

  function emit(event: string, ...values: unknown[]) {
    for (const callback of [...(listeners.get(event) ?? [])]) callback(...values);
  }

  function change(name: string, value: unknown) {
    state[name] = value;
    emit(`change:${name}`, model, value);
  }

  const model = {
    get: (name: string) => state[name],
    set(names: string | State, value?: unknown) {
      const given = typeof names === "string" ? { [names]: value } : names;
      const news = Object.entries(given).filter(([name, value]) => state[name] !== value);
      Object.assign(changes, Object.fromEntries(news));
      for (const [name, value] of news) change(name, value);
      if (news.length) emit("change", model);
    },
    save_changes() {
      if (Object.keys(changes).length) say({ type: "save", changes });
      changes = {};
    },
    on(events: string, callback: Callback) {
      for (const event of events.split(" ")) listeners.set(event, (listeners.get(event) ?? new Set()).add(callback));
    },
    off(events?: string | null, callback?: Callback | null) {
      for (const event of events?.split(" ") ?? [...listeners.keys()]) {
        if (callback) listeners.get(event)?.delete(callback);
        else listeners.delete(event);
      }
    },
    send(content: unknown, _callbacks?: unknown, buffers?: ArrayBuffer[]) {
      say({ type: "custom", content, buffers });
    },
  };

  /** Ask the widget's own Python something: a method with the decorator `command`. */
  function invoke(name: string, msg?: unknown, { buffers = [] }: { buffers?: ArrayBuffer[] } = {}) {
    const id = crypto.randomUUID?.() ?? String(Math.random());
    return new Promise((resolve) => {
      const answered = (content: unknown, data: unknown) => {
        const { id: about, response } = content as { id?: string; response?: unknown };
        if (about !== id) return;
        model.off("msg:custom", answered);
        resolve([response, data]);
      };
      model.on("msg:custom", answered);
      model.send({ id, kind: "anywidget-command", name, msg }, undefined, buffers);
    });
  }

  async function begin({ esm, css, state: first }: Extract<ToFrame, { type: "begin" }>) {
    state = first;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    const el = document.createElement("div");
    document.body.append(el);
    try {
      const module = await import(URL.createObjectURL(new Blob([esm], { type: "text/javascript" })));
      const given = module.default ?? module;
      const widget = typeof given === "function" ? await given() : given;
      const tools = { model, experimental: { invoke }, signal: new AbortController().signal };
      await widget.initialize?.(tools);
      await widget.render?.({ ...tools, el });
      report();
    } catch (error) {
      say({ type: "failed", reason: String(error) });
    }
  }

  addEventListener("message", ({ source, data }: MessageEvent<ToFrame>) => {
    if (source !== parent) return;
    if (data.type === "begin") begin(data);
    else if (data.type === "look") Object.assign(document.documentElement.style, data.look);
    else if (data.type === "custom") emit("msg:custom", data.content, data.buffers);
    else {
      for (const [name, value] of Object.entries(data.state)) change(name, value);
      emit("change", model);
    }
  });
  document.addEventListener("securitypolicyviolation", ({ blockedURI }) =>
    say({ type: "refused", address: blockedURI }),
  );
  addEventListener("error", ({ message }) => say({ type: "failed", reason: message }));
  addEventListener("unhandledrejection", ({ reason }) => say({ type: "failed", reason: String(reason) }));
  const report = () => say({ type: "height", height: document.body.scrollHeight });
  new ResizeObserver(report).observe(document.body); // not while the frame is off the screen
  say({ type: "ready" });
}
