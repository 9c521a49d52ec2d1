// The outbox: what the phone has saved and not yet been told is safe on the server. Shared by the
// walk page, the public form and the service worker. Nothing leaves it without a receipt that
// names its id and its digest. Depends on nothing. OFFLINE 2.3–2.4 say why each thing is so.
"use strict";

self.outbox = (() => {
  const FIRST_PAUSE = 1000; // milliseconds
  const LONGEST_PAUSE = 60000;
  const LONGEST_ASKED = 600000; // what a server may ask for; more is a clock that was set
  const TOLD_FOR = 90 * 24 * 60 * 60 * 1000; // milliseconds
  const PATIENCE = 20000; // for a text, and for a photo that makes no progress
  const UNSENT = ["wait", "text", "paused"];

  const channel = new BroadcastChannel("outbox"); // tells others, not us
  const listeners = [];
  const changed = () => {
    channel.postMessage("changed");
    listeners.forEach((listener) => listener());
  };

  // --- The database. Reopened when the system has closed it under us (iOS does).

  const CLOSED = ["InvalidStateError", "UnknownError"]; // the second is WebKit's word for it
  let opened = null;

  const open = () => {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open("outbox", 1);
      request.onupgradeneeded = () => {
        const db = request.result;
        db.createObjectStore("draft", { keyPath: "of" });
        db.createObjectStore("entry", { keyPath: "id" });
        db.createObjectStore("photo", { keyPath: "id" }).createIndex("entry", "entry");
        db.createObjectStore("token", { keyPath: "walk" });
      };
      request.onsuccess = () => {
        const db = request.result;
        const forget = () => {
          opened = null;
        };
        db.onclose = forget;
        db.onversionchange = () => {
          db.close();
          forget();
        };
        resolve(db);
      };
      request.onerror = () => {
        opened = null;
        reject(request.error);
      };
    });
    return opened;
  };

  // Runs `work(...stores)` in one transaction; resolves when it is on the disk, to what the
  // request that `work` returned has found.
  const transact = async (names, mode, work, again = true) => {
    try {
      const db = await open();
      return await new Promise((resolve, reject) => {
        const transaction = db.transaction(names, mode, { durability: "strict" });
        let request;
        transaction.oncomplete = () => resolve(request?.result);
        transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
        try {
          request = work(...names.map((name) => transaction.objectStore(name)));
        } catch (error) {
          transaction.abort();
          reject(error);
        }
      });
    } catch (error) {
      if (!again || !CLOSED.includes(error.name)) throw error;
      opened = null;
      return transact(names, mode, work, false);
    }
  };

  const get = (name, key) => transact([name], "readonly", (store) => store.get(key));
  const put = (name, value) => transact([name], "readwrite", (store) => store.put(value));
  const remove = (name, key) => transact([name], "readwrite", (store) => store.delete(key));
  const entries = () => transact(["entry"], "readonly", (store) => store.getAll());
  const photosOf = (id) =>
    transact(["photo"], "readonly", (store) => store.index("entry").getAll(id));

  const change = async (id, fields) => {
    const entry = await get("entry", id);
    if (entry) await put("entry", { ...entry, ...fields });
    changed();
    return entry && { ...entry, ...fields };
  };

  // --- Sealing and saving.

  const sha256 = async (buffer) => {
    const digest = await crypto.subtle.digest("SHA-256", buffer);
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  // Seals an entry, which is then as it will be sent, however often. `photos` are {id, buf, type};
  // `walk` is "" for a resident's report. Resolves to the entry and its photos.
  const seal = async (given) => {
    const { id, walk, kind, of = null, body = {}, photos = [], language, to, label, token } = given;
    const listed = await Promise.all(
      photos.map(async (photo) => ({ ...photo, sha256: await sha256(photo.buf) })),
    );
    const held = walk ? await get("token", walk) : null;
    const sealed = {
      v: 1,
      kind,
      of,
      noted_at: new Date().toISOString(),
      clock_offset: held?.offset ?? null,
      language,
      body,
      photos: listed.map((photo) => ({ id: photo.id, sha256: photo.sha256 })),
    };
    const raw = new TextEncoder().encode(JSON.stringify(sealed)).buffer;
    const entry = {
      id,
      walk,
      to,
      kind,
      of,
      label,
      raw,
      sha256: await sha256(raw),
      token: token ?? held?.token ?? null,
      state: "wait",
      tries: 0,
      nextAt: 0,
      why: "",
      photoCount: listed.length,
      savedAt: Date.now(),
      sentAt: null,
    };
    return { entry, photos: listed };
  };

  // Saves what is sealed, all or nothing. Rejects when the phone could not save.
  const keep = async ({ entry, photos }) => {
    await transact(["entry", "photo", "draft"], "readwrite", (own, pictures, drafts) => {
      own.add(entry);
      for (const { id, buf, type, sha256: digest } of photos) {
        pictures.add({ id, entry: entry.id, buf, type, sha256: digest });
      }
      drafts.delete(entry.walk);
    });
    changed();
  };

  // Seals and saves. Resolves to the saved entry.
  const save = async (given) => {
    const sealed = await seal(given);
    try {
      await keep(sealed);
      return sealed.entry;
    } catch (error) {
      if (error.name !== "ConstraintError") throw error;
      return alreadySaved(sealed.entry, { ...given, photos: given.photos ?? [] });
    }
  };

  // A double tap, or the same draft in two tabs: the same words are saved already, others are new.
  const alreadySaved = async (entry, given) => {
    const known = await get("entry", entry.id);
    if (known && words(known) === words(entry)) return known;
    const photos = given.photos.map((photo) => ({ ...photo, id: crypto.randomUUID() }));
    const id = crypto.randomUUID();
    return save({ ...given, photos, id, to: given.to.replace(given.id, id) });
  };

  const words = (entry) => {
    const { noted_at: _at, clock_offset: _offset, ...said } = opening(entry);
    return JSON.stringify(said);
  };

  const opening = (entry) => JSON.parse(new TextDecoder().decode(entry.raw));

  // --- Sending.

  class Stop extends Error {}
  const NOBODY = "nobody"; // answered

  // One flush at a time, whoever asks: this page, another tab, or the service worker. Resolves to
  // "nobody" when nobody answered.
  const flush = ({ now = false } = {}) =>
    navigator.locks.request("outbox-flush", { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      const all = await entries();
      for (const entry of all) if (isOld(entry)) await erase(entry.id);
      const waiting = all
        .filter((entry) => UNSENT.includes(entry.state) && (now || isDue(entry)))
        .sort((one, other) => one.savedAt - other.savedAt);
      try {
        for (const entry of waiting) await send(entry);
      } catch (error) {
        if (!(error instanceof Stop)) throw error;
        return error.message;
      }
    });

  // What was sent is told as long as the phone is remembered on the walk (its cookie), not longer.
  const isOld = ({ state, sentAt }) => state === "sent" && sentAt < Date.now() - TOLD_FOR;
  const isDue = ({ nextAt }) => nextAt <= Date.now() || nextAt > Date.now() + LONGEST_ASKED;

  // Flushes for a page, and again when the next try is due for what `mine` picks, at most a minute
  // apart; `before` and `after` are the page's own part of it.
  const sender = (mine, after, before = () => {}) => {
    let next = null;
    const send = async (how) => {
      clearTimeout(next);
      await Promise.resolve(before()).catch(() => {});
      const found = await flush(how).catch(() => {});
      await after();
      const waiting = (await entries()).filter((e) => mine(e) && ["wait", "text"].includes(e.state));
      if (waiting.length) {
        const due = Math.min(...waiting.map((entry) => entry.nextAt)) - Date.now();
        clearTimeout(next);
        next = setTimeout(send, Math.min(Math.max(due, FIRST_PAUSE), LONGEST_PAUSE));
      }
      return waiting.length ? found : null;
    };
    return send;
  };

  // Where what is sent lies meanwhile: saved on the phone, or (attempt) only in the page.
  const saved = {
    change: (entry, fields) => change(entry.id, fields),
    photosOf: (entry) => photosOf(entry.id),
    forget: (photo) => remove("photo", photo.id),
  };

  const send = async (entry, place = saved) => {
    const token = entry.token ?? (entry.walk && (await get("token", entry.walk))?.token);
    if (!token && entry.walk) return place.change(entry, { state: "paused" });
    if (entry.state !== "text") {
      const answer = await deliver(place, entry.to, "application/json", entry.raw, token, entry);
      if (!answer?.delivered) return;
      const { number, said, wish, late, link } = answer.receipt;
      const state = entry.photoCount ? "text" : "sent";
      const sentAt = state === "sent" ? Date.now() : null;
      const told = { number, said, wish, late, link };
      await place.change(entry, { state, sentAt, ...told, tries: 0, why: "" });
    }
    let why = "";
    for (const photo of await place.photosOf(entry)) {
      const to = `${entry.to}/p/${photo.id}`;
      const body = new Blob([photo.buf], { type: photo.type });
      const answer = await deliver(place, to, photo.type, body, token, entry, photo);
      if (answer?.delivered) await place.forget(photo);
      else if (answer?.refused) why = answer.refused;
      else return;
    }
    const end = why ? { state: "refused", arrived: true, why } : { state: "sent" };
    // A resident's words need not stay on a device that others may use.
    const words = entry.walk ? {} : { raw: null };
    await place.change(entry, { ...end, ...words, sentAt: Date.now() });
  };

  // Sends what is sealed without saving it. Resolves to what is left: the state says how far it came.
  const attempt = async ({ entry, photos }) => {
    const left = [...photos];
    const page = {
      change: (_entry, fields) => Object.assign(entry, fields),
      photosOf: () => [...left],
      forget: (photo) => left.splice(left.indexOf(photo), 1),
    };
    await send(entry, page).catch((error) => {
      if (!(error instanceof Stop)) throw error;
    });
    return { entry, photos: left };
  };

  // Puts one thing. Delivered only if the server says so in JSON, with our id and our digest.
  const deliver = async (place, to, type, body, token, entry, photo) => {
    const headers = {
      "Content-Type": type,
      "X-Sha256": (photo ?? entry).sha256,
      "Accept-Language": opening(entry).language,
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
    };
    const answer = await transfer(to, headers, body);
    const said = answer && read(answer.text);
    const ours = said?.id === (photo ?? entry).id && said?.sha256 === (photo ?? entry).sha256;
    if ([200, 201, 202].includes(answer?.status) && ours) return { delivered: true, receipt: said };
    if ([401, 403].includes(answer?.status) && said?.error === "token") {
      return place.change(entry, { state: "paused", why: said.text });
    }
    if ([404, 409, 413, 415, 422].includes(answer?.status) && said?.error) {
      // One photo of a finding that has arrived does not hold up the others.
      return photo
        ? { refused: said.text }
        : place.change(entry, { state: "refused", why: said.text });
    }
    const tries = entry.tries + 1;
    const pause = Math.min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE) * (0.5 + Math.random() / 2);
    const asked = Math.min(Number(answer?.retryAfter) * 1000 || 0, LONGEST_ASKED);
    await place.change(entry, { tries, nextAt: Date.now() + Math.max(pause, asked) });
    // Nobody there, or too much at once: the next thing would meet the same.
    if (!answer || [429, 503].includes(answer.status)) throw new Stop(answer ? "" : NOBODY);
    return { delivered: false };
  };

  const read = (text) => {
    try {
      return JSON.parse(text);
    } catch {
      return null; // a login page, a captive portal
    }
  };

  // Resolves to {status, text, retryAfter}, or to null when nobody answered.
  const transfer = (to, headers, body) =>
    self.XMLHttpRequest && body.size ? byRequest(to, headers, body) : byFetch(to, headers, body);

  // A page can see that a photo's bytes move: a slow line is given its time, a dead one is not.
  const byRequest = (to, headers, body) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      let stalled = null;
      const alive = () => {
        clearTimeout(stalled);
        stalled = setTimeout(() => request.abort(), PATIENCE);
      };
      const done = (answer) => {
        clearTimeout(stalled);
        resolve(answer);
      };
      request.open("PUT", to);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = alive;
      request.onload = () =>
        done({
          status: new URL(request.responseURL).pathname === to ? request.status : 0,
          text: request.responseText,
          retryAfter: request.getResponseHeader("Retry-After"),
        });
      request.onerror = request.onabort = () => done(null);
      request.send(body);
      alive();
    });

  const byFetch = async (to, headers, body) => {
    try {
      const answer = await fetch(to, {
        method: "PUT",
        headers,
        body,
        credentials: "omit",
        redirect: "error",
        cache: "no-store",
        signal: AbortSignal.timeout(body.size ? 6 * PATIENCE : PATIENCE),
      });
      const text = await answer.text();
      return { status: answer.status, text, retryAfter: answer.headers.get("Retry-After") };
    } catch {
      return null;
    }
  };

  // --- Tokens: new ones for what waits, and for what is saved from now on.

  const keepToken = async (walk, token, offset) => {
    await put("token", { walk, token, offset });
    for (const entry of await entries()) {
      const waits = entry.walk === walk && UNSENT.includes(entry.state);
      if (waits && (entry.state === "paused" || !entry.token)) {
        const state = entry.state === "paused" ? "wait" : entry.state;
        await change(entry.id, { token, state, nextAt: 0 });
      }
    }
  };

  // --- A copy to carry by hand, when nothing else works.

  const base64 = (buffer) => {
    let text = "";
    for (const byte of new Uint8Array(buffer)) text += String.fromCharCode(byte);
    return btoa(text);
  };

  const copy = async (walk) => {
    const items = [];
    for (const entry of await entries()) {
      if (entry.walk !== walk || entry.state === "sent") continue;
      const photos = (await photosOf(entry.id)).map(({ id, type, sha256: digest, buf }) => ({
        id,
        type,
        sha256: digest,
        data: base64(buf),
      }));
      const { id, kind, sha256: digest, token } = entry;
      items.push({ id, kind, sha256: digest, token, raw: base64(entry.raw), photos });
    }
    return { v: 1, walk, copied_at: new Date().toISOString(), items };
  };

  // Resolves to what was erased, for putBack.
  const erase = async (id) => {
    const erased = { entry: await get("entry", id), photos: await photosOf(id) };
    await transact(["entry", "photo"], "readwrite", (own, photos) => {
      own.delete(id);
      erased.photos.forEach((photo) => photos.delete(photo.id));
    });
    changed();
    return erased;
  };

  const putBack = async ({ entry, photos }) => {
    await transact(["entry", "photo"], "readwrite", (own, pictures) => {
      own.put(entry);
      photos.forEach((photo) => pictures.put(photo));
    });
    changed();
  };

  return {
    UNSENT,
    whenChanged: (listener) => {
      listeners.push(listener);
      channel.addEventListener("message", listener);
    },
    get,
    put,
    remove,
    entries,
    photosOf,
    opening,
    seal,
    keep,
    save,
    attempt,
    flush,
    sender,
    keepToken,
    copy,
    erase,
    putBack,
  };
})();
