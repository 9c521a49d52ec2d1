// The walk page's outbox: drafts, Save on the phone, what waits, what was sent, and whether the
// phone is ready for bad coverage. Takes over the page's plain forms; field.js has the position and
// the photos. The page holds every sentence, so that they are translated with it.
"use strict";

(() => {
  // What others note comes by itself, while somebody looks and there is coverage.
  const poll = () => {
    if (navigator.onLine && !document.hidden) document.body.dispatchEvent(new Event("poll"));
  };
  window.addEventListener("load", () => setTimeout(poll)); // htmx begins in a timer of its own
  setInterval(poll, 30000);

  const form = document.querySelector("form[data-note]");
  const panel = document.querySelector("[data-outbox]");
  const { outbox } = self;
  if (!form || !panel || !outbox || !window.isSecureContext || !navigator.locks) return;

  const walk = panel.dataset.outbox;
  const language = document.documentElement.lang;
  const find = (name) => panel.querySelector(`[data-${name}]`);
  const say = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
    element.hidden = !text;
  };
  const to = (id) => `/api/w/${walk}/e/${id}`;
  const save = (entry) => outbox.save({ walk, language, to: to(entry.id), ...entry }).then(sent);
  const sent = (entry) => {
    send();
    navigator.serviceWorker.ready.then((worker) => worker.sync?.register("outbox")).catch(() => {});
    return entry;
  };

  // --- The draft: what is on the page is on the phone, a second later and before the camera opens.

  const PHOTO_EDGE = 1600; // pixels of the longer side
  const QUALITY = 0.7;
  let draft = { of: walk, id: crypto.randomUUID(), correcting: null };
  const prepared = new Map(); // File → promise of {id, buf, type}

  const fields = () => {
    const given = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "uuid" && value) given[name] = value;
    }
    const stop = form.elements.stop?.selectedOptions[0];
    if (given.stop) given.stop_name = stop.textContent.trim();
    return given;
  };

  const fill = (given) => {
    for (const field of form.elements) {
      if (!field.name || ["file", "submit"].includes(field.type) || field.name === "uuid") continue;
      const value = given[field.name] ?? "";
      if (["radio", "checkbox"].includes(field.type)) field.checked = field.value === value;
      else field.value = value;
    }
    form.dispatchEvent(new Event("change", { bubbles: true }));
  };

  // Smaller, upright, without metadata; what the browser can't read is sent as it is.
  const prepare = async (file) => {
    const id = crypto.randomUUID();
    try {
      const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, PHOTO_EDGE / Math.max(bitmap.width, bitmap.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(bitmap.width * scale);
      canvas.height = Math.round(bitmap.height * scale);
      canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      bitmap.close();
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
      canvas.width = 0;
      return { id, type: "image/jpeg", buf: await blob.arrayBuffer() };
    } catch {
      return { id, type: file.type || "image/jpeg", buf: await file.arrayBuffer() };
    }
  };

  let queue = Promise.resolve(); // one photo at a time: a canvas of 12 megapixels is heavy
  const photo = (file) => {
    if (!prepared.has(file)) {
      const made = queue.then(() => prepare(file));
      queue = made.catch(() => {});
      prepared.set(file, made);
    }
    return prepared.get(file);
  };
  const photos = () => Promise.all(form.note.files().map(photo));

  let drafting = null;
  const saveDraft = async () => {
    clearTimeout(drafting);
    drafting = null;
    const held = draft;
    const kept = { ...held, fields: fields(), photos: await photos() };
    if (held === draft) await outbox.put("draft", kept).catch(() => {}); // Save tells if it fails
  };
  const soon = () => {
    drafting ??= setTimeout(saveDraft, 1000);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("photos", saveDraft);
  form.addEventListener("click", (event) => event.target.closest("[type=file], label") && saveDraft());

  const restore = async () => {
    const kept = await outbox.get("draft", walk).catch(() => null);
    if (!kept?.fields) return;
    draft = { of: walk, id: kept.id, correcting: kept.correcting };
    fill(kept.fields);
    const files = kept.photos.map((held, index) => {
      const file = new File([held.buf], `${index}.jpg`, { type: held.type });
      prepared.set(file, Promise.resolve(held));
      return file;
    });
    form.note.show(files);
    showCorrecting();
  };

  const startOver = (correcting = null) => {
    clearTimeout(drafting);
    drafting = null;
    draft = { of: walk, id: crypto.randomUUID(), correcting };
    prepared.clear();
    form.reset();
    form.note.show([]);
    showCorrecting();
  };

  const showCorrecting = () => {
    const notice = form.querySelector("[data-correcting]");
    notice.hidden = !draft.correcting;
  };

  // --- Save: on the phone first, always. Only then is it said.

  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    const body = fields();
    if (!body.category && !body.text && !body.proposal) {
      form.note.settle();
      return refuse(panel.dataset.noWhat, form.querySelector("[name=category]"));
    }
    try {
      const kind = draft.correcting ? "correction" : "finding";
      const entry = { id: draft.id, kind, of: draft.correcting, body, photos: await photos() };
      const saved = await save(entry);
      startOver();
      receive(saved);
    } catch {
      refuse(panel.dataset.failed, form.querySelector("button[type=submit]"));
    }
    form.note.settle();
  });

  const refuse = (text, place) => {
    say(find("trouble"), text);
    find("trouble").scrollIntoView({ block: "center" });
    place?.focus();
  };

  // The receipt of the last Save: on the phone at once, and where it went once that is known.
  const UNDO = 10000; // milliseconds that the receipt offers to undo; the list goes on doing it
  let received = null;
  let undoing = null;
  const receive = (entry) => {
    clearTimeout(undoing);
    say(find("trouble"), "");
    received = entry.id;
    say(find("received"), stateOf(entry));
    const receipt = find("receipt");
    const undo = receipt.querySelector("button");
    receipt.hidden = undo.hidden = false;
    undo.onclick = () => withdraw(entry);
    receipt.focus();
    receipt.scrollIntoView({ block: "center" });
    undoing = setTimeout(() => {
      undo.hidden = true;
    }, UNDO);
    draw();
  };

  const acknowledge = (entries) => {
    const entry = entries.find(({ id }) => id === received);
    if (entry) say(find("received"), entry.said?.join(" ") || stateOf(entry));
  };

  // Undoing and agreeing: an entry of their own, and a word that they are done.
  const add = async (kind, of) => {
    await save({ id: crypto.randomUUID(), kind, of });
    const receipt = find("receipt");
    receipt.hidden = false;
    receipt.querySelector("button").hidden = true;
    received = null;
    say(find("received"), states[kind]);
    receipt.focus();
  };
  const withdraw = (entry) => add("withdrawal", entry.kind === "correction" ? entry.of : entry.id);

  const correct = (entry) => {
    startOver(entry.of ?? entry.id);
    fill(outbox.opening(entry).body);
    form.querySelectorAll("details").forEach((part) => {
      part.open = true;
    });
    form.scrollIntoView();
    form.querySelector("textarea").focus();
    saveDraft();
  };
  form.querySelector("[data-stop-correcting]").addEventListener("click", () => {
    startOver();
    outbox.remove("draft", walk);
  });

  // Plain forms of others' and own findings that an entry can do as well: undo, agree.
  document.addEventListener("submit", (event) => {
    const { entry, of } = event.target.dataset;
    if (!entry || event.defaultPrevented) return;
    event.preventDefault();
    event.target.querySelector("button").disabled = true;
    add(entry, of);
  });

  // --- What waits and what was sent, always in sight.

  const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
  const states = panel.dataset;

  const stateOf = (entry) => {
    if (entry.state === "refused") return states.refused.replace("{why}", entry.why);
    if (entry.state === "sent" && entry.wish) return states.wish;
    if (entry.state !== "sent") return states[entry.state];
    return states.sent.replace("{time}", clock.format(entry.sentAt));
  };

  const told = (entry) => {
    if (entry.kind !== "finding") return states[entry.kind];
    const { category, text, proposal } = outbox.opening(entry).body;
    const tile = form.querySelector(`[name=category][value="${CSS.escape(category ?? "")}"]`);
    const name = tile?.labels[0]?.textContent.trim() ?? "";
    return [name, text || proposal].filter(Boolean).join(": ");
  };

  const line = (entry) => {
    const item = find("line").content.cloneNode(true).firstElementChild;
    item.dataset.id = entry.id;
    item.dataset.state = entry.state;
    item.querySelector("[data-what]").textContent = told(entry);
    item.querySelector("[data-how]").textContent = stateOf(entry);
    item.querySelector("[data-said]").textContent = (entry.said ?? []).join(" ");
    const act = (name, shown, done) => {
      const button = item.querySelector(`[data-act=${name}]`);
      button.hidden = !shown;
      button.addEventListener("click", done);
    };
    const finding = entry.kind === "finding";
    const refused = entry.state === "refused";
    act("undo", finding && !refused, () => withdraw(entry));
    act("correct", finding && !refused, () => correct(entry));
    act("again", refused && Boolean(Object.keys(outbox.opening(entry).body).length), () => again(entry));
    act("copy", refused, download);
    act("erase", refused, () => outbox.erase(entry.id));
    return item;
  };

  const again = async (entry) => {
    startOver(entry.of);
    fill(outbox.opening(entry).body);
    const held = await outbox.photosOf(entry.id);
    form.note.show(held.map(({ buf, type }) => new File([buf], "", { type })));
    form.scrollIntoView();
    await saveDraft();
    await outbox.erase(entry.id);
  };

  let unsent = 0;
  const draw = async () => {
    const mine = (await outbox.entries()).filter((entry) => entry.walk === walk);
    acknowledge(mine);
    const waiting = mine.filter((entry) => outbox.UNSENT.includes(entry.state));
    const paused = waiting.filter((entry) => entry.state === "paused").length;
    const onPage = (entry) => document.querySelector(`#mine-list [data-finding="${entry.id}"]`);
    const undone = new Set(mine.filter((e) => e.kind === "withdrawal").map((e) => e.of));
    const shown = mine.filter(
      (entry) =>
        !(entry.state === "sent" && !entry.wish && (entry.kind !== "finding" || onPage(entry))) &&
        !(entry.kind === "finding" && undone.has(entry.id)),
    );
    const arrived = unsent > waiting.length;
    unsent = waiting.length;
    const count = unsent === 1 ? states.one : states.many;
    say(find("waiting"), unsent ? count.replace("{count}", unsent) : states.none);
    say(find("paused"), paused ? states.scan.replace("{count}", paused) : "");
    find("send").hidden = find("save-copy").hidden = !unsent;
    find("lines").replaceChildren(...shown.reverse().map(line));
    find("lines").hidden = !shown.length;
    if (arrived) refresh();
  };

  // What the server knows of one's own findings, once something has come there.
  const refresh = async () => {
    const list = document.getElementById("mine-list");
    try {
      const answer = await fetch(location.pathname, { headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      list.replaceChildren(...page.getElementById("mine-list").children);
      draw();
    } catch {
      // Still without coverage: the list on the phone says what is sent.
    }
  };

  const download = async () => {
    const copy = new Blob([JSON.stringify(await outbox.copy(walk))], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(copy);
    link.download = `fynd-${walk}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };
  find("save-copy").addEventListener("click", download);
  find("send").addEventListener("click", () => send({ now: true }));
  window.addEventListener("beforeunload", (event) => {
    if (unsent) event.preventDefault();
  });

  // --- Sending: at every sign that it may work, and when the next try is due.

  let next = null;
  const send = async (how) => {
    clearTimeout(next);
    await ready.token().catch(() => {});
    await outbox.flush(how).catch(() => {});
    await draw();
    const waiting = (await outbox.entries()).filter(
      (entry) => entry.walk === walk && ["wait", "text"].includes(entry.state),
    );
    if (!waiting.length) return;
    const due = Math.min(...waiting.map((entry) => entry.nextAt)) - Date.now();
    next = setTimeout(send, Math.max(due, 1000));
  };
  window.addEventListener("pageshow", () => send());
  window.addEventListener("online", () => send({ now: true }));
  document.addEventListener("visibilitychange", () => document.hidden || send({ now: true }));
  outbox.whenChanged(() => draw());

  // --- Ready for bad coverage? Only when each thing has been tried.

  let asking = null;
  const ready = {
    async worker() {
      await navigator.serviceWorker.register("/sw.js");
      await navigator.serviceWorker.ready;
      if (navigator.serviceWorker.controller) return;
      await new Promise((resolve) => {
        navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
      });
    },
    async copy() {
      const copies = await caches.open("walk-pages");
      const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")];
      const addresses = parts.map((part) => part.href || part.src);
      const kept = await Promise.all(addresses.map((address) => copies.match(address)));
      await copies.addAll(addresses.filter((_address, index) => !kept[index]));
      const page = await fetch(location.pathname, { cache: "no-store" });
      if (!page.ok || page.redirected) throw new Error("not the walk page");
      await copies.put(location.pathname, page);
      const copy = await caches.match(location.pathname);
      if (!(await copy.text()).includes(`data-outbox="${walk}"`)) throw new Error("no copy");
    },
    async storage() {
      const wrote = crypto.getRandomValues(new Uint8Array(65536));
      const buf = new Uint8Array(200000).map((_zero, index) => wrote[index % wrote.length]);
      await outbox.put("draft", { of: "check", buf: buf.buffer });
      const { buf: back } = await outbox.get("draft", "check");
      await outbox.remove("draft", "check");
      if (!new Uint8Array(back).every((byte, index) => byte === buf[index])) throw new Error("lost");
      navigator.storage?.persist?.();
    },
    token() {
      asking ??= this.askForToken().finally(() => {
        asking = null;
      });
      return asking;
    },
    async askForToken() {
      const held = await outbox.get("token", walk);
      const paused = (await outbox.entries()).some((e) => e.walk === walk && e.state === "paused");
      if (held && !paused) return;
      const asked = Date.now();
      const answer = await fetch(panel.dataset.token, {
        method: "POST",
        redirect: "error",
        headers: held ? { Authorization: `Bearer ${held.token}` } : {},
      });
      const { token } = await answer.json();
      if (!token) throw new Error("no token");
      const served = Date.parse(answer.headers.get("Date"));
      await outbox.keepToken(walk, token, served ? served - asked : 0);
    },
  };

  const prove = async () => {
    for (const check of ["storage", "token", "worker", "copy"]) {
      try {
        await ready[check]();
      } catch {
        panel.dataset.proof = check;
        return say(find("ready"), states.notReady);
      }
    }
    panel.dataset.proof = "yes";
    say(find("ready"), states.isReady);
  };

  panel.hidden = false;
  restore().then(draw).then(prove).then(() => send());
})();
