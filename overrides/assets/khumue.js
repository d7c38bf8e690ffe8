// What a page does beyond being read: the menu on small screens, light and dark, printing, other editions, and the way into the search, whose own scripts are fetched when somebody first asks for them.
// Without this script every page still reads, links and prints.
(function () {
  "use strict";
  var root = document.documentElement;
  var assets = document.currentScript.src.replace(/[^/]*$/, "");
  var site = new URL("../../", assets).href; // its root, from assets/…/ where this script stands

  function button(name, act) {
    document.querySelectorAll("button[data-" + name + "]").forEach(function (found) {
      found.hidden = false;
      found.addEventListener("click", function () {
        act(found);
      });
    });
  }

  button("scheme", function () {
    var scheme = root.getAttribute("data-md-color-scheme") === "slate" ? "default" : "slate";
    root.setAttribute("data-md-color-scheme", scheme);
    try {
      localStorage.setItem("khumue.scheme", scheme);
    } catch (error) {
      // The choice then lasts for this page only.
    }
  });

  // Whether something is overdue depends on the day on which it is read.
  document.querySelectorAll("[data-due]").forEach(function (mark) {
    mark.hidden = new Date(mark.getAttribute("data-due") + "T23:59:59") >= new Date();
  });

  // On paper nothing is folded: where the style sheet cannot say so, this does.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details.k-open").forEach(function (folded) {
      folded.open = true;
    });
  });

  button("print", function () {
    window.print();
  });

  // The menu is open in the page until a small screen asks for it: then it opens and closes with its button or Escape.
  root.classList.add("k-js");
  button("menu", function (control) {
    var open = control.getAttribute("aria-expanded") !== "true";
    control.setAttribute("aria-expanded", String(open));
    root.classList.toggle("k-menu-open", open);
    if (open) document.querySelector("#__menu a").focus();
  });
  document.addEventListener("keydown", function (event) {
    var control = document.querySelector("[data-menu]");
    if (event.key === "Escape" && control && control.getAttribute("aria-expanded") === "true") {
      control.click();
      control.focus();
    }
  });

  // The search: its button, / and Ctrl-K, and an address that carries a query (?q=) or words to mark (?mark=).
  document.querySelectorAll("[data-no-script]").forEach(function (link) {
    link.hidden = true;
  });
  // Scripts by their names among the assets, or by their address: fetched together, run in their order, and each once.
  var loaded = {};
  function load(scripts) {
    return Promise.all(
      scripts.map(function (name) {
        loaded[name] =
          loaded[name] ||
          new Promise(function (done, fail) {
            var script = document.createElement("script");
            script.async = false;
            script.src = name.indexOf("//") < 0 ? assets + name + ".js" : name;
            script.onload = done;
            script.onerror = function () {
              delete loaded[name];
              fail();
            };
            document.head.append(script);
          });
        return loaded[name];
      })
    );
  }
  window.khumue = { load: load };
  var dialog = document.querySelector("[data-find-box]");
  var opening = null; // the promise of the box
  function search(query) {
    var status = dialog.querySelector("[role=status]");
    if (!dialog.open) dialog.showModal();
    if (!opening) {
      status.textContent = dialog.dataset.wordLoading;
      var finder = load(["search/text", "search/finder"]);
      var data = load([site + "assets/search/" + root.lang + ".js"]).catch(function () {
        // The box asks for them again, and tells.
      });
      opening = Promise.all([finder, data, load(["search/box"])]).then(function () {
        return window.khumue.openSearch(site);
      });
    }
    opening.then(
      function (box) {
        box.open(query);
      },
      function () {
        opening = null;
        status.textContent = dialog.dataset.wordFailed;
      }
    );
  }
  dialog.querySelector("form").addEventListener("submit", function (event) {
    event.preventDefault();
    if (!opening) return; // the scripts did not come, which has been told
    opening
      .then(function (box) {
        return box.follow();
      })
      .catch(function () {
        // What did not come has been told.
      });
  });
  button("find", function () {
    search("");
  });
  document.addEventListener("keydown", function (event) {
    var writing = event.target.closest("input, textarea, select, [contenteditable]");
    var closed = event.target.closest("dialog:not([open])"); // it has the keys for a moment still
    var slash = event.key === "/" && (!writing || closed) && !event.ctrlKey && !event.metaKey && !event.altKey;
    var control = event.code === "KeyK" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!slash && !control) return;
    event.preventDefault();
    search("");
  });
  var asked = new URLSearchParams(location.search);
  if (asked.has("q")) search(asked.get("q"));
  if (asked.has("mark"))
    load(["search/text", "search/mark"]).then(function () {
      window.khumue.mark(document.querySelector(".md-content__inner"), asked.get("mark"));
    });

  // Publishing tells, in a page that may be years old, which other editions there are: a newer one is told at the top, earlier
  // ones stand in the foot.
  var editions = window.khumueEditions;
  var newer = document.querySelector("[data-newer]");
  function compare(one, other) {
    var number = one.number.localeCompare(other.number, "en", { numeric: true });
    return number || one.date.localeCompare(other.date) || other.draft - one.draft;
  }
  function named(edition) {
    var form = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
    var day = new Intl.DateTimeFormat(root.lang === "th" ? "th-TH-u-ca-buddhist" : "en-GB", form).format(new Date(edition.date));
    return newer.getAttribute("data-word-" + (edition.draft ? "draft" : "edition")) + " " + edition.number + " · " + day;
  }
  function within(edition, path) {
    return new URL(edition.address + (edition.thai ? path.replace(/^en\//, "") : path), site).href;
  }
  if (editions) {
    // Which edition this is stands in a file beside the pages, so that a new number changes no page; without this script
    // edition.css says it, which only the eye can read.
    document.querySelectorAll(".k-edition").forEach(function (place) {
      place.textContent = named(editions.here);
    });
    var home = (root.lang === "th" ? "" : "en/") + "index.html";
    var others = editions.others.slice().sort(compare);
    var latest = others[others.length - 1];
    if (latest && compare(latest, editions.here) > 0) {
      var same = newer.querySelector("[data-page]");
      newer.querySelector("span").textContent = named(latest);
      newer.querySelector("[data-home]").href = within(latest, home);
      if (same) same.href = within(latest, same.getAttribute("data-page"));
      newer.hidden = false;
    }
    var earlier = document.querySelector("[data-earlier]");
    others.reverse().forEach(function (edition) {
      if (compare(edition, editions.here) > 0) return;
      var link = document.createElement("a");
      link.href = within(edition, home);
      link.textContent = named(edition);
      earlier.append(earlier.hidden ? "" : ", ", link);
      earlier.hidden = false;
    });
  }

  // A term of the glossary is a link to it; here it opens its tip, in the text below. For as long as a pointer or the keyboard
  // is on it, the tip is shown over the text without moving it.
  var tips = document.querySelector("[data-tips]");
  var peeking = null;
  function explain(term) {
    var tip = tips.content.getElementById(term.dataset.tip);
    var waiting = 0;
    tip.hidden = true;
    term.setAttribute("role", "button");
    term.setAttribute("aria-controls", tip.id);
    function put() {
      var block = term.parentNode;
      while (getComputedStyle(block).display === "inline") block = block.parentNode;
      var inner = Array.prototype.find.call(block.children, function (child) {
        return /^(UL|OL|P|DIV|DL)$/.test(child.tagName) && term.compareDocumentPosition(child) & Node.DOCUMENT_POSITION_FOLLOWING;
      });
      block.insertBefore(tip, inner || null);
    }
    function show(how) {
      clearTimeout(waiting);
      if (how && tip.parentNode === tips.content) put();
      if (peeking && peeking !== show) peeking("");
      peeking = how === "over" ? show : null;
      tip.hidden = !how;
      tip.classList.toggle("k-tip--over", how === "over");
      term.setAttribute("aria-expanded", String(how === "open"));
      if (how === "over") term.setAttribute("aria-describedby", tip.id);
      else term.removeAttribute("aria-describedby");
    }
    function peek(event) {
      clearTimeout(waiting);
      if (!tip.hidden || event.pointerType === "touch") return;
      waiting = setTimeout(show, 300, "over");
    }
    function leave() {
      clearTimeout(waiting);
      if (peeking === show) waiting = setTimeout(show, 300, "");
    }
    function lose(event) {
      if (peeking === show && !tip.contains(event.relatedTarget) && event.relatedTarget !== term) show("");
    }
    show("");
    [term, tip].forEach(function (part) {
      part.addEventListener("pointerenter", peek);
      part.addEventListener("pointerleave", leave);
      part.addEventListener("focusout", lose);
    });
    term.addEventListener("focus", function () {
      if (tip.hidden && term.matches(":focus-visible")) show("over");
    });
    term.addEventListener("click", function (event) {
      event.preventDefault();
      show(term.getAttribute("aria-expanded") === "true" ? "" : "open");
    });
    term.addEventListener("keydown", function (event) {
      if (event.key !== " ") return;
      event.preventDefault();
      term.click();
    });
    document.addEventListener("keydown", function (event) {
      var here = term.contains(document.activeElement) || tip.contains(document.activeElement);
      if (event.key !== "Escape" || !(here || peeking === show)) return;
      if (here) term.focus();
      show("");
    });
  }
  if (tips) document.querySelectorAll("a.k-term").forEach(explain);

  // Printed, every page carries the edition and the address in its foot where the browser knows such feet; else the last alone.
  // Of a worksheet each but the first says also whose it is, as far as that has been filled in.
  var foot = document.querySelector(".k-printfoot");
  var form = document.querySelector("[data-again]");
  function whose(id) {
    var field = form.querySelector('[data-field="' + id + '"]');
    var value = document.documentElement.matches(".k-blank") ? null : field.querySelector(".k-v");
    return field.dataset.label + " " + ((value && value.textContent) || "……………………");
  }
  function again() {
    if (!form) return "";
    var title = form.dataset.title + " · " + form.dataset.sheet;
    var fields = form.dataset.again.split(" ").filter(Boolean).map(whose);
    var head = JSON.stringify(title) + '"\\A"' + JSON.stringify(fields.concat(form.dataset.of).join("   "));
    return "@page{margin-top:22mm;@top-left{white-space:pre-line;vertical-align:bottom;padding-bottom:3mm;width:100%;content:" + head + "}}@page:first{margin-top:54px;@top-left{content:none}}";
  }
  try {
    var sheet = new CSSStyleSheet();
    var write = function () {
      sheet.replaceSync("@page{@bottom-left{content:" + JSON.stringify(foot.textContent) + "}}" + again());
    };
    write();
    if (sheet.cssRules[0].cssText.indexOf("bottom-left") > 0) {
      document.adoptedStyleSheets = [sheet];
      foot.classList.add("k-on-every-page");
      if (form) addEventListener("beforeprint", write);
    }
  } catch (error) {
    // An older browser: the foot stands once, at the end.
  }
})();
