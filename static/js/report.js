// The public form's outbox: Skicka sends by it, and when nobody answers the resident is asked
// whether this device may keep the report until it can be sent. Nothing is kept unasked, and what
// can't be kept stays in the form. What the server has words against is left to the plain form.
// field.js has the position and the photos; the page holds every sentence.
"use strict";

(() => {
  const form = document.querySelector("form[data-note]");
  const panel = document.querySelector("[data-outbox]");
  const { outbox } = self;
  if (!form || !panel || !outbox || !window.isSecureContext || !navigator.locks) return;

  const language = document.documentElement.lang;
  const states = panel.dataset;
  const find = (name) => panel.querySelector(`[data-${name}]`);
  const say = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
    element.hidden = !text;
  };
  const show = (element) => {
    panel.hidden = false;
    element.hidden = false;
    element.scrollIntoView({ block: "center" });
    element.focus();
  };

  // --- The report: its id and the secret of its link are made here. A copy of the page that was
  // kept for bad coverage has none, and may be opened many times.

  const renew = () => {
    const random = String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16)));
    form.elements.uuid.value = crypto.randomUUID();
    form.elements.secret.value = btoa(random).replace(/\+/g, "-").replace(/\//g, "_").slice(0, 22);
  };

  const fill = (given) => {
    form.note.fill(given);
    renew();
  };

  // Sealed once as long as nothing is changed: pressing again then sends the very same.
  let last = {};
  const sealed = async () => {
    const files = form.note.files();
    const id = form.elements.uuid.value;
    const body = form.note.fields();
    const said = JSON.stringify([id, body, files.map((file) => [file.name, file.size])]);
    if (last.said !== said) {
      const photos = [];
      for (const file of files) photos.push(await form.note.prepare(file));
      const to = `/api/r/e/${id}`;
      const given = { id, walk: "", kind: "finding", body, photos, language, to };
      last = { said, report: await outbox.seal(given) };
    }
    return last.report;
  };

  // --- Skicka.

  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    find("ask").hidden = true;
    say(find("trouble"), "");
    say(form.querySelector("[data-progress]"), states.sending);
    try {
      if (form.querySelector("[name=kept]:checked")) await plainly();
      else await send(await outbox.attempt(await sealed()));
    } catch {
      refuse(states.unsent);
    }
    say(form.querySelector("[data-progress]"), "");
    form.note.settle();
  });

  const send = async (report) => {
    const { entry } = report;
    last.report = report;
    if (entry.state === "sent") return location.assign(entry.link);
    if (entry.state !== "refused") return ask(report);
    if (!entry.arrived) return plainly();
    await outbox.keep(report); // it is there, and here is its link: only a photo is not
    startOver();
  };

  // As if this script were not: the server's page tells what is wrong. Not when nobody answers,
  // since the browser's own page would take the place of what was written.
  const plainly = async () => {
    await fetch(form.action, { method: "HEAD", cache: "no-store" });
    form.submit();
  };

  const refuse = (text) => {
    say(find("trouble"), text);
    show(find("trouble"));
  };

  const ask = (report) => {
    const { category, text, latitude, place_words: place } = outbox.opening(report.entry).body;
    if (!category && !text) return refuse(states.noWhat);
    if (!latitude && !place) return refuse(states.noPlace);
    find("yes").onclick = () => keep(report);
    find("no").onclick = () => {
      find("ask").hidden = true;
      if (report.entry.number) return location.assign(report.entry.link);
      form.querySelector("button[type=submit]").focus();
    };
    show(find("ask"));
  };

  const keep = async (report) => {
    find("ask").hidden = true;
    try {
      await outbox.keep(report);
    } catch (error) {
      if (error.name !== "ConstraintError") return refuse(states.failed); // else: pressed twice
    }
    startOver();
    navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("outbox")).catch(() => {});
  };

  const startOver = async () => {
    form.reset();
    form.note.show([]);
    fill({});
    await sendSaved();
    show(find("waiting"));
  };

  // --- What this device keeps: waiting, sent or refused.

  const clock = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { timeZone: "Europe/Stockholm", dateStyle: "medium", timeStyle: "short" });
  const mine = (entry) => entry.walk === "";

  const stateOf = (entry) => {
    if (entry.state === "erased") return entry.link ? states.erasedLink : states.erased;
    const sentence = entry.arrived ? "photo" : entry.state;
    const time = entry.sentAt ? clock.format(entry.sentAt) : "";
    return states[sentence].replace("{why}", entry.why).replace("{time}", time);
  };

  const told = (entry) => {
    if (entry.number) return states.number.replace("{number}", entry.number);
    const { text, place_words: place } = outbox.opening(entry).body;
    return text || place || "";
  };

  const line = (entry) => {
    const item = find("line").content.cloneNode(true).firstElementChild;
    item.dataset.id = entry.id;
    item.dataset.state = entry.state;
    item.querySelector("[data-what]").textContent = told(entry);
    item.querySelector("[data-how]").textContent = stateOf(entry);
    if (entry.link) {
      const link = item.querySelector("[data-link]");
      link.parentElement.hidden = false;
      link.href = link.textContent = new URL(entry.link, location).href;
    }
    const gone = entry.state === "erased";
    const acts = {
      again: [entry.state === "refused" && !entry.arrived, () => change(entry)],
      erase: [!gone, () => erase(entry)],
      restore: [gone, () => restore(entry)],
    };
    for (const [name, [may, act]] of Object.entries(acts)) {
      const button = item.querySelector(`[data-act=${name}]`);
      button.hidden = !may;
      button.addEventListener("click", act);
    }
    return item;
  };

  // What was removed can be brought back, and its link is in sight, until the page closes.
  const erased = new Map();
  const press = (name, id) => find("lines").querySelector(`[data-id="${id}"] [data-act=${name}]`)?.focus();
  const erase = async ({ id }) => {
    erased.set(id, await outbox.erase(id));
    await draw();
    press("restore", id);
  };
  const restore = async ({ id }) => {
    await outbox.putBack(erased.get(id));
    erased.delete(id);
    await draw();
    press("erase", id);
    sendSaved();
  };

  // What was refused is put back in the form, to be a report of its own.
  const change = async (entry) => {
    fill(outbox.opening(entry).body);
    const held = await outbox.photosOf(entry.id);
    form.note.show(held.map(({ buf, type }, index) => new File([buf], `${index}.jpg`, { type })));
    await outbox.erase(entry.id);
    form.scrollIntoView();
    form.elements.text.focus();
  };

  const draw = async () => {
    const kept = (await outbox.entries()).filter(mine);
    kept.forEach(({ id }) => erased.delete(id));
    const unsent = kept.filter((entry) => outbox.UNSENT.includes(entry.state)).length;
    const linked = kept.some((entry) => entry.link);
    say(find("waiting"), unsent ? states.waiting : linked ? states.none : "");
    find("send").hidden = !unsent;
    if (!unsent) say(find("tried"), "");
    const gone = [...erased.values()].map(({ entry }) => ({ ...entry, state: "erased" }));
    const shown = [...kept, ...gone].sort((one, other) => other.savedAt - one.savedAt);
    find("lines").replaceChildren(...shown.map(line));
    find("lines").hidden = !shown.length;
    panel.hidden = !shown.length && find("ask").hidden && find("trouble").hidden;
  };

  // At every sign that it may work, and when the next try is due.
  const sendSaved = outbox.sender(mine, () => draw());
  window.addEventListener("pageshow", () => sendSaved());
  window.addEventListener("online", () => sendSaved({ now: true }));
  document.addEventListener("visibilitychange", () => document.hidden || sendSaved({ now: true }));
  find("send").addEventListener("click", async () => {
    say(find("tried"), states.sending);
    say(find("tried"), (await sendSaved({ now: true })) === "nobody" ? states.noLine : "");
  });
  outbox.whenChanged(() => draw());

  // --- The next time there may be no network: the service worker keeps a copy of the form.

  const keepCopy = async () => {
    await navigator.serviceWorker.register("/sw.js");
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage({ keep: location.pathname }, [new MessageChannel().port2]);
  };
  if (navigator.serviceWorker) window.addEventListener("load", () => keepCopy().catch(() => {}));

  renew();
})();
