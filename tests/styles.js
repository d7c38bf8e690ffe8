// What the tests of styles ask of a page: which rules of the whole sheet it would need and does not have, and whether any
// element would look otherwise with that sheet.
window.styles = (() => {
  "use strict";
  const PSEUDO = "hover|focus-visible|focus-within|focus|active|target|before|after|placeholder|backdrop|marker|selection|scrollbar-thumb|scrollbar";
  const NOW = new RegExp(`::?(?:-webkit-|-moz-)?(?:${PSEUDO})\\b`, "g");
  const ours = (style) => [...style].filter((name) => !name.startsWith("--"));

  function heads(list) {
    let deep = 0;
    const apart = [...list].map((one) => {
      deep += (one === "(") - (one === ")");
      return one === "," && !deep ? "\n" : one;
    });
    return apart.join("").split("\n").map((head) => head.trim());
  }
  function selectors(rules) {
    return [...rules].flatMap((rule) => {
      if (rule.selectorText) return ours(rule.style).length ? heads(rule.selectorText) : [];
      return rule.cssRules ? selectors(rule.cssRules) : [];
    });
  }
  function read(text) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return selectors(sheet.cssRules);
  }
  const BARS = /::-webkit-scrollbar/; // which are the browser's own on purpose
  // Wherever the pointer and the focus are, whatever the screen or the printer.
  function matches(selector) {
    const bare = selector.replace(NOW, "").replace(/(^|[\s>+~])(?=$|[\s>+~])/g, "$1*");
    try {
      return document.querySelector(bare);
    } catch {
      return true;
    }
  }
  function lost([whole, cut]) {
    const kept = new Set(read(cut));
    return read(whole).filter((one) => !kept.has(one) && !BARS.test(one) && matches(one));
  }

  // Letters have come, lines are held, and all is laid out anew: Chromium tells automatic margins as they were while lines
  // were measured.
  async function settled() {
    document.body.getBoundingClientRect(); // asks for the letters of a sheet that is new
    await document.fonts.ready;
    do await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    while (!document.documentElement.classList.contains("k-fitted"));
    document.body.style.display = "none";
    document.body.getBoundingClientRect();
    document.body.style.display = "";
  }
  async function look() {
    await settled();
    return [...document.querySelectorAll("html, body, body *")].flatMap((element) =>
      ["", "::before", "::after"].map((part) => {
        const style = getComputedStyle(element, part);
        const names = part && style.content === "none" ? [] : ours(style);
        return [`${element.tagName}.${element.className}${part}`, ...names.map((name) => `${name}: ${style.getPropertyValue(name)}`)];
      })
    );
  }
  async function compared(whole) {
    const before = await look();
    const sheet = document.createElement("style");
    sheet.textContent = whole;
    document.querySelector("link[rel=stylesheet][href$='/page.css']").replaceWith(sheet);
    const after = await look();
    const differ = before.flatMap((one, n) => one.filter((said, k) => said !== after[n][k]).map((said) => `${one[0]} ${said}`));
    return { looked: before.length, differ: differ.slice(0, 20) };
  }

  return { lost, compared };
})();
