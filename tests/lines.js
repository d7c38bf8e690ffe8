// Every end of a line on screen: the text of each block, where in it lines begin anew, how wide they are, and how wide what
// stands in it: [from which letter, how many, how wide].
window.lineEnds = () => {
  const SKIPPED = "svg, script, style, template, noscript, option, textarea, pre, .k-sr";
  const CLUSTERS = /[^][\u0e31\u0e33-\u0e3a\u0e47-\u0e4e]*/g; // a letter with its marks, which some browsers give no box of their own
  const blocks = new Map();
  const range = document.createRange();
  const seen = new Map();
  const clipped = (one) => {
    if (one && !seen.has(one)) seen.set(one, getComputedStyle(one).clipPath !== "none" || clipped(one.parentElement));
    return Boolean(one) && seen.get(one);
  };
  const isInline = (one) => /^(inline|contents)$/.test(getComputedStyle(one).display);
  const boxes = (node, from, to) => {
    range.setStart(node, from);
    range.setEnd(node, to);
    return [...range.getClientRects()].filter((box) => box.width && box.height > 1);
  };
  const isBelow = (upper, lower) => upper && lower.top > upper.top + upper.height * 0.6;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) =>
    (node.parentElement.closest(SKIPPED) || (node.matches && node.matches(SKIPPED)) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT)
  );
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.ELEMENT_NODE) {
      // what is no part of the line ends one of itself
      if (node.matches("br") || !(isInline(node) || node.matches("wbr"))) for (const [block, one] of blocks) if (block.contains(node)) one.last = null;
      continue;
    }
    if (clipped(node.parentElement)) continue;
    let block = node.parentElement;
    while (isInline(block)) block = block.parentElement;
    if (!blocks.has(block)) blocks.set(block, { text: "", ends: [], last: null, drawn: [] });
    const one = blocks.get(block);
    const all = boxes(node, 0, node.length);
    one.drawn.push([one.text.length, node.length, all.reduce((sum, { width }) => sum + width, 0)]);
    if (all.some((box) => isBelow(all[0], box)) || (all.length && isBelow(one.last, all[0])))
      for (const { 0: letter, index } of node.data.matchAll(CLUSTERS)) {
        const box = boxes(node, index, index + letter.length).at(-1);
        if (!box || !letter.trim()) continue;
        if (isBelow(one.last, box)) one.ends.push(one.text.length + index);
        one.last = box;
      }
    else if (all.length) one.last = all.at(-1);
    one.text += node.data;
  }
  return [...blocks].filter(([, one]) => one.ends.length).map(([block, one]) => {
    const style = getComputedStyle(block);
    const room = block.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
    return [one.text, one.ends, room, one.drawn];
  });
};
