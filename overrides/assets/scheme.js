// Light or dark, before the first paint: what the reader chose here, else what the system asks for.
(function () {
  "use strict";
  var chosen = null;
  try {
    chosen = localStorage.getItem("khumue.scheme");
  } catch (error) {
    // Storage is closed (a private window, some file: pages): the system decides.
  }
  var dark = chosen ? chosen === "slate" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.setAttribute("data-md-color-scheme", dark ? "slate" : "default");
})();
