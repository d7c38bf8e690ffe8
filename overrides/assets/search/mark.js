// Marks in a page the words that a reader searched for, as they come from the results of the search.
(function (root) {
  "use strict";

  const BLOCKS = "p, li, dt, dd, td, th, caption, h1, h2, h3, h4, legend, label";

  function mark(article, words) {
    const { fold, marks } = root.khumue.text;
    const sought = words.slice(0, 10).map((word) => fold(word.slice(0, 200)).text).filter(Boolean);
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
  }

  root.khumue.mark = mark;
})(globalThis);
