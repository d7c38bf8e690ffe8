// What is wide (.nl) is held on its line or cut by the style sheet, which knows no widths: here it is held where its line has
// room for it, and cut where it has none. Without this script it is as the style sheet has it.
(function () {
  "use strict";
  if (!window.ResizeObserver) return;
  var AT_ONCE = 6; // pieces: between them a slow phone can do what its reader wants
  var PASSES = 3; // since columns of a table may be wider once others are held
  var root = document.documentElement;
  var turn = 0; // how often all began anew
  var going = 0;
  var width;

  function wide(within) {
    return Array.prototype.slice.call(within.querySelectorAll(".nl"));
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
  function fit(pieces) {
    var mine = turn;
    var pass = 0;
    var before, now, place;
    going += 1;
    root.classList.remove("k-fitted");
    function end() {
      going -= 1;
      root.classList.toggle("k-fitted", turn > 0 && !going);
    }
    function begin() {
      pass += 1;
      before = now;
      now = "";
      place = 0;
      slice();
    }
    function slice() {
      if (mine !== turn) return end();
      now += held(pieces.slice(place, place + AT_ONCE));
      place += AT_ONCE;
      if (place < pieces.length) return setTimeout(slice);
      return pass < PASSES && now !== before ? setTimeout(begin) : end();
    }
    setTimeout(begin);
  }
  function anew() {
    turn += 1;
    width = innerWidth;
    wide(root).forEach(leave);
    fit(wide(root));
  }

  // A word that nobody sees has another size when the letters come, or a reader spaces them out.
  var word = document.createElement("span");
  word.style.position = "absolute";
  word.style.visibility = "hidden";
  word.setAttribute("aria-hidden", "true");
  word.lang = "th";
  word.textContent = "กว้าง";
  document.body.append(word);
  new ResizeObserver(anew).observe(word);
  addEventListener("resize", function () {
    if (innerWidth !== width) anew(); // a phone's own bars come and go
  });
  addEventListener(
    "toggle",
    function (event) {
      fit(wide(event.target));
    },
    true
  );
  addEventListener("afterprint", anew);
  addEventListener("beforeprint", function () {
    turn += 1;
    wide(root).forEach(leave);
  });
})();
