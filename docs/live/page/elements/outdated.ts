/**
 * Has the site been updated since this page was opened, in a way that took this page's files away? Without a network, nothing
 * is known, and the answer is no.
 */
export async function isOutdated() {
  try {
    const { status } = await fetch(import.meta.url, { cache: "reload" });
    return status === 404 || status === 410;
  } catch {
    return false;
  }
}
