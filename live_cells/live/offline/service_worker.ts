/**
 * The service worker: keeps visited pages, and what their runs needed, for reading and running without a
 * network. It never mixes versions: a page is kept only together with all the files it used, and files whose
 * name carries their hash never change. What is kept is given only if its bytes are those that came, and under the
 * site's policy: any script of the site's origin can write to the store.
 *
 * A site that is built with SEQLITE_OFFLINE=0 serves service_worker_off.ts in its place.
 */

const CACHE = "kept-1";
const RECORD = new URL("kept-record.json", registration.scope).href; // which page needs which files
/** The policy of pages: the build puts it here (docs/course/site_shell.py); none on other people's sites. */
const UNDER_POLICY = { "content-security-policy": "%policy%" };
/**
 * What isolates a page, so that it may share memory with its workers and Stop leaves variables as they are. Not every host
 * can send it. The build puts the value here; it is empty on sites that do not ask for it.
 */
const ISOLATED = {
  "cross-origin-embedder-policy": "%embedder-policy%",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};
const HASH = "x-kept-sha256";
const NEVER_CHANGES = /[-.][0-9a-f]{8}[/.]|\/assets\/[a-z]+-\d+(\.\d+)+\/|\/diagrams\/[0-9a-f]{8}\.svg$/;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const isForeign = new URL(request.url).origin !== location.origin;
  if (isForeign && !UNDER_POLICY["content-security-policy"]) return; // a site without a policy may ask others
  if (isForeign) return event.respondWith(Response.error()); // the site itself sends no request elsewhere
  const ours = request.method === "GET" && request.url.startsWith(registration.scope);
  if (!ours || request.headers.has("range")) return;
  const answer = NEVER_CHANGES.test(request.url) ? keptOrFetched(request) : fetchedOrKept(request);
  if (/worker$/.test(request.destination)) event.respondWith(answer.then(underPolicy).then(isolated));
  else event.respondWith(request.mode === "navigate" ? answer.then(isolated) : answer);
});

/** One request at a time: two tabs would otherwise overwrite each other's record. */
let lastWish = Promise.resolve();

addEventListener("message", (event) => {
  const { data, ports } = event;
  if (data?.type !== "keep" || !isKeepRequest(data)) return;
  lastWish = lastWish.then(() => keep(data)).then((kept) => ports[0]?.postMessage(kept));
  event.waitUntil(lastWish);
});

/** Is a request complete, and about a page of this site? */
function isKeepRequest({ page, build, files, program, ofRuns }: KeepRequest) {
  return areAddresses([page, build, program]) && isOurs(page) && areAddresses(files) && areAddresses(ofRuns);
}

/** A worker that starts from a file is under the policy that comes with it. */
const underPolicy = (response: Response) =>
  isWhole(response) ? responseOf(response.body, response, UNDER_POLICY) : response;

/** A document or worker, isolated where the site asks for it. What has no status, such as a redirect, stays as it is. */
const isolated = (response: Response) =>
  response.status && ISOLATED["cross-origin-embedder-policy"]
    ? responseOf(response.body, response, ISOLATED)
    : response;

async function keptOrFetched(request: Request): Promise<Response> {
  if (!asksPastCaches(request)) return (await kept(request)) ?? fetch(request);
  const response = await fetch(request); // what was kept is damaged
  const cache = await caches.open(CACHE);
  if (isWhole(response) && (await cache.match(request.url))) await put(cache, request.url, response.clone());
  return response;
}

async function put(cache: Cache, url: string, response: Response) {
  const content = await response.arrayBuffer();
  await cache.put(url, responseOf(content, response, { [HASH]: await hashOf(content) }));
}

/** The same answer with other headers. Its content is unpacked. */
function responseOf(content: BodyInit | null, { status, headers }: Response, changed: Record<string, string>) {
  const all = new Headers(headers);
  for (const name of ["content-encoding", "content-length"]) all.delete(name);
  for (const [name, value] of Object.entries(changed)) all.set(name, value);
  return new Response(content, { status, headers: all });
}

async function hashOf(content: ArrayBuffer) {
  const digest = await crypto.subtle.digest("SHA-256", content);
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

/** Not an empty answer (204), which counts as a success, too. */
const isWhole = ({ status }: Response) => status === 200;

/** As `fetch` asks, and as an XMLHttpRequest has to. */
const asksPastCaches = ({ cache, headers }: Request) =>
  cache === "reload" || headers.get("cache-control") === "no-cache";

async function fetchedOrKept(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await kept(request);
    if (found) return found;
    if (request.mode === "navigate") return listOfKept();
    throw error;
  }
}

