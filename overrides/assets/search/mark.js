// Marks in a page the words that a reader searched for, as they come from the results of the search, and shows the first.
(function (root) {
  "use strict";

  const BLOCKS = "p, li, dt, dd, td, th, caption, h1, h2, h3, h4, legend, label";

  function mark(article, carried) {
    const { marks, brought } = root.khumue.text;
    const sought = brought(carried).slice(0, 20).filter(Boolean);
    const blocks = new Map(); // a block → its pieces of text, so that a phrase is found across <b> and <a>
    const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const block = walker.currentNode.parentElement.closest(BLOCKS);
      if (!block) continue;
      if (!blocks.has(block)) blocks.set(block, []);
      blocks.get(block).push(walker.currentNode);
    }
    for (const pieces of blocks.values()) {
      let begins = 0;
      const found = marks(pieces.map((piece) => piece.data).join(""), sought);
      for (const piece of found.length ? pieces : []) {
        const ends = begins + piece.data.length;
        const own = found.map(([from, to]) => [Math.max(from, begins) - begins, Math.min(to, ends) - begins]).filter(([from, to]) => from < to);
        for (const [from, to] of own.reverse()) {
          const range = document.createRange();
          range.setStart(piece, from);
          range.setEnd(piece, to);
          range.surroundContents(document.createElement("mark"));
        }
        begins = ends;
      }
    }
    const [{ type: came }] = performance.getEntriesByType("navigation");
    if (came !== "navigate") return; // the reader has a place in it
    const settled = () => document.fonts.ready.then(() => show(article)); // where things then stay
    if (document.readyState === "complete") settled();
    else addEventListener("load", settled);
  }

  // Brings the first mark into view that stands in the section of the address or after it, else before it.
  function show(article) {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const before = (mark) => place && place.compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_PRECEDING;
    const marks = Array.from(article.querySelectorAll("mark")).sort((a, b) => !!before(a) - !!before(b));
    if (!marks.some(comes)) place?.scrollIntoView();
  }

  // Whether a mark comes into view: out of what folds it away, but not out of what is clipped, as heads of tables are on a phone.
  function comes(mark) {
    for (let fold = mark.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    mark.scrollIntoView({ block: "nearest" });
    const [box] = mark.getClientRects();
    return box && mark.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
  }

  root.khumue.mark = mark;
})(globalThis);
