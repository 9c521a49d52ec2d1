// The service worker: the walk page opens without coverage, and what waits is sent when the
// browser says that it may. It never touches anything but GET, and never what waits in the outbox.
// Served at /sw.js, after a line that loads the outbox.
"use strict";

const COPIES = "walk-pages";
const PATIENCE = 3000; // milliseconds until a copy is better than waiting
const WALK_PAGE = /^(\/[a-z]{2})?\/falt\/[a-z0-9]{10}$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (pathname.startsWith("/static/")) event.respondWith(copyFirst(request));
  else if (request.mode === "navigate" && WALK_PAGE.test(pathname)) {
    event.respondWith(networkFirst(event, pathname));
  }
});

self.addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(self.outbox.flush({ now: true }));
});

// Addresses of static files carry a version: what was fetched once stays right.
const copyFirst = async (request) => (await caches.match(request)) ?? fetch(request);

const networkFirst = async (event, pathname) => {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const network = fetch(event.request).then(async (answer) => {
    if (answer.ok && !answer.redirected) {
      const copies = await caches.open(COPIES);
      await copies.put(pathname, answer.clone());
    }
    return answer;
  });
  event.waitUntil(network.catch(() => {}));
  const answer = await Promise.race([network, late]).catch(() => null);
  const sentAway = answer?.type === "opaqueredirect" && (await holds(pathname));
  if (answer && answer.status < 500 && !sentAway) return answer;
  return (await caches.match(pathname)) ?? network;
};

// A phone that has lost its cookie is sent to join anew, where nobody sees what it still holds and
// nothing sends it. The copy does: what is sealed goes by its own token.
const holds = async (pathname) => {
  const walk = pathname.split("/").pop();
  const entries = await self.outbox.entries().catch(() => []);
  return entries.some((entry) => entry.walk === walk && entry.state !== "sent");
};