async function kept(request: Request | string): Promise<Response | undefined> {
  try {
    const cache = await caches.open(CACHE);
    const found = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
    if (!found || !isWhole(found)) return undefined;
    const content = await found.arrayBuffer();
    if (found.headers.get(HASH) !== (await hashOf(content))) return undefined; // damaged, or not put here by this script
    return responseOf(content, found, UNDER_POLICY);
  } catch {
    return undefined; // a store that cannot be read must not keep pages from those who have a network
  }
}

/** `ofRuns` are the files that runs on this version of the program have needed. */
type KeepRequest = { page: string; build: string; files: string[]; program: string; ofRuns: string[] };

/**
 * Keep a page, as it was built in `build`, with the files it uses.
 * @returns what can be had offline now: the page, and runs on it. If
 *     not all files of the page could be had, what was kept before stays
 */
async function keep({ page, build, files, program, ofRuns }: KeepRequest): Promise<{ page: boolean; runs: boolean }> {
  try {
    const cache = await caches.open(CACHE);
    const record = await readRecord(cache);
    const runs = new Set([...(record.programs[program] ?? []), ...ofRuns.filter(isOurs)]);
    const html = await fetch(page, { cache: "force-cache" });
    if (!isWhole(html) || !(await html.clone().text()).includes(build)) throw new Error("the site has been updated");
    const mine = [...new Set(files)].filter((url) => isOurs(url) && url !== page);
    await Promise.all([...mine, ...runs].map((url) => store(cache, url)));
    await put(cache, page, html);
    record.pages[page] = { program, files: mine };
    record.programs[program] = [...runs];
    await forgetUnused(cache, record);
    return { page: true, runs: runs.size > 0 };
  } catch (error) {
    console.warn(`This page could not be saved for offline use: ${error}`);
    return { page: false, runs: false };
  }
}

const isOurs = (url: string) => url.startsWith(registration.scope);

async function store(cache: Cache, url: string) {
  if (NEVER_CHANGES.test(url) && (await kept(url))) return;
  await put(cache, url, await fetched(url));
}

async function fetched(url: string) {
  const response = await fetch(url, { cache: "force-cache" });
  if (!isWhole(response)) throw new Error(`${url}: HTTP ${response.status}`);
  return response;
}

/** What each page and each version of the program needs. */
type Needs = { pages: Record<string, { program: string; files: string[] }>; programs: Record<string, string[]> };

async function readRecord(cache: Cache): Promise<Needs> {
  const empty = { pages: {}, programs: {} };
  try {
    const record = await (await cache.match(RECORD))?.json();
    return isRecord(record) ? record : empty;
  } catch {
    return empty; // damaged, so it says nothing
  }
}

/** What was kept as a record, before it is looked at. */
type Unchecked = { pages?: Record<string, { files?: unknown } | null>; programs?: Record<string, unknown> } | null;

function isRecord(found: Unchecked | undefined): found is Needs {
  const pages = Object.values(found?.pages ?? [null]);
  return (
    pages.every((page) => areAddresses(page?.files)) && Object.values(found?.programs ?? [null]).every(areAddresses)
  );
}

const areAddresses = (list: unknown): list is string[] =>
  Array.isArray(list) && [...list].every((url) => typeof url === "string");

/** Write down what is needed, and drop files that no kept page needs any more. */
async function forgetUnused(cache: Cache, record: Needs) {
  const pages = Object.values(record.pages);
  for (const program of Object.keys(record.programs))
    if (!pages.some((page) => page.program === program)) delete record.programs[program];
  await cache.put(RECORD, new Response(JSON.stringify(record)));
  const files = [...pages.flatMap((page) => page.files), ...Object.values(record.programs).flat()];
  const needed = new Set([RECORD, ...Object.keys(record.pages), ...files]);
  for (const { url } of await cache.keys()) if (!needed.has(url)) await cache.delete(url);
}

/** What the reader gets offline for a page that is not kept. */
async function listOfKept() {
  const { pages } = await readRecord(await caches.open(CACHE));
  const items = Object.keys(pages).map((page) => {
    const name = page.slice(registration.scope.length).replace(/\/$/, "") || WORDS.offline.home;
    return `<li><a href="${escaped(page)}">${escaped(name)}</a></li>`;
  });
  const html = `<!doctype html><html lang="${WORDS.language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <meta name="color-scheme" content="light dark"><title>${WORDS.offline.list_title}</title>
    <style>body{font:1rem/1.6 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem}</style>
    <h1>${WORDS.offline.list_heading}</h1><p>${WORDS.offline.list_why}
    ${items.length ? WORDS.offline.list_pages : WORDS.offline.list_none}</p><ul>${items.join("")}</ul>`;
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": policy };
  return new Response(html, { status: 503, headers });
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
