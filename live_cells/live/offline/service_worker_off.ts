/** The kill switch: served in the service worker's place, it deletes what was kept and takes itself away. */

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  for (const name of await caches.keys()) if (name.startsWith("kept-")) await caches.delete(name);
  await registration.unregister();
}
