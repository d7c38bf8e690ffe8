// Paper sheets typed in one after another: Enter leads from blank to blank, and a sheet that is done lies on a pile, where it can
// be opened again, put right and removed. fill.js saves and keeps what is here: one sheet, or all of the pile.
const khumueTyping = (function () {
  "use strict";
  const { words, say, tell, make, button } = khumueFields;
  const filling = document.querySelector(".k-filling");
  const sheet = filling.querySelector("[data-sheet]");
  const turns = filling.querySelector("[data-fill-typing]");
  const saves = filling.querySelector("[data-fill-save] button");
  const ROOM = 0.8 * khumueSheet.LARGEST; // bytes of a pile that may still grow

  // ---- From one thing to write to the next. ----

  const BLANKS = "input, textarea, select";
  const isOfGroup = (one) => one.matches("[type=radio]");
  // What can be reached now: of a group to choose from, what is chosen or else the first.
  function stops() {
    const all = [...sheet.querySelectorAll(BLANKS)].filter((one) => one.getClientRects().length);
    const stands = new Map();
    for (const one of all) if (one.checked || !stands.has(one.name)) stands.set(one.name, one);
    return all.filter((one) => !isOfGroup(one) || stands.get(one.name) === one);
  }
  function go(to) {
    to.focus();
    if (to.matches("input[type=text]")) to.select();
  }
  const isWritten = (one) => (one.matches("[type=checkbox]") ? one.checked : one.value !== "");
  const isEmptyRow = (row) => ![...row.querySelectorAll(BLANKS)].some(isWritten);
  const isOpen = (row) => row.cells[0].tagName === "TD" && isEmptyRow(row); // one with a name is a question of its own

  // At the end of a table's last row comes another one, and from the first blank of an empty row, with no other below it, one leaves.
  function onward(from, end) {
    const all = stops();
    const row = from.closest("tr[data-row]");
    if (row) {
      const inRow = all.filter((one) => row.contains(one));
      const [, ...below] = [...row.parentNode.rows].slice(row.sectionRowIndex);
      const adds = row.closest("[data-field]").querySelector(".k-in--rows button");
      if (from === inRow[0] && [row, ...below].every(isOpen)) {
        return go(all.slice(all.indexOf(from)).find((one) => !row.parentNode.contains(one)) || end);
      }
      if (adds && from === inRow.at(-1) && !isEmptyRow(row) && !below.some((one) => one.getClientRects().length)) {
        adds.click();
        if (document.activeElement !== from) return undefined;
      }
    }
    return go(all[all.findIndex((one) => one === from || (isOfGroup(one) && one.name === from.name)) + 1] || end);
  }

  // A rating by its figure, in either digits, at once; a browser's own search in a list adds one figure to the one before.
  function rate(list, key) {
    const value = /^(Delete|Backspace)$/.test(key) ? "" : khumueSheet.number(key);
    if (![...list.options].some((option) => option.value === value)) return false;
    list.value = value;
    for (const type of ["input", "change"]) list.dispatchEvent(new Event(type, { bubbles: true }));
    return true;
  }

  // ---- The pile. ----

  // `pack`, `show` and `isEmpty` are of the sheet on the screen; what happens is told to `moved` and `changed` with what to say.
  return function pileOf({ fields, here, pack, show, isEmpty, isUnsaved, moved, changed }) {
    const heads = fields.filter(({ isHead }) => isHead);
    const day = heads.find(({ shape }) => shape === "date");
    const where = heads.slice(0, day ? heads.indexOf(day) : 4).filter(({ shape }) => shape === "text"); // the place stands before the day
    let isOn = false;
    let sheets = [];
    let at = 0; // which of them is on the screen; behind the last one it is a new one
    let isTouched = false; // since it came there

    const isNew = () => at === sheets.length;
    const isWorthIt = () => isTouched && !(isNew() && isEmpty());

    function lying(text) {
      const found = khumueSheet.unpack(text, here, fields);
      return {
        text: JSON.stringify(JSON.parse(text)),
        found,
        said: JSON.stringify([found.values, found.left]),
        place: where.map(({ id }) => found.values[id]).filter(Boolean).join(" "),
        filled: fields.filter(({ id }) => !khumueSheet.isBlank(found.values[id])).length,
        doubts: khumueSheet.doubts(found.values, fields),
      };
    }
    function texts() {
      const all = sheets.map(({ text }) => text);
      if (isOn && isWorthIt()) all[at] = pack();
      return all;
    }
    // The sheet on the screen, onto the pile or back to its place there; with what is worth a look about it.
    function lay() {
      if (!isWorthIt()) return [];
      const one = lying(pack());
      const same = sheets.findIndex((other, n) => n !== at && other.said === one.said);
      sheets[at] = one;
      isTouched = false;
      return [
        say("pile_put", { n: at + 1 }),
        ...(one.doubts ? [say("pile_doubts", { n: one.doubts })] : []),
        ...(same < 0 ? [] : [say("pile_same", { n: same + 1 })]),
      ];
    }
    // Another sheet on the screen; a new one has the place of the one before it.
    function turn(to) {
      at = to;
      isTouched = false;
      const before = sheets.length ? sheets.at(-1).found.values : {};
      const carried = where.map(({ id }) => [id, before[id]]);
      show(isNew() ? { values: Object.assign(Object.create(null), Object.fromEntries(carried)), left: [] } : sheets[at].found);
      draw();
    }
    function next() {
      if (isNew() && !isWorthIt()) {
        tell(words.pile_blank, true);
        return go(stops()[0]);
      }
      const said = lay();
      if (sheets.length >= khumueSheet.MOST || new Blob(texts()).size > ROOM) {
        draw();
        return moved([...said, words.pile_full].join(" · "), true);
      }
      turn(sheets.length);
      moved([...said, say("pile_begun", { n: at + 1 })].join(" · "));
      return go(stops()[0]);
    }
    function open(n) {
      const said = lay();
      turn(n);
      moved([...said, say("pile_opened", { n: n + 1 })].join(" · "));
      go(stops()[0]);
    }
    function remove(n) {
      if (!confirm(say("pile_confirm", { n: n + 1, place: sheets[n].place }))) return;
      sheets.splice(n, 1);
      if (n === at) turn(sheets.length);
      else {
        if (n < at) at -= 1;
        draw();
      }
      changed(say("pile_removed", { n: n + 1 }));
      rows.focus();
    }

    // ---- What is seen of it. ----

    const title = make("b", { id: "fill-pile" });
    const body = make("tbody", {});
    const [number, place, date, filled] = words.pile_heads.split("|");
    const columns = [number, place, ...(day ? [date] : []), filled].map((name) => make("th", { scope: "col" }, name));
    const head = make("thead", {}, make("tr", {}, ...columns, make("td", {})));
    const table = make("table", { class: "k-pile__sheets", "aria-labelledby": "fill-pile" }, head, body);
    const rows = make("div", { class: "k-pile__rows", tabindex: 0, role: "region", "aria-labelledby": "fill-pile" }, table);
    const region = make("section", { class: "k-pile k-noprint", hidden: "" }, make("p", {}, title), rows);
    const puts = button(words.next, next);
    puts.classList.add("k-btn--main");
    puts.setAttribute("aria-keyshortcuts", "Control+Enter");
    sheet.before(region);
    saves.before(puts);

    function rowOf(one, n) {
      const isHere = n === at;
      const values = one ? one.found.values : {};
      const told = one && !isHere ? say("pile_filled", { n: one.filled, all: fields.length }) : words.pile_now;
      const look = one && !isHere && one.doubts ? [make("span", { class: "k-wrong" }, ` ${say("pile_doubts", { n: one.doubts })}`)] : [];
      const name = say("pile_sheet", { n: n + 1 });
      const opens = one && !isHere ? [button(words.pile_open, () => open(n), name), " "] : [];
      const removes = one ? [button(words.remove_subject, () => remove(n), name)] : [];
      const date = values[day && day.id] || "";
      const written = (text) => make("td", /[\u0e00-\u0e7f]/.test(text) ? { lang: "th" } : {}, text);
      return make(
        "tr",
        isHere ? { "aria-current": "true" } : {},
        make("th", { scope: "row" }, String(n + 1)),
        written(one ? one.place : ""),
        ...(day ? [written(khumueSheet.date(date) ? khumueSheet.shortDate(khumueSheet.date(date)) : date)] : []),
        make("td", {}, told, ...look),
        make("td", {}, ...opens, ...removes),
      );
    }
    const LABELS = [
      [filling.querySelector("[data-fill-csv]"), "csv"],
      [filling.querySelector("[data-fill-new]"), "new"],
      [saves.lastElementChild, "save"],
    ];
    function draw() {
      turns.checked = isOn;
      puts.hidden = !isOn;
      if (region.hidden === isOn) for (const [node, name] of LABELS) node.textContent = words[isOn ? `pile_${name}` : name];
      region.hidden = !isOn;
      title.textContent = say("pile", { n: sheets.length });
      body.replaceChildren(...sheets.map(rowOf), ...(isNew() ? [rowOf(null, at)] : []));
      const { offsetTop, offsetHeight } = body.rows[at];
      rows.scrollTop = offsetTop + offsetHeight - rows.clientHeight;
    }
    function clear() {
      sheets = [];
      at = 0;
      isTouched = false;
      draw();
    }
    function end() {
      isOn = false;
      clear();
    }

    turns.addEventListener("change", () => {
      if (turns.checked) {
        isOn = true;
        isTouched = !isEmpty(); // what has been written is the first of them
        draw();
        moved(say("pile_begun", { n: 1 }));
        return go(stops()[0]);
      }
      const others = texts().filter((text, n) => n !== at).length;
      if (isUnsaved() && others && !confirm(say("pile_confirm_end", { n: others }))) {
        turns.checked = true;
        return tell(words.nothing_changed);
      }
      end();
      return moved("");
    });
    filling.addEventListener("keydown", (event) => {
      const { key, target } = event;
      if (!isOn || event.isComposing || event.altKey) return;
      if (key === "Enter" && (event.ctrlKey || event.metaKey)) next();
      else if (event.ctrlKey || event.metaKey || event.shiftKey || !sheet.contains(target) || !target.matches(BLANKS)) return;
      else if (key === "Enter") onward(target, puts);
      else if (!target.matches("select") || !rate(target, key)) return;
      event.preventDefault();
    });

    return {
      isOn: () => isOn,
      at: () => at,
      texts,
      clear,
      end,
      touch() {
        isTouched = true;
      },
      // As the device kept it.
      restore(all, place) {
        isOn = true;
        sheets = all.map(lying);
        turn(Number.isInteger(place) && place >= 0 ? Math.min(place, sheets.length, khumueSheet.MOST - 1) : 0);
      },
      // More sheets, of a file; whether there is room for them.
      add(all) {
        if (!isOn) isTouched = isUnsaved();
        isOn = true;
        lay();
        const first = sheets.length;
        const hasRoom = first + all.length <= khumueSheet.MOST && new Blob([...texts(), ...all]).size <= khumueSheet.LARGEST;
        if (hasRoom) sheets.push(...all.map(lying));
        turn(hasRoom ? first : Math.min(at, sheets.length));
        return hasRoom;
      },
      // What its file is called: the place that all have in common, and how many they are.
      called() {
        const all = texts().map((text) => khumueSheet.unpack(text, here, fields).values);
        const common = where.map(({ id }) => all[0] && all[0][id]).filter((value, n) => all.every((one) => one[where[n].id] === value));
        return [...common.filter(Boolean), say("pile_count", { n: all.length })];
      },
    };
  };
})();
