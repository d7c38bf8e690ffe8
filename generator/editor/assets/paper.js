"use strict";
// The paper of a sheet beside its fields, while these are edited: where there is room, and the browser shows PDFs. It is laid
// out when it is asked for, stays while the sheet's pages are edited, and is laid out anew after each save. Else it is a link.
(function () {
  const edit = window.khumueEdit;
  const make = edit.make;
  const word = edit.word;
  const KEPT = "khumue-paper";
  const SHEET = /^(worksheets|exercises)\/[^/]+/;
  const wide = matchMedia("(min-width: 60em)");
  let panel = null;

  function address(key) {
    return "/-/sheet?" + new URLSearchParams({ key: key, language: edit.language });
  }
  // The sheet that something is of, by its key.
  function of(key) {
    const found = SHEET.exec(key || "");
    return found ? found[0] : null;
  }
  function link(key) {
    const sheet = of(key);
    return sheet && make("a", { class: "ked-btn", target: "_blank", rel: "noopener", href: address(sheet) }, make("span", {}, word("sheet")));
  }

  function laidOut(path) {
    return fetch(path).then(function (answer) {
      if (answer.ok) return null;
      return answer.json().then(function (said) {
        return Promise.reject({ status: answer.status, said: said });
      });
    });
  }
  function show(key) {
    const sheet = of(key);
    if (!sheet || !wide.matches || !navigator.pdfViewerEnabled || (panel && panel.dataset.sheet === sheet)) return;
    shut();
    const told = make("p", { role: "status" }, word("paper_laid_out"));
    const close = edit.button("close", shut);
    panel = make("aside", { class: "ked-paper k-noprint", "aria-label": word("paper"), "data-sheet": sheet }, make("div", { class: "ked-foot" }, make("b", {}, word("paper")), link(sheet), close), told);
    document.body.append(panel);
    document.documentElement.classList.add("ked-two-up");
    sessionStorage.setItem(KEPT, sheet);
    const here = panel;
    // Asked for twice, laid out once: what hinders it is said in words.
    laidOut(address(sheet)).then(
      function () {
        told.replaceWith(make("iframe", { src: address(sheet) + "#toolbar=0&navpanes=0&view=FitH", title: word("paper") }));
      },
      function (found) {
        if (here.isConnected) told.textContent = edit.told(found)[0].said;
      }
    );
  }
  function shut() {
    if (!panel) return;
    panel.remove();
    panel = null;
    document.documentElement.classList.remove("ked-two-up");
    sessionStorage.removeItem(KEPT);
  }

  edit.paper = { link: link, show: show };
  edit.ready.then(function (state) {
    const kept = sessionStorage.getItem(KEPT);
    const here = state.sheets.some(function (one) {
      return one.key === kept;
    });
    if (here) show(kept);
    else sessionStorage.removeItem(KEPT);
  }, Boolean);
})();
