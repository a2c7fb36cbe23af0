/** What the build writes into config.js: the site's settings, and addresses of its files relative to that file. */

import type { Dataset, Download, Package, Python } from "../messages.ts";

export interface PagePrograms {
  ask_needs: string;
  ask_inside: string;
  ask_origins: string;
  tell_widgets: string;
}

export interface Config {
  site: string;
  worker: string;
  pyodide: Python;
  codemirror: string;
  marked: string;
  katex: string;
  datasets: Dataset[];
  packages: Package[];
  serviceWorker: string;
  offline: boolean;
  /** Does the service worker isolate pages? */
  isolates: boolean;
  /** Do lines such as `epochs = 3 #@param` have controls? */
  forms: boolean;
  /** Is there no style sheet of KaTeX's? */
  mathml: boolean;
  /** What draws figures in frames of their own, by library. */
  figureScripts?: Record<string, Download>;
  program: string[];
  pagePrograms: PagePrograms;
  darkInk: Record<string, string>;
}

export declare const config: Config;
