// Both languages of a page beside each other: below or beside each text of this page that of the other one, found by the ids
// that both have, and by its place between two of them.
(function (root) {
  "use strict";

  const BLOCKS = "p, ul, ol, dl, div, table, thead, tbody, tfoot, tr, th, td, dt, dd, li, section, figure, figcaption, caption, " +
    "h1, h2, h3, h4, h5, h6, blockquote, pre, details, summary, article, form, fieldset, nav, aside, button, svg, template, .k-here";
  const OUT = "nav, aside, svg, button, template, form, fieldset, pre, .k-strip, .k-noprint, .k-here, .k-tip, .k-mx, .k-fill, .k-ws__files, caption.k-sr";
  const isBlock = (node) => node.nodeType === Node.ELEMENT_NODE && node.matches(BLOCKS);
  const said = (nodes) => nodes.map((node) => node.textContent).join("").trim();

  // What stands in an element by itself: runs of text between the blocks in it.
  function runs(element) {
    const found = [[]];
    for (const node of element.childNodes) {
      if (isBlock(node)) found.push([]);
      else found.at(-1).push(node);
    }
    return found.filter((nodes) => said(nodes));
  }
  function blocks(element) {
    return [...element.children].filter((child) => isBlock(child) && !child.matches(OUT));
  }

  function span(nodes) {
    const made = document.createElement("span");
    made.append(...nodes);
    return made;
  }
  function pair(ours, theirs, language) {
    if (said(ours) === said(theirs)) return;
    const own = document.createElement("span");
    own.className = "k-pair";
    ours[0].before(own);
    const other = span(theirs.map((node) => document.importNode(node, true)));
    other.lang = language;
    own.append(span(ours), other);
  }

  function join(ours, theirs, language) {
    const others = runs(theirs);
    runs(ours).forEach((nodes, n) => others[n] && pair(nodes, others[n], language));
    const left = blocks(theirs);
    for (const child of blocks(ours)) {
      const own = child.id && !child.id.includes("~");
      const n = left.findIndex((one) => one.tagName === child.tagName && (own ? one.id === child.id : !one.id));
      if (n >= 0) join(child, left.splice(n, 1)[0], language);
    }
  }

  async function both(ours, address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const theirs = page.querySelector("main .md-content__inner");
    const title = page.querySelector(".k-hero .md-grid");
    for (const link of page.querySelectorAll("main [href]")) link.setAttribute("href", new URL(link.getAttribute("href"), address));
    for (const one of page.querySelectorAll(".k-term")) one.removeAttribute("class");
    document.documentElement.classList.add("k-bilingual");
    const language = page.documentElement.lang;
    if (title) join(document.querySelector(".k-hero .md-grid"), title, language);
    // An id stays that of this page alone, once what belongs together is found.
    join(ours, theirs, language);
    for (const one of document.querySelectorAll(".k-pair > [lang] [id]")) one.removeAttribute("id");
  }

  root.khumue.both = both;
})(globalThis);
