// What is wide (.nl) is held on its line or cut by the style sheet, which knows no widths: here it is held where its line has
// room for it, and cut where it has none. Without this script it is as the style sheet has it.
(function () {
  "use strict";
  if (!window.ResizeObserver) return;

  function wide() {
    return Array.prototype.slice.call(document.querySelectorAll(".nl"));
  }
  function set(one, held) {
    one.style.setProperty("--ln", held ? "nowrap" : "normal");
    one.style.setProperty("--lw", held ? "none" : "inline");
  }
  function leave(one) {
    one.style.removeProperty("--ln");
    one.style.removeProperty("--lw");
  }
  function room(one) {
    var block = one.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    var style = getComputedStyle(block);
    return block.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  }
  // All that is read of the page is read at once, before and after all that is changed; which of the pieces are held then.
  function held(pieces) {
    var rooms = pieces.map(room);
    pieces.forEach(function (one) {
      set(one, true);
    });
    var widths = pieces.map(function (one) {
      return one.getBoundingClientRect().width;
    });
    return pieces.map(function (one, place) {
      var fits = widths[place] <= rooms[place];
      if (widths[place]) set(one, fits);
      else leave(one); // it is not shown
      return fits;
    });
  }
  function fit() {
    var pieces = wide();
    var before;
    pieces.forEach(leave);
    for (var times = 0, now = ""; times < 4 && now !== before; times += 1) {
      before = now;
      now = held(pieces).join(); // again, since columns of a table may be wider then
    }
  }

  // Whatever makes lines longer or shorter, a reader's own spacing too, changes how high the page is.
  new ResizeObserver(fit).observe(document.body);
  addEventListener("afterprint", fit);
  addEventListener("beforeprint", function () {
    wide().forEach(leave);
  });
})();
