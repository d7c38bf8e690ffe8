// What is wide may be cut on narrow lines (.nl in the style sheet, which alone knows no widths): where its line has room for it
// after all, it is held. Without this script it is cut there.
(function () {
  "use strict";
  var NAMES = { "--ln": "nowrap", "--lw": "none" };

  function wide() {
    return Array.prototype.slice.call(document.querySelectorAll(".nl"));
  }
  function free(one) {
    for (var name in NAMES) one.style.removeProperty(name);
  }
  function hold(one) {
    for (var name in NAMES) one.style.setProperty(name, NAMES[name]);
  }
  function room(one) {
    var block = one.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    var style = getComputedStyle(block);
    return block.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  }
  // All that is read of the page is read at once, before and after all that is changed.
  function holdWhatFits() {
    var cut = wide().filter(function (one) {
      return getComputedStyle(one).whiteSpace !== "nowrap";
    });
    var rooms = cut.map(room);
    cut.forEach(hold);
    var widths = cut.map(function (one) {
      return one.getBoundingClientRect().width;
    });
    var wider = cut.filter(function (one, place) {
      return !widths[place] || widths[place] > rooms[place];
    });
    wider.forEach(free);
    return wider.length && wider.length < cut.length;
  }
  function fit() {
    width = innerWidth;
    wide().forEach(free);
    for (var times = 0; times < 4 && holdWhatFits(); times += 1); // since columns of a table become wider
  }

  var width;
  fit();
  if (document.fonts) document.fonts.ready.then(fit);
  addEventListener("resize", function () {
    if (width !== innerWidth) fit(); // a phone's own bars come and go
  });
  addEventListener("toggle", fit, true);
  addEventListener("afterprint", fit);
  addEventListener("beforeprint", function () {
    wide().forEach(free);
  });
  window.khumue.fit = fit; // for who makes columns narrower
})();
