// Where in a page one is: its contents, the way back to the top, an address for each of its sections, paragraphs and rows, and
// the same place in the other language. Without this script the page reads on, and its sections keep their addresses.
(function () {
  "use strict";
  var root = document.documentElement;
  var main = document.querySelector("main");
  var words = document.body.dataset;

  // Beside the text the contents are open; above it they wait until somebody opens them.
  var served = location.protocol.indexOf("http") === 0;
  var both = served && new URLSearchParams(location.search).has("both");
  var contents = document.querySelector(".k-beside > .k-toc");
  if (contents && !both) {
    var wide = matchMedia("(min-width:60em)");
    var unfold = function () {
      contents.open = wide.matches;
    };
    wide.onchange = unfold;
    unfold();
  }

  addEventListener(
    "scroll",
    function () {
      root.classList.toggle("k-far", scrollY > 1.5 * innerHeight);
    },
    { passive: true }
  );

  // What has no id of its own is counted from what has: purpose~2 is the second paragraph of #purpose, in both languages.
  var BLOCKS = "h2, h3, h4, p, li, dd, tr, figure, [data-find=record]";
  var OUT = "nav, aside, dialog, thead, svg, figcaption, span, .k-noprint, .k-tip, .k-fill, .k-filter, .k-strip, li p, dd p, td *, th *";
  var numbered = null;
  function places() {
    if (numbered) return numbered;
    var from = "__main";
    var count = 0;
    numbered = Array.prototype.filter.call(main.querySelectorAll("[id], " + BLOCKS), function (one) {
      if (one.closest(OUT)) return false;
      if (!one.id) one.id = from + "~" + ++count;
      else {
        from = one.id;
        count = 0;
      }
      return one.matches(BLOCKS);
    });
    return numbered;
  }
  // An address that was counted is not there before it is counted here too; where the page has changed, its section is.
  function seek() {
    var id = decodeURIComponent(location.hash.slice(1));
    if (id.indexOf("~") < 0) return;
    places();
    location.replace("#" + (document.getElementById(id) ? id : id.split("~")[0]));
  }
  addEventListener("hashchange", function () {
    if (!document.getElementById(decodeURIComponent(location.hash.slice(1)))) seek();
  });
  seek();

  // ---- the address of a place, in a field to copy it from: where the browser lets pages copy, it is copied at once ----
  var panel = null;
  var field, told, code, aimed;
  function button(act, says, label) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "k-btn";
    made.textContent = says;
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  }
  function step(by) {
    return function () {
      var all = places();
      aim(all[(all.indexOf(aimed) + by + all.length) % all.length]);
    };
  }
  function build() {
    panel = document.createElement("dialog");
    panel.className = "k-address md-typeset";
    panel.setAttribute("aria-label", words.wordAddress);
    field = document.createElement("input");
    field.readOnly = true;
    field.setAttribute("aria-label", words.wordAddress);
    told = document.createElement("p");
    told.setAttribute("role", "status");
    var close = document.querySelector("[data-find-box] [data-close]").cloneNode(true);
    close.querySelector(".k-sr").textContent = words.wordClose;
    close.addEventListener("click", function () {
      panel.close();
    });
    var row = document.createElement("p");
    row.append(field, button(copy, words.wordTake), button(step(-1), "↑", words.wordBefore), button(step(1), "↓", words.wordAfter), close);
    code = document.createElement("canvas");
    code.setAttribute("role", "img");
    code.setAttribute("aria-label", words.wordAddress + " (QR)");
    code.hidden = true;
    panel.append(row, told, code);
    panel.addEventListener("close", function () {
      aimed.classList.remove("k-aimed");
    });
    panel.addEventListener("click", function (event) {
      if (event.target === panel) panel.close();
    });
    document.body.append(panel);
  }
  function aim(at) {
    if (aimed) aimed.classList.remove("k-aimed");
    aimed = at;
    at.classList.add("k-aimed");
    at.scrollIntoView({ block: "nearest" });
    field.value = location.href.replace(/[?#].*/, "") + "#" + at.id;
    told.textContent = "";
    if (served) draw();
  }
  // For a telephone: the address as a QR code, where the scripts that draw it come.
  function draw() {
    window.khumue
      .load(["qr"])
      .then(function () {
        return window.khumue.qr(code, field.value);
      })
      .then(
        function () {
          code.hidden = false;
        },
        function () {
          code.hidden = true;
        }
      );
  }
  function copy() {
    field.select();
    if (!navigator.clipboard) tell(document.execCommand("copy"));
    else
      navigator.clipboard.writeText(field.value).then(
        function () {
          tell(true);
        },
        function () {
          tell(document.execCommand("copy"));
        }
      );
  }
  function tell(copied) {
    told.textContent = copied ? words.wordCopied : words.wordNot_copied;
  }
  function address(at) {
    if (!panel) build();
    panel.showModal();
    aim(at);
    copy();
  }
  function mark(label, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "k-here k-noprint";
    made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  }
  main.querySelectorAll("article > :is(h2, h3)[id], .k-fac > h3[id]").forEach(function (heading) {
    var label = words.wordCopy + ": " + heading.textContent.trim();
    places(); // before the marks stand among what is counted
    heading.after(
      mark(label, function () {
        address(heading);
      })
    );
  });
  // For the pointer one mark more goes from paragraph to paragraph; the keyboard steps through them from that of a section.
  var over = null;
  var moving = mark(words.wordAddress, function () {
    address(over);
  });
  moving.tabIndex = -1;
  moving.classList.add("k-here--over");
  var inner = main.querySelector(".md-content__inner") || main;
  main.addEventListener("pointerover", function (event) {
    var at = event.target.closest("[id]");
    if (!at || at === over || at.matches("h2, h3, main") || places().indexOf(at) < 0) return;
    over = at;
    var box = at.getBoundingClientRect();
    var around = inner.getBoundingClientRect();
    inner.append(moving);
    moving.style.top = box.top - around.top + "px";
    moving.style.left = Math.min(box.right, innerWidth - moving.offsetWidth - 8) - around.left + "px";
  });

  // ---- the other language, at the place that stands at the top of the window ----
  function inSight() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var seen = target && target.getBoundingClientRect();
    if (scrollY < 40 || (seen && seen.top >= 0 && seen.top < innerHeight)) return location.hash.slice(1);
    var edge = Math.max(document.querySelector(".md-header").getBoundingClientRect().bottom, 0) + 4;
    var found = places().find(function (one) {
      var box = one.getBoundingClientRect();
      return box.height && box.bottom > edge && (box.top > edge - 60 || !one.querySelector("[id]"));
    });
    return found ? found.id : "";
  }
  var other = document.querySelector("[data-other]");
  if (!other) return;
  var page = other.getAttribute("href");
  var follow = function () {
    var place = inSight();
    other.setAttribute("href", page + (place && "#" + place));
  };
  ["pointerenter", "touchstart", "focus", "click"].forEach(function (event) {
    other.addEventListener(event, follow);
  });
  addEventListener("hashchange", follow);
  follow();

  // ---- both languages of the page: the other one is fetched, which no browser lets a page from a disk do ----
  if (!served) return;
  var link = document.createElement("a");
  link.textContent = both ? other.dataset.wordAlone : other.dataset.wordBoth;
  link.href = both ? location.pathname : "?both";
  link.addEventListener("click", function () {
    var place = inSight();
    link.hash = place && "#" + place;
  });
  var stands = document.createElement("p");
  stands.className = "k-both k-noprint";
  stands.append(link);
  var head = document.querySelector(".md-path, .k-hero .md-grid");
  if (!head) return; // the page for a lost address
  head.append(stands);
  if (!both) return;
  window.khumue
    .load(["both"])
    .then(function () {
      return window.khumue.both(inner, new URL(page, location.href).href);
    })
    .then(seek)
    .catch(function () {
      link.textContent = other.dataset.wordBoth;
      link.href = "?both"; // once more
    });
})();
