// The walk page's form on a phone that can save: what is written is on the phone a second later and
// before the camera opens; Save puts it in the outbox, and only then is it said to be saved.
"use strict";

self.onWalk.then((page) => {
  const form = document.querySelector("form[data-note]");
  if (!page || !form) return;
  const { walk, states, receipt, say, save, receive, trouble, acts, held } = page;
  const { outbox } = self;

  const fresh = (more) => ({ of: walk, id: crypto.randomUUID(), correcting: null, ...more });
  let draft = fresh();
  const prepared = new Map(); // File → promise of {id, buf, type}

  // --- Photos.

  let queue = Promise.resolve(); // one at a time: a canvas of 12 megapixels is heavy
  const photo = (file) => {
    if (!prepared.has(file)) {
      const made = queue.then(() => form.note.prepare(file));
      queue = made.catch(() => {});
      prepared.set(file, made);
    }
    return prepared.get(file);
  };
  const photos = () => Promise.all(form.note.files().map(photo));

  const show = (pictures) => {
    const files = pictures.map(({ id, buf, type }, index) => {
      const file = new File([buf], `${index}.jpg`, { type });
      prepared.set(file, Promise.resolve({ id, buf, type }));
      return file;
    });
    form.note.show(files);
  };

  // --- The draft.

  const said = (body) => body.category || body.text || body.proposal || body.place_words;
  const isBegun = () => Boolean(said(form.note.fields()) || form.note.files().length);

  let drafting = null;
  let turn = 0; // only the latest look at the form is kept, and none of what is being saved
  let saving = false;
  const saveDraft = async () => {
    clearTimeout(drafting);
    drafting = null;
    turn += 1;
    const [at, own] = [draft, turn];
    const pictures = await photos();
    if (at !== draft || own !== turn || saving) return;
    const begun = isBegun() || draft.correcting;
    if (begun) await outbox.put("draft", { ...at, fields: form.note.fields(), photos: pictures });
    else await outbox.remove("draft", walk);
    say(form.querySelector("[data-draft]"), begun ? states.draft : "");
  };
  const soon = () => {
    drafting ??= setTimeout(() => saveDraft().catch(() => {}), 1000); // Save tells if it can't
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("photos", () => saveDraft().catch(() => {}));
  form.addEventListener("click", ({ target }) => {
    if (target.closest("[type=file], label")) saveDraft().catch(() => {});
  });

  const begin = (anew) => {
    clearTimeout(drafting);
    drafting = null;
    draft = anew;
    prepared.clear();
    form.reset();
    form.note.show([]);
    form.note.renew(Boolean(anew.correcting || anew.instead));
    form.querySelector("[data-correcting]").hidden = !anew.correcting;
    if (anew.correcting) showKept(anew.correcting);
    say(form.querySelector("[data-draft]"), "");
  };

  // The photos that a note has already: from the phone, else as the page shows them.
  const showKept = async (id) => {
    const there = page.onPage(id)?.querySelectorAll(".note-thumbs img") ?? [];
    const here = (await outbox.photosOf(id)).map(({ buf, type }) => {
      const image = new Image();
      image.src = URL.createObjectURL(new Blob([buf], { type }));
      image.onload = () => URL.revokeObjectURL(image.src);
      return image;
    });
    const shown = here.length ? here : [...there].map((image) => image.cloneNode());
    const count = page.photoWords(held.get(id)?.photoCount ?? shown.length);
    say(form.querySelector("[data-kept]"), count && states.kept.replace("{photos}", count));
    form.querySelector("[data-kept-photos]").replaceChildren(...shown);
  };

  const restore = async () => {
    const kept = await outbox.get("draft", walk).catch(() => null);
    if (!kept || isBegun()) return;
    const { id, correcting, instead } = kept;
    begin(fresh({ id, correcting, instead }));
    form.note.fill(kept.fields);
    show(kept.photos);
  };

  // --- Save.

  const MOST = Number(states.most); // characters, as the server counts them

  const label = (body) => {
    const tile = form.querySelector("[name=category]:checked");
    const name = tile?.closest("label").textContent.trim();
    const words = body.text || body.proposal || "";
    const begun = words.length > 140 ? `${words.slice(0, 140)} …` : words;
    return [name, begun].filter(Boolean).join(": ");
  };

  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    const body = form.note.fields();
    const long = [...form.querySelectorAll("textarea")].find(({ value }) => value.length > MOST);
    const what = body.category || body.text || body.proposal;
    if (long || !what) {
      form.note.settle();
      (long ?? form.querySelector("[name=category]")).focus({ preventScroll: true });
      return trouble(long ? states.tooLong : states.noWhat);
    }
    saving = true;
    try {
      const { id, correcting: of, instead } = draft;
      const kind = of ? "correction" : "finding";
      const saved = await save({ id, kind, of, body, label: label(body), photos: await photos() });
      if (instead) outbox.erase(instead);
      begin(fresh());
      await receive(saved);
    } catch {
      trouble(states.failed);
      form.querySelector("button[type=submit]").focus({ preventScroll: true });
    }
    saving = false;
    form.note.settle();
  });

  const hideReceipt = () => {
    receipt.hidden = true;
  };
  form.addEventListener("input", hideReceipt);

  // --- Putting right what was noted, and sending anew what was refused.

  const rewrite = async (anew, entry, pictures) => {
    if (isBegun()) {
      trouble(states.finishFirst);
      return form.querySelector("button[type=submit]").focus({ preventScroll: true });
    }
    begin(anew);
    form.note.fill(outbox.opening(entry).body);
    show(pictures);
    form.querySelectorAll("details").forEach((part) => {
      part.open = true;
    });
    hideReceipt();
    form.scrollIntoView();
    form.querySelector("textarea").focus({ preventScroll: true });
    await saveDraft();
  };

  // From its latest wording, on this phone.
  const correct = ({ id }) => {
    const later = [...held.values()]
      .filter(({ kind, of, state }) => kind === "correction" && of === id && state !== "refused")
      .sort((one, other) => one.savedAt - other.savedAt);
    return rewrite(fresh({ correcting: id }), later.at(-1) ?? held.get(id), []);
  };

  acts.correct = correct;
  acts.again = async (entry) => {
    const anew = fresh({ correcting: entry.of, instead: entry.id });
    const pictures = await outbox.photosOf(entry.id);
    return rewrite(anew, entry, pictures.map((held) => ({ ...held, id: crypto.randomUUID() })));
  };

  form.querySelector("[data-stop-correcting]").addEventListener("click", () => {
    begin(fresh());
    outbox.remove("draft", walk);
  });

  // What the server lists can be put right here too, where the phone holds its words.
  const offer = () => {
    for (const button of document.querySelectorAll("#mine-list [data-correct]")) {
      button.hidden = !held.has(button.dataset.correct);
      button.onclick = () => correct({ id: button.dataset.correct });
    }
  };
  document.addEventListener("outbox", offer);

  restore();
  page.draw();
});
