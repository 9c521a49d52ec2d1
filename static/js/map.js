// A plain map of the walk: its stops in order, and what this phone has noted. Drawn without
// coverage, of lines and circles. The list beneath it says the same in words.
"use strict";

self.onWalk.then((page) => {
  const section = document.querySelector("[data-map]");
  if (!page || !section) return;
  const EDGE = 24; // units around what is drawn
  const svg = section.querySelector("svg");
  const { width, height } = svg.viewBox.baseVal;
  const stops = JSON.parse(section.dataset.stops).map(([latitude, longitude]) => ({ latitude, longitude }));

  const element = (name, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  };

  const noted = () => {
    const entries = [...page.held.values()];
    const undone = entries.filter(({ kind }) => kind === "withdrawal").map(({ of }) => of);
    return entries
      .filter(({ id, kind }) => kind === "finding" && !undone.includes(id))
      .map((entry) => self.outbox.opening(entry).body)
      .filter(({ latitude }) => latitude);
  };

  // Metres east and north are alike on it: a degree of longitude is shorter up here.
  const draw = () => {
    const own = noted();
    const points = [...stops, ...own].map(({ latitude, longitude }) => [
      longitude * Math.cos((latitude * Math.PI) / 180),
      -latitude,
    ]);
    section.hidden = points.length < 2;
    if (section.hidden) return;
    const [left, top] = [0, 1].map((axis) => Math.min(...points.map((point) => point[axis])));
    const [wide, high] = [0, 1].map((axis) => Math.max(...points.map((point) => point[axis])));
    const scale = Math.min(
      (width - 2 * EDGE) / (wide - left || 1e-5),
      (height - 2 * EDGE) / (high - top || 1e-5),
    );
    const drawn = points.map(([x, y]) => [
      width / 2 + (x - (left + wide) / 2) * scale,
      height / 2 + (y - (top + high) / 2) * scale,
    ]);
    const way = element("polyline", { points: drawn.slice(0, stops.length).join(" ") });
    const marks = drawn.flatMap(([x, y], index) => {
      if (index >= stops.length) return element("circle", { cx: x, cy: y, r: 7, class: "own" });
      const number = element("text", { x, y });
      number.textContent = index + 1;
      return [element("circle", { cx: x, cy: y, r: 13 }), number];
    });
    svg.replaceChildren(way, ...marks);
    const said = section.querySelector("[data-map-own]");
    page.say(said, own.length ? said.dataset.text.replace("{count}", own.length) : "");
  };

  document.addEventListener("outbox", draw);
  draw();
});
