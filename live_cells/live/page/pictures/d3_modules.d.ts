/** Of D3's modules, what is used here. They come from live_cells/live/package.json at build time, without types. */

declare module "d3-selection" {
  type Made<D, Value> = Value | ((this: Element, datum: D, index: number) => Value);
  export interface Selection<D> {
    select(selector: string): Selection<D>;
    selectAll<T>(selector: string): Selection<T>;
    data<T>(data: readonly T[], key?: (datum: T) => string): Selection<T>;
    join(tag: string): Selection<D>;
    append(tag: string): Selection<D>;
    filter(chosen: (datum: D) => boolean): Selection<D>;
    attr(name: string, value: Made<D, string | number | boolean | null>): Selection<D>;
    style(name: string, value: Made<D, string | number | null>): Selection<D>;
    classed(names: string, value: Made<D, boolean>): Selection<D>;
    text(value: Made<D, string>): Selection<D>;
    call(does: (selection: Selection<D>) => unknown): Selection<D>;
    each(does: (this: SVGElement, datum: D, index: number) => void): Selection<D>;
    on(type: "keydown", listener: (event: KeyboardEvent, datum: D) => void): Selection<D>;
    on(type: `pointer${string}`, listener: (event: PointerEvent, datum: D) => void): Selection<D>;
    on(type: "click" | "focus", listener: (event: Event, datum: D) => void): Selection<D>;
    remove(): Selection<D>;
    nodes(): SVGElement[];
  }
  export function select<D = undefined>(node: Element): Selection<D>;
}

declare module "d3-drag" {
  import type { Selection } from "d3-selection";
  type DragEvent = { x: number; y: number };
  export interface Drag<D> {
    (selection: Selection<D>): void;
    on(type: "start" | "drag" | "end", listener: (event: DragEvent, datum: D) => void): Drag<D>;
    filter(may: (event: MouseEvent & TouchEvent, datum: D) => boolean): Drag<D>;
    subject(subject: (event: DragEvent, datum: D) => { x: number; y: number }): Drag<D>;
    touchable(may: boolean): Drag<D>;
    clickDistance(pixels: number): Drag<D>;
  }
  export function drag<D>(): Drag<D>;
}

declare module "d3-interpolate" {
  export function interpolateRgb(from: string, to: string): (share: number) => string;
}

declare module "d3-shape" {
  type Ends = { source: [x: number, y: number]; target: [x: number, y: number] };
  export function linkHorizontal(): (ends: Ends) => string | null;
}
