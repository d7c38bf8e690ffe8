// A worksheet that is filled in on screen: saved to a file, opened again, exported, printed filled or blank; kept on the device
// only where that is ticked. Without this script the page is the blank sheet.
(function () {
  "use strict";
  const { LAYOUTS, TYPES, words, say, tell, make, button } = khumueFields;
  const sheet = document.querySelector("[data-sheet]");
  const bar = document.querySelector("[data-fill]");
  const saveBar = document.querySelector("[data-fill-save]");
  const saves = saveBar.querySelector("button");
  const { manual, sheet: code } = sheet.dataset;
  const edition = window.khumueEditions ? window.khumueEditions.here.number : "";
  const here = { manual, code, edition, language: document.documentElement.lang };
  const DAYS_KEPT = 30;

  const scores = sheet.querySelector("[data-compares]");
  const fields = [...sheet.querySelectorAll("[data-field]")].map((node) => {
    const { field: id, type, label: name, computed, sumOf } = node.dataset;
    const layout = node === scores ? "comparison" : scores && computed ? "computed" : TYPES[type].layout;
    const heading = node.closest(".k-fields").previousElementSibling;
    return { id, name, sumOf, section: heading.textContent, isHead: heading.id === "sheet--header", ...LAYOUTS[layout](node) };
  });

  let unsaved = false;
  let isFull = false; // the device could not keep it, which is said until it is saved
  let left = []; // what was written for fields that this edition does not have: kept, saved and shown as long as nobody removes it

  const isEmpty = () => !left.length && fields.every(({ get }) => khumueSheet.isBlank(get()));
  function show(found) {
    for (const { id, set } of fields) set(id in found.values ? found.values[id] : null);
    left = found.left;
    list();
    addUp();
  }
  function addUp() {
    const valueOf = (id) => fields.find((field) => field.id === id).get();
    for (const { sumOf, addsUp } of fields) if (sumOf) addsUp(sumOf.split(" ").map(valueOf));
  }
  const nothing = { values: Object.create(null), left: [] };
  const own = () => khumueSheet.pack(here, fields, left);
  const pile = khumueTyping({ fields, here, pack: own, show, isEmpty, isUnsaved: () => unsaved, moved, changed });
  // All that is here: the sheet on the screen, or the pile that it is of.
  function packed() {
    const texts = pile.texts();
    return texts.length ? khumueSheet.packAll(here, texts) : own();
  }

  // ---- What has no place on this sheet, above it. ----

  const ownOf = (item) => fields.find(({ id }) => id === item.field);
  const nameOf = (item) => (ownOf(item) || { name: khumueSheet.brief(item.label || item.field, 200) }).name;
  const plain = (value) => (value === true ? words.yes : String(value));
  const shelf = make("section", { class: "k-left k-noprint", "aria-labelledby": "fill-left" });
  const items = make("ul", {});
  shelf.append(
    make("p", {}, make("b", { id: "fill-left" }, words.left_title), ` ${words.left_lead}`),
    items,
    make("p", {}, button(words.left_remove, () => {
      if (!confirm(words.left_confirm)) return;
      left = [];
      list();
      saves.focus();
      pile.touch();
      changed();
      tell(words.left_removed);
    })),
  );
  sheet.before(shelf);

  function list() {
    shelf.hidden = !left.length;
    items.replaceChildren(...left.map((item) => {
      const from = item.earlier ? words.left_earlier : say("left_edition", item);
      const lines = khumueSheet.told(item).map(([labels, value]) => [...labels, plain(value)].join(": "));
      const said = { lang: item.language };
      const text = lines.length > 1 ? make("ul", said, ...lines.map((line) => make("li", {}, line))) : make("span", said, lines[0]);
      return make("li", {}, make("b", ownOf(item) ? {} : said, nameOf(item)), ` (${from}): `, text);
    }));
  }

  // A change: told once, and kept at once where that is ticked.
  function changed(note = "") {
    if (!keeps.checked && (note || !unsaved)) tell(note || words.unsaved);
    unsaved = true;
    if (keeps.checked && pile.isOn() && !note) waits = waits || setTimeout(keepNow, 300);
    else if (keeps.checked) keep(note);
    guard();
  }
  // Another sheet of the pile, and nothing new.
  function moved(note, wrong = false) {
    if (keeps.checked) keep(note, wrong);
    else tell([note, ...(isFull ? [words.no_storage] : [])].join(" · "), wrong || isFull);
    guard();
  }
  function leaving(event) {
    event.preventDefault();
    event.returnValue = "";
  }
  function guard() {
    saves.classList.toggle("k-btn--main", unsaved && !pile.isOn());
    if (unsaved && !keeps.checked) addEventListener("beforeunload", leaving);
    else removeEventListener("beforeunload", leaving);
  }

  function download(text, type, ending) {
    const where = () => fields.filter(({ shape }) => typeof shape === "string").slice(0, 4).map(({ get }) => get()).filter(Boolean);
    return save(text, type, khumueSheet.fileName([here.code, ...(pile.isOn() ? pile.called() : where())], ending));
  }
  function save(text, type, name) {
    const link = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    return name;
  }

  saves.addEventListener("click", () => {
    const n = pile.texts().length;
    if (pile.isOn() && !n) return tell(words.pile_blank, true);
    const name = download(packed(), "application/json", ".json");
    unsaved = false;
    isFull = false;
    if (keeps.checked) keep();
    guard();
    return tell(n ? say("pile_saved", { name, n }) : say("saved", { name }));
  });
  // What the sheet says, a row for each thing that was written, with the place and the day in every row.
  const heads = fields.filter(({ isHead }) => isHead);
  const CSV_HEAD = [words.csv_sheet, ...heads.map(({ name }) => name), ...words.csv_head.split("|")];
  function rows() {
    const about = [here.code, ...heads.map((field) => field.rows()[0].at(-1))];
    const own = fields.filter(({ isHead }) => !isHead).flatMap((field) => field.rows().map((row) => [field.section, field.name, ...row]));
    for (const item of left) {
      for (const [labels, value] of khumueSheet.told(item)) {
        own.push([words.left_title, nameOf(item), labels.slice(0, -1).join(", "), labels.at(-1) || "", plain(value)]);
      }
    }
    const said = own.filter((row) => row.at(-1) !== "");
    return (said.length ? said : [["", "", "", "", ""]]).map((row) => [...about, ...row]);
  }
  // Many sheets, in every row what its sheet is called; what is on the screen stays as it is.
  function together(head, sheets) {
    const mine = own();
    const all = sheets.flatMap(([name, found]) => {
      show(found);
      return rows().map((row) => [name, ...row]);
    });
    show(khumueSheet.unpack(mine, here, fields));
    return khumueSheet.csv([[head, ...CSV_HEAD], ...all]);
  }
  on("csv", () => {
    const sheets = pile.texts().map((text, n) => [n + 1, khumueSheet.unpack(text, here, fields)]);
    if (pile.isOn() && !sheets.length) return tell(words.pile_blank, true);
    const text = sheets.length ? together(words.csv_number, sheets) : khumueSheet.csv([CSV_HEAD, ...rows()]);
    const name = download(text, "text/csv;charset=utf-8", ".csv");
    return tell(say("exported", { name }));
  });

  // Many saved sheets as one table. What stands twice in one file was written twice; what stands in two is one sheet.
  const gathers = bar.querySelector("[data-fill-files]");
  on("sum", () => gathers.click());
  gathers.addEventListener("change", async () => {
    const files = [...gathers.files];
    const contents = await Promise.all(files.map((file) => (file.size > khumueSheet.LARGEST ? "" : file.text().catch(() => ""))));
    const seen = new Set();
    const taken = [];
    const refused = [];
    contents.forEach((content, place) => {
      const { name } = files[place];
      const { texts, isMany } = khumueSheet.sheetsIn(content, here);
      if (!texts) refused.push(name);
      const times = new Map();
      for (const [n, text] of (texts || []).entries()) {
        const found = khumueSheet.unpack(text, here, fields);
        const said = JSON.stringify([found.values, found.left]);
        const called = isMany ? `${name} #${n + 1}` : name;
        times.set(said, (times.get(said) || 0) + 1);
        const key = `${times.get(said)} ${said}`;
        if (seen.has(key)) refused.push(called);
        else taken.push([called, found]);
        seen.add(key);
      }
    });
    gathers.value = "";
    const leftOut = refused.length ? [say("not_summed", { names: refused.slice(0, 5).join(", "), n: refused.length })] : [];
    if (!taken.length) return tell(leftOut.join(" · "), true);
    const text = together(words.csv_file, taken);
    const name = save(text, "text/csv;charset=utf-8", khumueSheet.fileName([here.code, words.csv_sum], ".csv"));
    return tell([say("summed", { n: taken.length, name }), ...leftOut].join(" · "), refused.length > 0);
  });
  on("blank", () => {
    document.documentElement.classList.add("k-blank");
    addEventListener("afterprint", () => document.documentElement.classList.remove("k-blank"), { once: true });
    print();
  });
  on("new", () => {
    if (unsaved && !confirm(words.confirm_lose)) return;
    pile.clear();
    show(nothing);
    unsaved = false;
    if (keeps.checked) keep();
    guard();
    tell(words.started);
  });

  function on(name, act) {
    bar.querySelector(`[data-fill-${name}]`).addEventListener("click", act);
  }

  const chooser = bar.querySelector("[data-fill-file]");
  on("open", () => chooser.click());
  chooser.addEventListener("change", async () => {
    const file = chooser.files[0];
    if (file) await open(file);
    chooser.value = "";
  });

  const leftOut = () => (left.length ? [say("left_out", { names: [...new Set(left.map(nameOf))].slice(0, 5).join(", ") })] : []);

  async function open(file) {
    const refuse = (name, about) => tell(`${say(name, about)} ${words.nothing_changed}`, true);
    tell("");
    if (file.size > khumueSheet.LARGEST) return refuse("too_large");
    let text;
    try {
      text = await file.text();
    } catch {
      return refuse("unreadable");
    }
    const held = khumueSheet.sheetsIn(text, here);
    if (held.refused) return refuse(held.refused, { sheet: held.of, here: here.code, n: held.n });
    const sheets = held.texts.map((one) => khumueSheet.unpack(one, here, fields));
    const other = sheets.find(({ edition }) => edition !== here.edition);
    const notes = other ? [say("other_edition", other)] : [];
    if (held.isMany || pile.isOn()) {
      const said = pile.add(held.texts) ? say("pile_read", { name: file.name, n: sheets.length }) : words.pile_full;
      return moved([said, ...notes, ...leftOut()].join(" · "));
    }
    if (unsaved && !confirm(words.confirm_lose)) return tell(words.nothing_changed);
    show(sheets[0]);
    unsaved = false;
    if (keeps.checked) keep();
    guard();
    return tell([say("opened", { name: file.name }), ...notes, ...leftOut()].join(" · "), left.length > 0);
  }

  // ---- Kept on the device: only while ticked, for 30 days; by manual and sheet, so that no address and no file name matters. ----

  const keeps = bar.querySelector("[data-fill-keep]");
  const STORE = "khumue.sheet:";
  const KEY = `${STORE}${here.manual}:${here.code}`;
  const dayOf = (time) => khumueSheet.longDate(new Date(time).toISOString().slice(0, 10), here.language);

  // The keys that this sheet had before: the address of the site, or of its script, which changed with every script, style and font.
  const home = (address) => address.replace(/assets\/[^/]+\/[^/]*$/, "").replace(/editions\/[\d.]+\/$/, "");
  const site = home(document.currentScript.src);
  const formerKeys = () =>
    Object.keys(localStorage).filter(
      (key) => key.startsWith(STORE) && key.endsWith(`:${here.code}`) && home(key.slice(STORE.length, -here.code.length - 1)) === site,
    );

  let seen = null; // what this page last read from the device, or wrote: anything else is another page's

  // What is typed onto a pile is kept a moment later, or when the page goes, since a large one takes long.
  let waits = 0;
  const keepNow = () => waits && keeps.checked && keep();
  addEventListener("pagehide", keepNow);
  document.addEventListener("visibilitychange", keepNow);

  function keep(note = "", wrong = false) {
    clearTimeout(waits);
    waits = 0;
    const until = Date.now() + DAYS_KEPT * 24 * 60 * 60 * 1000;
    try {
      const there = localStorage.getItem(KEY);
      if (there !== null && there !== seen && !confirm(words.confirm_other_tab)) {
        keeps.checked = false;
        guard();
        return tell(words.other_tab_keeps, true);
      }
      const ours = entry(until);
      localStorage.setItem(KEY, ours);
      seen = ours;
      isFull = false;
      tell([note, say("kept", { day: dayOf(until) })].filter(Boolean).join(" · "), wrong);
    } catch {
      isFull = true;
      keeps.checked = false;
      guard();
      tell(words.no_storage, true);
    }
    return undefined;
  }
  function forget() {
    try {
      for (const key of [KEY, ...formerKeys()]) localStorage.removeItem(key);
    } catch {
      // Closed storage keeps nothing.
    }
    notKept();
  }
  function notKept() {
    seen = null;
    keeps.checked = false;
    unsaved = unsaved || !isEmpty() || pile.texts().length > 0;
    guard();
    tell(words.forgotten);
  }
  function kept(key) {
    try {
      const found = JSON.parse(localStorage.getItem(key));
      return found.until > Date.now() && found.until < Date.now() + 2 * DAYS_KEPT * 24 * 60 * 60 * 1000 ? found : null;
    } catch {
      return null;
    }
  }
  function restore() {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(STORE) && !kept(key)) localStorage.removeItem(key);
      const former = formerKeys();
      const taken = take("restored", [KEY, ...former]);
      if (former.length) adopt(taken);
    } catch {
      keeps.disabled = true;
      document.getElementById(keeps.getAttribute("aria-describedby")).textContent = words.no_storage;
    }
  }
  function adopt(taken) {
    try {
      if (taken.length) localStorage.setItem(KEY, entry(taken[0].until));
      seen = localStorage.getItem(KEY);
      for (const { key } of taken) if (key !== KEY) localStorage.removeItem(key);
    } catch {
      // No room for both: they stay where they are, and are found there the next time.
    }
  }
  const entry = (until) => JSON.stringify({ until, unsaved, at: pile.at(), file: packed() });

  // What the device keeps, as the sheet; nothing where it keeps nothing that can be read. Of several the newest is shown, and
  // what the others say differently beside it.
  function take(how, keys) {
    const entries = keys
      .map((key) => ({ key, ...kept(key) }))
      .filter(({ file }) => typeof file === "string")
      .map((found) => ({ ...found, ...khumueSheet.sheetsIn(found.file, here) }))
      .filter(({ texts }) => texts)
      .sort((one, other) => other.until - one.until);
    if (!entries.length) return entries;
    const [newest, ...earlier] = entries;
    seen = localStorage.getItem(KEY);
    if (entries.some(({ isMany }) => isMany)) pile.restore(entries.flatMap(({ texts }) => texts), newest.at);
    else {
      pile.end();
      show(khumueSheet.unpack(newest.file, here, fields, earlier.map(({ file }) => file)));
    }
    keeps.checked = true;
    unsaved = entries.some((found) => found.unsaved);
    tell([say(how, { day: dayOf(newest.until) }), ...leftOut()].join(" · "), left.length > 0);
    return entries;
  }
  // Two pages of one sheet that is kept show the same: this one follows the other, unless it holds what the other did not see.
  addEventListener("storage", ({ key, oldValue, newValue }) => {
    if (key !== KEY || !keeps.checked || oldValue !== seen || waits) return;
    if (newValue === null) notKept();
    else take("followed", [KEY]);
    guard();
  });

  keeps.addEventListener("change", () => {
    if (!keeps.checked) return forget();
    keep();
    return guard();
  });
  on("forget", forget);

  sheet.classList.add("k-fill");
  show(nothing);
  pile.end();
  restore();
  guard();
  sheet.addEventListener("input", () => {
    addUp();
    pile.touch();
    changed();
  });
  bar.hidden = false;
  saveBar.hidden = false;
  // What stays above the bar, or comes into view, has to know how high it is.
  new ResizeObserver(() => document.documentElement.style.setProperty("--k-bar", `${saveBar.offsetHeight}px`)).observe(saveBar);
})();
