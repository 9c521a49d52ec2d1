// The service worker: the walk page and the public form open without coverage, and what waits is sent when the
// browser says that it may. It never touches anything but GET, and never what waits in the outbox.
// Served at /sw.js, after a line that loads the outbox.
"use strict";

const COPIES = "walk-pages";
const PATIENCE = 3000; // milliseconds until a copy is better than waiting
const WALK_PAGE = /^(\/[a-z]{2})?\/falt\/[a-z0-9]{10}$/;
const REPORT_PAGE = /^(\/[a-z]{2})?\/rapportera$/;
const NO_LINE = "/utan-tackning";
const OWN = /(name="(?:uuid|secret)"[^>]*value=")[^"]*/g; // of each opening of the public form
const PARTS = /(?:href|src)="(\/static\/[^"#]+)/g;

const walkOf = (pathname) => pathname.split("/").pop();

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (pathname.startsWith("/static/")) event.respondWith(copyFirst(request));
  else if (request.mode !== "navigate") return;
  else if (WALK_PAGE.test(pathname) || REPORT_PAGE.test(pathname)) {
    event.respondWith(networkFirst(event, pathname));
  } else event.respondWith(fetch(request).catch((error) => noLine(request, error)));
});

self.addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(self.outbox.flush({ now: true }));
});

// A page asks for a copy of itself when it finds none. The public form's is as a stranger gets it.
self.addEventListener("message", (event) => {
  const { keep: pathname } = event.data;
  const credentials = REPORT_PAGE.test(pathname) ? "omit" : "same-origin";
  const kept = fetch(pathname, { cache: "no-store", credentials }).then((answer) =>
    keep(pathname, answer),
  );
  event.waitUntil(kept.catch(() => {}).then(() => event.ports[0].postMessage("done")));
});

// Addresses of static files carry a version: what was fetched once stays right.
const copyFirst = async (request) => (await caches.match(request)) ?? fetch(request);

// First what the page is drawn by, then the page: a copy that is there is whole.
const keep = async (pathname, answer) => {
  if (!answer.ok || answer.redirected) return;
  const page = await answer.clone().text();
  if (!page.includes(`data-outbox="${walkOf(pathname)}"`)) return; // somebody else's page
  const copies = await caches.open(COPIES);
  const parts = [...new Set([...page.matchAll(PARTS)].map(([, part]) => part))];
  parts.push(languageOf(pathname) + NO_LINE);
  const kept = await Promise.all(parts.map((part) => copies.match(part)));
  await copies.addAll(parts.filter((_part, index) => !kept[index]));
  const bare = () => changed(page.replace(OWN, "$1"), answer);
  await copies.put(pathname, REPORT_PAGE.test(pathname) ? bare() : answer);
};

const languageOf = (pathname) => /^\/[a-z]{2}(?=\/)/.exec(pathname)?.[0] ?? "";

// Instead of the browser's own error page: ours, with the way back to where one came from, or to
// the walk that is kept. No page but those two kinds is ever answered from a copy.
const noLine = async ({ referrer }, error) => {
  const kept = (await (await caches.open(COPIES)).keys()).map(({ url }) => new URL(url).pathname);
  const from = referrer.startsWith(self.location.origin) ? new URL(referrer).pathname : "";
  const isOurs = (pathname) => WALK_PAGE.test(pathname) || REPORT_PAGE.test(pathname);
  const back = [from, ...kept.reverse()].find((pathname) => isOurs(pathname) && kept.includes(pathname));
  const copy = back && (await caches.match(languageOf(back) + NO_LINE));
  if (!copy) throw error;
  const page = (await copy.text()).replace(/href="[^"]*"(?=\s+data-back)/, `href="${back}"`);
  return changed(page, copy, { status: 503 });
};

// A page put together anew. Who opens a copy of the public form must not get the secret link of who
// opened it before; the page makes its own.
const changed = (page, answer, more) => {
  const headers = new Headers(answer.headers);
  headers.delete("Content-Encoding"); // it is plain text by now
  headers.delete("Content-Length");
  return new Response(page, { headers, ...more });
};

const networkFirst = async (event, pathname) => {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const network = fetch(event.request);
  const kept = network.then((answer) => WALK_PAGE.test(pathname) && keep(pathname, answer.clone()));
  event.waitUntil(kept.catch(() => {}));
  const answer = await Promise.race([network, late]).catch(() => null);
  if (answer?.ok) return answer;
  const copy = await caches.match(pathname);
  const sentAway = answer && answer.status < 500; // to join again, say
  if (copy && !(sentAway && !(await holds(walkOf(pathname))))) return copy;
  return answer ?? network;
};

// A phone that has lost its cookie is sent to join anew, where nobody sees what it still holds and
// nothing sends it. The copy does: what is sealed goes by its own token.
const holds = async (walk) => {
  const entries = await self.outbox.entries().catch(() => []);
  return entries.some((entry) => entry.walk === walk && entry.state !== "sent");
};
