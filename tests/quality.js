// What the tests of quality ask of a page as a reader has it before him: `faults()` and `focused()`, as plain values.
window.quality = (() => {
  "use strict";
  const said = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 160);
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });

  // One h1, and no level left out on the way down.
  function headings() {
    const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(shown).map((one) => Number(one.tagName[1]));
    const found = levels.filter((level, n) => level > (levels[n - 1] || 0) + 1).map((level) => `heading: h${level} after a level left out`);
    return levels.filter((level) => level === 1).length === 1 ? found : [...found, "heading: not one h1"];
  }

  // Thai letters stand within lang=th; a phrase of English words within lang=en. Names and codes are of no language.
  const THAI = /[\u0e01-\u0e3a\u0e40-\u0e4e]/;
  const ENGLISH = /[A-Za-z]+(?: [A-Za-z]+){2}/;
  function spoken(text, element) {
    const language = element.closest("[lang]").lang;
    const wrong = (language === "en" && THAI.test(text)) || (language === "th" && ENGLISH.test(text));
    return wrong ? [`language: ${language} for ${text.trim().slice(0, 80)}`] : [];
  }
  // An attribute cannot mark its parts: it is wrong where none of it is in the language of its element.
  function named(text, element) {
    const language = element.closest("[lang]").lang;
    const own = language === "en" ? /[A-Za-z]/ : THAI;
    return own.test(text) ? [] : spoken(text, element);
  }
  function languages() {
    const found = [];
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (!parent.closest("script, style, template, title, code, pre")) found.push(...spoken(walker.currentNode.data, parent));
    }
    for (const name of ["aria-label", "alt", "title", "placeholder", "aria-description"])
      for (const element of document.querySelectorAll(`[${name}]`)) found.push(...named(element.getAttribute(name), element));
    found.push(...named(document.title, document.documentElement));
    return found;
  }

  function sideways() {
    const over = document.documentElement.scrollWidth - innerWidth;
    if (over <= 0) return [];
    const wide = [...document.querySelectorAll("main *")].find((one) => one.getBoundingClientRect().right > innerWidth && !one.closest(".k-scroll"));
    return [`sideways: ${over} px ${wide ? said(wide) : ""}`];
  }

  async function faults(rules) {
    const { violations } = await axe.run(document, rules);
    const axes = violations.flatMap(({ id, nodes }) => nodes.map((node) => `axe ${id}: ${node.html.slice(0, 160)} ${node.any.map((one) => one.message)}`));
    return [...axes, ...headings(), ...languages(), ...sideways()];
  }

  // The element with the focus: what it is, and what keeps a reader from seeing that it has it.
  function focused() {
    const element = document.activeElement;
    if (!element || element === document.body || element === document.documentElement) return null;
    element.dataset.walked = "";
    const boxes = [...element.getClientRects()].filter((one) => one.width && one.height);
    const style = getComputedStyle(element);
    const faults = [];
    const drawn = element instanceof SVGElement && getComputedStyle(element.querySelector(".b")); // its own edge is the ring
    const ring = drawn ? drawn.strokeWidth : style.outlineStyle !== "none" && style.outlineWidth;
    if (!(parseFloat(ring) >= 2)) faults.push("no ring");
    const seen = boxes.some((box) => {
      const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
      const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
      const whole = bottom - top >= Math.min(box.height, innerHeight * 0.6) - 1 && right - left >= Math.min(box.width, innerWidth) - 1;
      const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      return whole && hit && (element.contains(hit) || hit.contains(element));
    });
    if (!seen) faults.push("off screen or covered");
    return { is: said(element), faults };
  }

  const CAN = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  function passed() {
    const within = document.querySelector("dialog[open]") || document;
    // Of radios that belong together Tab reaches one; the arrows lead on to the others.
    const near = (one) => (one.type === "radio" ? [...within.querySelectorAll(`[name="${one.name}"]`)] : [one]);
    const reached = (one) => near(one).some(({ dataset }) => "walked" in dataset);
    return [...within.querySelectorAll(CAN)].filter((one) => shown(one) && !one.disabled && !reached(one)).map(said);
  }

  return { faults, focused, passed };
})();
