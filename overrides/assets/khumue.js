// What a page does beyond being read: the menu on small screens, light and dark, the language switch, printing.
// Without this script every page still reads, links and prints.
(function () {
  "use strict";
  var root = document.documentElement;

  function button(name, act) {
    var found = document.querySelector("[data-" + name + "]");
    if (!found) return;
    found.hidden = false;
    found.addEventListener("click", function () {
      act(found);
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

  // The other language opens at the section that the reader is in: sections have the same addresses in both.
  var other = document.querySelector("[data-other]");
  if (other) {
    var page = other.getAttribute("href");
    var follow = function () {
      other.setAttribute("href", page + location.hash);
    };
    addEventListener("hashchange", follow);
    follow();
  }
})();
