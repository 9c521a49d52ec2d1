// The walk page and the public form, beyond what they do without a script: the position, a look
// at the chosen photos, where the note goes, and one save at a time. The page holds every sentence.
"use strict";

(() => {
  const form = document.querySelector("form[data-note]");
  if (!form) return;

  let sending = false;

  const say = (element, text) => {
    if (element && element.textContent !== text) element.textContent = text;
  };

  // Position: the best of the last half minute, and never anything that saving waits for.
  const position = form.querySelector("[data-position]");
  const fields = ["latitude", "longitude", "accuracy"].map((name) => form.elements[name]);
  const FRESH = 30000; // milliseconds
  const STALE = 300000; // by then somebody who walks is elsewhere
  let best = null;
  let watching = null;
  let placed = false; // a note that is put right stays where it was noted

  const found = ({ coords }) => {
    if (placed) return;
    const now = Date.now();
    if (best && coords.accuracy > best.accuracy && now - best.at < FRESH) return;
    const first = best === null;
    best = { accuracy: coords.accuracy, at: now };
    [coords.latitude, coords.longitude, coords.accuracy].forEach((value, index) => {
      fields[index].value = value;
    });
    const said = position.dataset[coords.accuracy < 5 ? "close" : "found"]; // no phone knows 0 m
    say(position, said.replace("{metres}", Math.ceil(coords.accuracy)));
    const place = form.querySelector("[data-place]");
    if (first && place && !hasWords() && !place.contains(document.activeElement)) place.open = false;
  };

  const failed = () => {
    const asked = position.textContent === form.dataset.noPlace; // what to do stands there already
    if (best || asked) return;
    say(position, position.dataset.failed);
  };

  const locate = () => {
    if (watching !== null) return;
    if (!window.isSecureContext) return say(position, position.dataset.insecure);
    if (!navigator.geolocation) return failed();
    say(position, position.dataset.searching);
    watching = navigator.geolocation.watchPosition(found, failed, {
      enableHighAccuracy: true,
      maximumAge: FRESH,
      timeout: 20000,
    });
  };

  // The next note is made somewhere else: it does not get the place of the last.
  const renew = () => {
    if (watching === null) return;
    navigator.geolocation.clearWatch(watching);
    watching = best = null;
    fields.forEach((field) => {
      field.value = "";
    });
    locate();
  };

  const hasWords = () => ["stop", "place_words"].some((name) => form.elements[name]?.value.trim());

  // Asked for when somebody begins to note, not by the page itself; at once where it may already.
  if (form.dataset.locate === "begun") {
    form.addEventListener("click", locate);
    form.addEventListener("input", locate);
    if (!window.isSecureContext) locate();
    else say(position, position.dataset.begun);
    const may = { granted: locate, denied: failed };
    navigator.permissions
      ?.query({ name: "geolocation" })
      .then(({ state }) => may[state]?.())
      .catch(() => {});
  }
  const ask = form.querySelector("[data-ask-position]");
  if (ask && window.isSecureContext) {
    ask.hidden = false;
    ask.addEventListener("click", locate);
  }

  // Photos: whatever comes from camera or album is gathered in one list that can be taken from.
  const picker = form.elements.photos;
  const camera = form.elements.camera;
  const previews = form.querySelector("[data-previews]");
  const preview = form.querySelector("template[data-preview]");
  const word = form.querySelector("[data-photo-word]");
  const most = Number(word.dataset.most);
  let chosen = [];

  // The picker holds what will be sent, from the moment it is chosen: Save may come at once.
  const handOver = () => {
    const files = new DataTransfer();
    chosen.forEach(({ file }) => files.items.add(file));
    picker.files = files.files;
  };

  const draw = () => {
    handOver();
    previews.replaceChildren(...chosen.map(line));
    previews.hidden = chosen.length === 0;
    form.dispatchEvent(new Event("photos"));
  };

  const remove = (photo) => {
    URL.revokeObjectURL(photo.url);
    chosen = chosen.filter((other) => other !== photo);
    draw();
  };

  const line = (photo, index) => {
    const item = preview.content.cloneNode(true).firstElementChild;
    item.querySelector("img").src = photo.url;
    const button = item.querySelector("button");
    const label = button.querySelector("span");
    label.textContent = label.textContent.replace("{number}", index + 1);
    button.addEventListener("click", () => {
      say(word, "");
      remove(photo);
      (previews.querySelector("button") || camera || picker).focus();
    });
    return item;
  };

  // Read at once: a phone may let go of the file while the form is being filled in.
  const read = async (photo) => {
    const { file } = photo;
    try {
      photo.file = new File([await file.arrayBuffer()], file.name, { type: file.type });
      if (!sending) handOver();
      form.dispatchEvent(new Event("photos"));
    } catch {
      say(word, word.dataset.stale);
      remove(photo);
    }
  };

  const add = (files) => {
    const taken = files.map((file) => ({ file, url: URL.createObjectURL(file) }));
    chosen.push(...taken);
    draw();
    return taken;
  };

  const take = (input) => {
    const files = [...input.files];
    if (input === camera) camera.value = "";
    const kept = form.querySelectorAll("[name=kept]:checked").length;
    const room = Math.max(0, most - kept - chosen.length);
    say(word, files.length > room ? word.dataset.tooMany : "");
    add(files.slice(0, room)).forEach(read);
  };

  [picker, camera].forEach((input) => input?.addEventListener("change", () => take(input)));

  // Where it goes, as soon as a category is picked. The server had worked it out for each.
  const destination = form.querySelector("[data-destination]");
  const tell = () => {
    const tile = form.querySelector("[name=category]:checked");
    if (form.querySelector("[name=type]:checked")?.value === "safe") {
      return say(destination, destination.dataset.safe);
    }
    if (!tile?.dataset.party) return say(destination, "");
    const to = destination.dataset.to.replace("{party}", tile.dataset.party);
    say(destination, `${to} ${tile.dataset.reason || ""}`.trim());
  };
  form.addEventListener("change", tell);
  tell();

  // One save at a time; and no trip to the server only to hear that the place is missing.
  form.addEventListener("submit", (event) => {
    if (sending) return event.preventDefault();
    if (best && !placed && Date.now() - best.at > STALE) renew();
    if (form.dataset.noPlace && !fields[0].value && !hasWords()) {
      event.preventDefault();
      form.querySelector("[data-place]").open = true;
      say(position, form.dataset.noPlace);
      form.elements.stop.focus();
      return;
    }
    sending = true;
    form.querySelector("button[type=submit]").setAttribute("aria-disabled", "true");
    navigator.vibrate?.(30);
  });
  const settle = () => {
    sending = false;
    form.querySelector("button[type=submit]").removeAttribute("aria-disabled");
  };
  window.addEventListener("pageshow", settle);

  // Smaller, upright, without metadata; what the browser can't read is sent as it is.
  const PHOTO_EDGE = 1600; // pixels of the longer side
  const QUALITY = 0.7;
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

  // For whoever sends the note in another way than by the form itself.
  form.note = {
    prepare,
    fields() {
      const given = {};
      for (const [name, value] of new FormData(form)) {
        if (typeof value === "string" && name !== "uuid" && value) given[name] = value;
      }
      if (given.stop) given.stop_name = form.elements.stop.selectedOptions[0].textContent.trim();
      return given;
    },
    fill(given) {
      for (const field of form.elements) {
        if (!field.name || ["file", "submit"].includes(field.type) || field.name === "uuid") continue;
        const value = given[field.name] ?? "";
        if (["radio", "checkbox"].includes(field.type)) field.checked = field.value === value;
        else field.value = value;
      }
      form.dispatchEvent(new Event("change", { bubbles: true }));
    },
    files: () => chosen.map(({ file }) => file),
    show(files) {
      chosen.forEach(({ url }) => URL.revokeObjectURL(url));
      chosen = [];
      add(files);
      tell();
    },
    renew(stays) {
      renew();
      placed = stays;
    },
    settle,
  };
})();

(() => {
  // Light or dark, by one press; the server draws the next page the same way.
  const button = document.querySelector("[data-colours]");
  if (!button) return;
  const root = document.documentElement;
  button.hidden = false;
  button.addEventListener("click", () => {
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const now = root.dataset.colorScheme === "auto" ? system : root.dataset.colorScheme;
    const next = now === "dark" ? "light" : "dark";
    root.dataset.colorScheme = next;
    document.querySelector("meta[name=color-scheme]").content = next;
    document.cookie = `colours=${next}; path=/; max-age=31536000; samesite=lax`;
  });
})();
