/** The widgets that Python has made, as the page knows them: their state, their views, and the messages both ways. */

import { fill } from "../../phrases.ts";
import { config } from "../config.js";
import { inlineScriptsRun, required, text } from "../elements/nodes.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { viewOf, withBuffers, withoutBuffers } from "./buffers.ts";
import type { State } from "./frame_program.ts";
import { WidgetView } from "./view.ts";

type Model = { state: State; views: WidgetView[]; generation: number };

/** A message of Jupyter's widgets, with its bytes in base64. */
type Message = { id: string; data: Data; buffers: string[] };
type Data = { method: string; state?: State; buffer_paths?: (string | number)[][]; content?: unknown };

const kernel = (): Kernel => required(globalThis.liveKernel);
const models = new Map<string, Model>();
/** What views have to say to Python, in whose queue their turn comes. */
const pending: Message[] = [];
let isQueued = false;
let isWatching = false;

/** A widget has sent a message. @param message as widget_messages.py writes it */
export function receive(message: string) {
  const { id, kind, data, buffers }: Message & { kind: string } = JSON.parse(message);
  const state = withBuffers(data.state ?? {}, data.buffer_paths ?? [], buffers);
  const model = models.get(id);
  if (kind === "comm_open") models.set(id, { state, views: [], generation: kernel().generation });
  else if (kind === "comm_close") close(id);
  else if (model && data.method === "update") {
    Object.assign(model.state, state);
    for (const view of shown(model)) view.post({ type: "state", state });
  } else if (model && data.method === "custom") {
    for (const view of shown(model)) view.post({ type: "custom", content: data.content, buffers: buffers.map(viewOf) });
  }
}

/** Show a widget. @param node has its text, which stays where there is nothing else to show */
export function show(node: HTMLElement, id: string) {
  if (!isWatching) kernel().watch(sayWhatIsGone);
  isWatching = true;
  const model = models.get(id);
  if (!model) return;
  const { _anywidget_id: own, _model_name: kind = "" } = model.state;
  const name = String(own ?? kind).replace(/^.*\.|Model$/g, "");
  const hasScript = typeof model.state._esm === "string";
  if (!hasScript || !inlineScriptsRun()) {
    const why = hasScript ? WORDS.widgets.blocked : fill(WORDS.widgets.no_script, { name });
    node.append(text("p", "cell-left-out", why));
    return;
  }
  const view: WidgetView = new WidgetView(
    node,
    name,
    { ...model.state },
    {
      save(changes) {
        Object.assign(model.state, changes);
        for (const other of shown(model)) if (other !== view) other.post({ type: "state", state: changes });
        const { state, paths, buffers } = withoutBuffers(changes);
        tell(view, { id, data: { method: "update", state: state as State, buffer_paths: paths }, buffers }, model);
      },
      send(content, bytes) {
        const { buffers } = withoutBuffers(bytes);
        tell(view, { id, data: { method: "custom", content }, buffers }, model);
      },
    },
  );
  model.views.push(view);
}

const shown = (model: Model) => (model.views = model.views.filter((view) => view.isShown));

function close(id: string) {
  for (const view of shown(models.get(id) ?? { state: {}, views: [], generation: 0 })) view.say(WORDS.widgets.closed);
  models.delete(id);
}

/** With Python, its widgets have gone: what is shown of them reaches nothing any more. */
function sayWhatIsGone({ generation }: Kernel) {
  for (const model of models.values())
    if (model.generation !== generation) for (const view of shown(model)) view.say(WORDS.widgets.gone);
}

/** Hand a message to Python. Of values that wait for their turn, the last one counts. */
function tell(view: WidgetView, message: Message, { generation }: Model) {
  if (generation !== kernel().generation) return view.say(WORDS.widgets.gone);
  const last = pending.at(-1);
  const isNewer = last?.id === message.id && last.data.method === "update" && message.data.method === "update";
  if (last && isNewer && !last.buffers.length && !message.buffers.length)
    Object.assign(last.data.state ?? {}, message.data.state);
  else pending.push(message);
  if (!isQueued) runCallbacks(view);
}

/** What the widget's callbacks print, show or raise is part of the output in which the widget is. */
function runCallbacks(view: WidgetView) {
  const { output } = view;
  const cell = output?.closest<HTMLElement>("[data-cell]");
  isQueued = true;
  kernel().enqueue({
    cell: "widgets",
    source: config.pagePrograms.tell_widgets,
    session: cell?.dataset.session,
    fleeting: true,
    get files() {
      isQueued = false; // its turn has come: what follows is for the next
      const bytes = new TextEncoder().encode(JSON.stringify(pending.splice(0)));
      return [{ name: "call.json", bytes }];
    },
    onStart() {},
    onPrompt: () => kernel().interrupt(), // there is no field for a line
    onParts: (parts) => output?.dispatchEvent(new CustomEvent("widget-parts", { detail: parts })),
    onEnd({ outcome, note }) {
      isQueued = false;
      if (outcome === "stopped") pending.length = 0;
      if (outcome === "stopped" && note) view.say(note);
      if (outcome === "done") cell?.dispatchEvent(new CustomEvent("widget-changed", { bubbles: true }));
    },
  });
}
