// The walk page's outbox: what waits and what was sent, always in sight, and the sending of it.
// draft.js has the form. The page holds every sentence, so that they are translated with it.
"use strict";

// Resolves to what the form and the map need, or to null where the phone can't save: there the
// page's plain forms do what they do without a script.
self.onWalk = (async () => {
  // Puts a part of the page as the server has it now in the place of what stands here.
  const renew = async (id, address) => {
    const part = document.getElementById(id);
    if (!part || !navigator.onLine) return;
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      part.replaceChildren(...page.getElementById(id).children);
    } catch {
      // Without coverage what stands here stays.
    }
  };

  // What others note comes by itself, while somebody looks and nobody is about to press there.
  let agreed = () => {};
  const others = document.getElementById("others");
  const poll = () => {
    const busy = document.hidden || others.contains(document.activeElement.closest("a, button"));
    if (!busy) renew("others", others.dataset.address).then(() => agreed());
  };
  if (others) {
    poll();
    setInterval(poll, 30000);
  }

  const panel = document.querySelector("[data-outbox]");
  const states = panel.dataset;
  const walk = states.outbox;
  const language = document.documentElement.lang;
  const { outbox } = self;
  const find = (name) => panel.querySelector(`[data-${name}]`);
  const say = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
    element.hidden = !text;
  };

  panel.hidden = false;
  const plain = (why) => {
    states.proof = why;
    say(find("ready"), states[why]);
    return null;
  };
  if (!window.isSecureContext) return plain("insecure");
  try {
    if (!navigator.locks) throw new Error("no locks");
    await outbox.entries();
  } catch {
    return plain("unable");
  }

  const mine = async () => (await outbox.entries()).filter((entry) => entry.walk === walk);

  // --- Saving and sending: at every sign that it may work, and when the next try is due.

  const ready = self.ready(walk, states.token);
  const save = async (entry) => {
    const to = `/api/w/${walk}/e/${entry.id}`;
    const saved = await outbox.save({ walk, language, to, ...entry });
    navigator.serviceWorker?.ready
      .then((worker) => worker.sync?.register("outbox"))
      .catch(() => {});
    send();
    return saved;
  };

  const send = outbox.sender((entry) => entry.walk === walk, () => draw(), () => ready.token());

  let proving = null;
  const prove = async () => {
    if (states.proof === "yes") return;
    proving ??= ready.prove();
    states.proof = await proving;
    proving = null;
    const said = { yes: states.isReady, storage: states.full };
    if (!navigator.serviceWorker) said.worker = states.unable;
    say(find("ready"), said[states.proof] ?? states.notReady);
  };

  // --- What waits and what was sent.

  const section = document.querySelector("[data-on-phone]");
  const lines = section.querySelector("[data-lines]");
  const clock = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { timeZone: "Europe/Stockholm", hour: "2-digit", minute: "2-digit" });
  const erased = new Map(); // what can still be brought back, until the page closes
  const held = new Map(); // the entries as last drawn, by id

  const stateOf = (entry) => {
    const { state, why, sentAt, wish, late, arrived } = entry;
    const ends = { sent: (wish && "wish") || (late && "late"), refused: arrived && "photoRefused" };
    const sentence = ends[state] || state;
    return states[sentence]
      .replace("{why}", why)
      .replace("{time}", sentAt ? clock.format(sentAt) : "");
  };

  const photoWords = (count) =>
    (count ? states[count === 1 ? "photo" : "photos"] : "").replace("{count}", count);

  const told = (entry) => {
    const of = held.get(entry.of);
    const about = entry.label || (of?.of ? held.get(of.of) : of)?.label;
    const what = entry.kind === "withdrawal" ? states.undone : states[entry.kind];
    return [what, about].filter(Boolean).join(": ");
  };

  const stands = ({ kind, state, arrived }) =>
    kind === "finding" && state !== "erased" && (state !== "refused" || arrived);
  const ACTS = {
    undo: stands,
    correct: stands,
    again: ({ kind, state, arrived }) => state === "refused" && !arrived && ["finding", "correction"].includes(kind),
    copy: ({ state }) => state === "refused",
    erase: ({ state }) => state === "refused",
    restore: ({ state }) => state === "erased",
  };

  const drawLine = (entry) => {
    const known = lines.querySelector(`[data-id="${entry.id}"]`);
    const item = known ?? section.querySelector("template").content.cloneNode(true).firstElementChild;
    item.dataset.id = entry.id;
    item.dataset.state = entry.state;
    say(item.querySelector("[data-what]"), told(entry));
    const change = changing.has(entry.id) ? ` ${states.changing}` : "";
    say(item.querySelector("[data-how]"), stateOf(entry) + change);
    say(item.querySelector("[data-photos]"), photoWords(entry.photoCount));
    say(item.querySelector("[data-said]"), (entry.said ?? []).join(" "));
    for (const [name, may] of Object.entries(ACTS)) {
      item.querySelector(`[data-act=${name}]`).hidden = !may(entry) || !acts[name];
    }
    return item;
  };

  // In place: who reads a line, or has focus in it, keeps it.
  const drawLines = (shown) => {
    const items = shown.map(drawLine);
    [...lines.children].forEach((item) => items.includes(item) || item.remove());
    items.forEach((item, index) => {
      if (lines.children[index] !== item) lines.insertBefore(item, lines.children[index]);
    });
    section.hidden = !items.length;
  };

  // What waits to be put right, by its id: said where the note itself stands.
  let changing = new Set();
  const onPage = (id) => document.querySelector(`#mine-list [data-finding="${CSS.escape(id)}"]`);
  let unsent = 0;

  const draw = async () => {
    const entries = await mine();
    held.clear();
    entries.forEach((entry) => held.set(entry.id, entry));
    const counted = (...among) => entries.filter(({ state }) => among.includes(state)).length;
    const undone = new Set(entries.filter((e) => e.kind === "withdrawal").map((e) => e.of));
    const waits = ({ kind, state }) => kind === "correction" && outbox.UNSENT.includes(state);
    changing = new Set(entries.filter(waits).map(({ of }) => of));
    const shown = entries.filter((entry) => {
      const finding = entry.kind === "finding";
      if (finding && undone.has(entry.id)) return false;
      if (waits(entry) && !undone.has(entry.of) && (held.has(entry.of) || onPage(entry.of))) return false;
      return entry.state !== "sent" || entry.wish || (finding && !onPage(entry.id));
    });
    for (const place of document.querySelectorAll("#mine-list [data-changing]")) {
      const { finding } = place.closest("[data-finding]").dataset;
      say(place, changing.has(finding) ? states.changing : "");
    }
    agreed();
    acknowledge();
    erased.forEach(({ entry }) => shown.push({ ...entry, state: "erased" }));
    drawLines(shown.sort((one, other) => other.savedAt - one.savedAt));
    const before = unsent;
    // A note and what was changed of it are one thing to wait for.
    const waiting = entries.filter(({ state }) => outbox.UNSENT.includes(state));
    unsent = new Set(waiting.map(({ id, of }) => of ?? id)).size;
    const tell = (name, sentence, count) =>
      say(find(name), sentence.replace("{count}", count).repeat(count ? 1 : 0));
    // While all that is noted lies on the phone, "Mina fynd" has nothing to say.
    const own = document.getElementById("mine-list");
    if (own) own.closest("section").hidden = shown.length > 0 && !own.querySelector("article");
    tell("paused", states.scan, counted("paused"));
    tell("refusals", states.refusals, shown.filter(({ state }) => state === "refused").length);
    find("why").hidden = find("refusals").hidden;
    find("join").hidden = !counted("paused");
    say(find("waiting"), unsent ? states.many.replace("{count}", unsent) : states.none);
    find("acts").hidden = !unsent;
    if (!unsent) say(find("tried"), "");
    const left = document.querySelector("form [data-left]");
    if (left) say(left, states.left.replace("{count}", unsent));
    document.dispatchEvent(new Event("outbox"));
    if (before > unsent) refreshing ??= setTimeout(refresh, 1000); // once for all that comes now
  };

  // What the server knows of one's own findings, once something has come there.
  let refreshing = null;
  const refresh = async () => {
    refreshing = null;
    await renew("mine-list", location.pathname);
    draw();
  };

  const download = async () => {
    const copy = new Blob([JSON.stringify(await outbox.copy(walk))], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(copy);
    link.download = `fynd-${walk}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  const trouble = (text) => {
    say(find("trouble"), text);
    if (text) find("trouble").scrollIntoView({ block: "center" });
  };

  // The receipt of the last save: on the phone at once, and where it went once that is known. It
  // stands until the next one is begun.
  const receipt = find("receipt");
  let received = null;

  const acknowledge = () => {
    const entry = held.get(received);
    if (!entry) return;
    if (entry.state === "refused") receipt.hidden = true;
    const done = entry.kind === "withdrawal" && states.withdrawal;
    say(find("received"), entry.said?.join(" ") || done || stateOf(entry));
  };
  const receive = async (entry) => {
    trouble("");
    received = entry.id;
    receipt.querySelector("button").hidden = !ACTS.undo(entry);
    receipt.hidden = false;
    await draw();
    receipt.focus();
    receipt.scrollIntoView({ block: "center" });
  };

  // Undoing: an entry of its own, and a word that it is done.
  const add = (kind, of) => save({ id: crypto.randomUUID(), kind, of });
  const undo = async ({ id }) => receive(await add("withdrawal", id));

  // Agreeing is told by the card itself, where it was pressed, until the server's own says so.
  agreed = () => {
    const kinds = [...held.values()].filter(({ kind, state }) => kind === "agree" && state !== "refused");
    for (const entry of kinds) {
      const there = others?.querySelector(`[data-entry=agree][data-of="${CSS.escape(entry.of)}"]`);
      if (!there) continue;
      const said = there.matches("p") ? there : document.createElement("p");
      Object.assign(said.dataset, there.dataset);
      Object.assign(said, { tabIndex: -1, className: "agreed" });
      const focused = there.contains(document.activeElement);
      say(said, `${states.agree}. ${stateOf(entry)}.`);
      there.replaceWith(said);
      if (focused) said.focus({ preventScroll: true });
    }
  };
  receipt.querySelector("button").addEventListener("click", () => undo({ id: received }));

  const acts = {
    undo,
    copy: download,
    async erase(entry) {
      erased.set(entry.id, await outbox.erase(entry.id));
      draw();
    },
    async restore({ id }) {
      await outbox.putBack(erased.get(id));
      erased.delete(id);
      draw();
    },
  };
  lines.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-act]");
    if (!button) return;
    const { id } = button.closest("[data-id]").dataset;
    const entry = held.get(id) ?? erased.get(id)?.entry;
    await Promise.resolve(acts[button.dataset.act](entry)).catch(() => trouble(states.failed));
  });
  find("save-copy").addEventListener("click", download);
  find("send").addEventListener("click", async () => {
    const found = await send({ now: true });
    say(find("tried"), found === "nobody" ? states.noLine : "");
  });

  // Plain forms of others' and own findings that an entry does as well: undo, agree.
  document.addEventListener("submit", async (event) => {
    const { entry: kind, of } = event.target.dataset;
    if (!kind || event.defaultPrevented) return;
    event.preventDefault();
    const button = event.target.querySelector("button");
    button.disabled = true;
    try {
      const entry = await add(kind, of);
      if (kind === "agree") await draw();
      else await receive(entry);
    } catch {
      button.disabled = false;
      trouble(states.failed);
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (unsent) event.preventDefault();
  });
  const go = () => prove().then(() => send({ now: true }));
  window.addEventListener("online", go);
  document.addEventListener("visibilitychange", () => document.hidden || go());
  outbox.whenChanged(() => draw());

  // Once the walk takes no more notes, what has arrived need not stay on the phone.
  if (!document.querySelector("form[data-note]")) {
    for (const { id, state } of await mine()) if (state === "sent") await outbox.erase(id);
  }
  await draw();
  prove().then(() => send());
  return { walk, states, receipt, say, save, receive, draw, trouble, acts, held, onPage, photoWords };
})();
