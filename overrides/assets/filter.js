// Long lists: a field that leaves of their rows those that say what is written in it, and the names of columns in the rows that
// stand one below the other on a phone.
(function () {
  "use strict";
  var main = document.querySelector("main");
  document.querySelectorAll("table.k-stack").forEach(function (table) {
    var heads = Array.prototype.map.call(table.querySelectorAll("thead th"), function (head) {
      return head.textContent.trim();
    });
    table.querySelectorAll("tbody tr").forEach(function (row) {
      Array.prototype.forEach.call(row.cells, function (cell, n) {
        if (n && cell.textContent.trim()) cell.dataset.name = heads[n];
      });
    });
  });

  var box = document.querySelector(".k-filter");
  if (!box) return;
  var field = box.querySelector("input");
  var told = box.querySelector("[role=status]");
  var rows = Array.prototype.slice.call(main.querySelectorAll("[data-find=record]"));
  var groups = []; // a list and what stands above it
  rows.forEach(function (row) {
    var list = row.parentNode.closest("table, dl, ol");
    var last = groups[groups.length - 1];
    if (last && last.list === list) return last.rows.push(row);
    var parts = [list.closest(".k-scroll") || list];
    for (var above = parts[0].previousElementSibling; above && !above.matches("h1, .lead, dl, ol, nav, .k-scroll, .k-filter"); above = above.previousElementSibling) {
      parts.push(above);
      if (above.matches("h2")) break;
    }
    groups.push({ list: list, rows: [row], parts: parts });
  });
  var lead = main.querySelector(".lead");
  if (lead) lead.after(box);
  box.hidden = false;

  var texts = null;
  function filter() {
    var fold = window.khumue.text.fold;
    var sought = fold(field.value).text.trim();
    texts =
      texts ||
      rows.map(function (row) {
        return fold(row.textContent + " " + (row.dataset.names || "")).text;
      });
    var count = 0;
    rows.forEach(function (row, n) {
      row.hidden = texts[n].indexOf(sought) < 0;
      count += !row.hidden;
    });
    groups.forEach(function (group) {
      var none = group.rows.every(function (row) {
        return row.hidden;
      });
      group.parts.forEach(function (part) {
        part.hidden = none;
      });
    });
    told.textContent = sought ? count + " / " + rows.length : "";
  }
  field.addEventListener("input", function () {
    window.khumue.load(["search/text"]).then(filter);
  });
  // Whoever follows a link into the list sees where it leads.
  addEventListener("hashchange", function () {
    if (!field.value) return;
    field.value = "";
    filter();
    location.replace(location.hash);
  });
})();
