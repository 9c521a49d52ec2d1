// What tests/browser/looking.py asks of a page. Each function returns sentences about faults.
"use strict";

window.look = (() => {
  const name = (element) => {
    const label = element.id ? `#${element.id}` : element.className?.baseVal ?? element.className;
    const words = (element.innerText || element.value || "").trim().slice(0, 40);
    return `<${element.localName} ${label}> ${words}`;
  };
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });

  const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
  const focusable = () =>
    [...document.querySelectorAll(FOCUSABLE)].filter(
      (element) => !element.disabled && element.type !== "hidden" && shown(element)
    );

  // What the eye sees of an element that lies invisible over a tile is its tile or label.
  const seenAs = (element) => element.closest(".tile, .photo-tile, .card-link") || element;

  const look = (element) => {
    const style = getComputedStyle(element);
    return ["outlineStyle", "outlineWidth", "outlineColor", "borderColor", "textDecoration"]
      .map((property) => style[property])
      .join();
  };

  const openAll = () => {
    document.querySelectorAll("details").forEach((each) => (each.open = true));
  };

  // WCAG 1.4.10 and 1.4.4: nothing is wider than the window, but in a box that scrolls by itself.
  const tooWide = () => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const guilty = [...document.body.querySelectorAll("*")].filter(
      (each) => shown(each) && each.getBoundingClientRect().right > width + 1
    );
    return [`${document.documentElement.scrollWidth} px wide: ${guilty.slice(-3).map(name)}`];
  };

  // WCAG 1.4.12: with the spacing that a reader may choose, no text is cut off.
  const spaced = () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
      word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets = [sheet];
    const cut = [...document.body.querySelectorAll("*")].filter((each) => {
      if (!shown(each) || !each.innerText?.trim() || each.clientWidth < 2) return false;
      const style = getComputedStyle(each);
      if (/auto|scroll/.test(style.overflowX + style.overflowY)) return false;
      const clips = (overflow) => overflow !== "visible";
      return (
        (clips(style.overflowX) && each.scrollWidth > each.clientWidth + 1) ||
        (clips(style.overflowY) && each.scrollHeight > each.clientHeight + 1)
      );
    });
    const faults = [...tooWide(), ...cut.map((each) => `cut off: ${name(each)}`)];
    document.adoptedStyleSheets = [];
    return faults;
  };

  // WCAG 2.4.7 and 2.4.11: what has focus is seen to have it, and is not behind something else.
  const focus = () => {
    const faults = [];
    document.activeElement?.blur();
    for (const element of focusable()) {
      if (element.tabIndex < 0) continue;
      const seen = seenAs(element);
      const before = look(seen);
      element.focus();
      if (document.activeElement !== element) {
        faults.push(`takes no focus: ${name(element)}`);
        continue;
      }
      if (look(seen) === before) faults.push(`focus is not seen: ${name(element)}`);
      if (covered(element)) faults.push(`is covered: ${name(element)}`);
      element.blur();
    }
    return faults;
  };

  // After a press of Tab: what has focus now, and what is wrong with that.
  let last = null;
  const tabbed = () => {
    const element = document.activeElement;
    const seen = seenAs(element);
    const label = element.labels?.[0]?.innerText || element.getAttribute("aria-label");
    const faults = [];
    const focused = look(seen);
    element.blur();
    if (look(seen) === focused) faults.push("focus is not seen");
    element.focus({ preventScroll: true });
    if (covered(element)) faults.push("is covered");
    if (element === last) faults.push("focus stays");
    else if (last?.isConnected && last.compareDocumentPosition(element) & 2) faults.push("goes back");
    last = element;
    return { text: (label || element.innerText || "").trim(), faults, fault: name(element) };
  };

  const covered = (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const points = [];
    for (const across of [0.1, 0.5, 0.9]) {
      for (const down of [0.1, 0.5, 0.9]) {
        points.push([left + (right - left) * across, top + (bottom - top) * down]);
      }
    }
    return !points.some(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      const label = [...(element.labels || [])].some((each) => each.contains(top));
      return top && (label || seenAs(element).contains(top));
    });
  };

  // Forced colours take backgrounds and shadows away: what says "this one" must be something else.
  // Bolder words alone are easily missed.
  const SIGN = ["borderTopColor", "borderBottomWidth", "borderTopStyle", "outlineStyle",
    "textDecorationLine"];
  const sign = (element) => SIGN.map((each) => getComputedStyle(element)[each]).join();
  const chosen = () => {
    const faults = [];
    for (const current of document.querySelectorAll("[aria-current]")) {
      const list = current.closest("ul, ol");
      const other = list?.querySelector("a:not([aria-current])");
      if (!other || !shown(current)) continue;
      if (sign(current) === sign(other)) faults.push(`not seen to be current: ${name(current)}`);
    }
    for (const tiles of document.querySelectorAll(".tiles")) {
      const [first, second] = tiles.querySelectorAll(".tile");
      if (!second || !shown(first)) continue;
      const was = tiles.querySelector(":checked");
      first.querySelector("input").checked = true;
      if (sign(first) === sign(second)) faults.push(`not seen to be chosen: ${name(first)}`);
      first.querySelector("input").checked = false;
      if (was) was.checked = true;
    }
    return faults;
  };

  // A button is told from text by its edge, once its colour is gone.
  const edged = () =>
    [...document.querySelectorAll("button, .ds-button, .emergency-number, input, select, textarea")]
      .filter((each) => shown(each) && !each.matches(".tile-input, .photo-tile-input"))
      .filter((each) => {
        const style = getComputedStyle(each);
        const native = style.appearance !== "none" && /radio|checkbox|file/.test(each.type);
        const edge = parseFloat(style.borderTopWidth) > 0 && style.borderTopStyle !== "none";
        return !native && !edge && !style.textDecorationLine.includes("underline");
      })
      .map((each) => `has no edge in forced colours: ${name(each)}`);

  const drawn = () =>
    [...document.querySelectorAll("svg.icon")]
      .filter(shown)
      .filter((each) => {
        const style = getComputedStyle(each);
        const behind = getComputedStyle(each.parentElement).backgroundColor;
        return style.color === behind || (style.stroke === "none" && style.fill === "none");
      })
      .map((each) => `icon is not seen in forced colours: ${name(each.parentElement)}`);

  // With prefers-reduced-motion nothing moves for longer than the eye can tell.
  const moving = () => {
    const seconds = (list) => Math.max(...list.split(",").map((each) => parseFloat(each)));
    const faults = document
      .getAnimations()
      .filter((each) => each.effect.getComputedTiming().duration > 1)
      .map((each) => `moves: ${name(each.effect.target)}`);
    for (const each of document.querySelectorAll("*")) {
      for (const part of [null, "::before", "::after"]) {
        const style = getComputedStyle(each, part);
        if (seconds(style.transitionDuration) > 0.001 || seconds(style.animationDuration) > 0.001) {
          faults.push(`would move: ${name(each)}${part || ""}`);
        }
      }
    }
    if (getComputedStyle(document.documentElement).scrollBehavior === "smooth") {
      faults.push("scrolls smoothly");
    }
    return faults;
  };

  return { chosen, drawn, edged, focus, moving, openAll, spaced, tabbed, tooWide };
})();

document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
});
