/** What a service worker has around it, beyond what TypeScript's library says of the workers of pages. */

declare var registration: ServiceWorkerRegistration;
declare var clients: Clients;
declare function skipWaiting(): Promise<void>;

/** The events that it listens to, beside messages. */
interface DedicatedWorkerGlobalScopeEventMap {
  install: ExtendableEvent;
  activate: ExtendableEvent;
  fetch: FetchEvent;
}

/** Messages, too, may keep it from being ended. */
interface MessageEvent<T> {
  waitUntil(promise: Promise<unknown>): void;
}
