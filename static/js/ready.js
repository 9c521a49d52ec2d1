// Whether this phone is ready for bad coverage: each thing that the walk page needs without it is
// tried, and none is taken for granted (OFFLINE 2.5, 2.6).
"use strict";

self.ready = (walk, tokenAddress) => {
  const { outbox } = self;
  const PATIENCE = 20000; // milliseconds
  const SIZE = 200000; // bytes, about a photo

  const storage = async () => {
    const wrote = crypto.getRandomValues(new Uint8Array(65536));
    const buf = new Uint8Array(SIZE).map((_zero, index) => wrote[index % wrote.length]);
    const of = `check ${crypto.randomUUID()}`;
    await outbox.put("draft", { of, buf: buf.buffer });
    const back = new Uint8Array((await outbox.get("draft", of)).buf);
    await outbox.remove("draft", of);
    if (back.length !== SIZE || !back.every((byte, index) => byte === buf[index])) {
      throw new Error("lost");
    }
    navigator.storage?.persist?.().catch(() => {});
  };

  const worker = async () => {
    await navigator.serviceWorker.register("/sw.js");
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((resolve) => {
      navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
    });
  };

  // The worker makes the copy; here it is read back, with all that this page is drawn by.
  const copy = async () => {
    if (await isKept()) return;
    await new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      setTimeout(resolve, PATIENCE);
      navigator.serviceWorker.controller.postMessage({ keep: location.pathname }, [port2]);
    });
    if (!(await isKept())) throw new Error("no copy");
  };

  const isKept = async () => {
    const page = await caches.match(location.pathname);
    if (!(await page?.text())?.includes(`data-outbox="${walk}"`)) return false;
    const parts = document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]");
    const kept = await Promise.all([...parts].map((part) => caches.match(part.href || part.src)));
    return kept.every(Boolean);
  };

  // One asks at a time, and only when there is none or it has stopped working.
  let asking = null;
  const token = () => {
    asking ??= ask().finally(() => {
      asking = null;
    });
    return asking;
  };

  const ask = async () => {
    const held = await outbox.get("token", walk);
    const paused = (await outbox.entries()).some((e) => e.walk === walk && e.state === "paused");
    if (held && !paused) return;
    const asked = Date.now();
    const answer = await fetch(tokenAddress, {
      method: "POST",
      redirect: "error",
      headers: held ? { Authorization: `Bearer ${held.token}` } : {},
      signal: AbortSignal.timeout(PATIENCE),
    });
    const { token: given } = await answer.json();
    if (!given) throw new Error("no token");
    const served = Date.parse(answer.headers.get("Date"));
    await outbox.keepToken(walk, given, served ? served - asked : 0);
  };

  // Resolves to "yes", or to the name of what failed.
  const prove = async () => {
    for (const [name, check] of Object.entries({ storage, token, worker, copy })) {
      try {
        await check();
      } catch {
        return name;
      }
    }
    return "yes";
  };

  return { token, prove };
};
