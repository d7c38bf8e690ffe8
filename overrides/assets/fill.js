// A worksheet that is filled in on screen: saved to a file, opened again, exported, printed filled or blank; kept on the device
// only where that is ticked. Without this script the page is the blank sheet.
(function () {
  "use strict";
  const { FIELDS, words, say, tell, isBlank, make } = khumueFields;
  const sheet = document.querySelector("[data-sheet]");
  const bar = document.querySelector("[data-fill]");
  const saveBar = document.querySelector("[data-fill-save]");
  const here = { code: sheet.dataset.sheet, edition: sheet.dataset.edition, language: document.documentElement.lang };
  const DAYS_KEPT = 30;

  const scores = sheet.querySelector("[data-compares]");
  const fields = [...sheet.querySelectorAll("[data-field]")].map((node) => {
    const { field: id, type, label: name, computed } = node.dataset;
    const kind = node === scores ? "comparison" : scores && computed ? "computed" : type;
    const section = node.closest(".k-fields").previousElementSibling.textContent;
    return { id, name, section, ...FIELDS[kind](node) };
  });

  const shapes = Object.fromEntries(fields.map(({ id, shape }) => [id, shape]));
  let unsaved = false;

  function values() {
    return Object.fromEntries(fields.map(({ id, get }) => [id, get()]).filter(([, value]) => !isBlank(value)));
  }
  function setAll(found) {
    for (const { id, set } of fields) set(found[id] === undefined ? null : found[id]);
  }
  const packed = () => khumueSheet.pack(here, values());

  // A change: told once, and kept at once where that is ticked.
  function changed() {
    if (!unsaved && !keeps.checked) tell(words.unsaved);
    unsaved = true;
    if (keeps.checked) keep();
    guard();
  }
  function leaving(event) {
    event.preventDefault();
    event.returnValue = "";
  }
  function guard() {
    saveBar.querySelector("button").classList.toggle("k-btn--main", unsaved);
    if (unsaved && !keeps.checked) addEventListener("beforeunload", leaving);
    else removeEventListener("beforeunload", leaving);
  }

  function download(text, type, ending) {
    const where = fields.filter(({ shape }) => shape === "text").slice(0, 4).map(({ get }) => get()).filter(Boolean);
    const name = khumueSheet.fileName([here.code, ...where], ending);
    const link = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    return name;
  }

  saveBar.querySelector("button").addEventListener("click", () => {
    const name = download(packed(), "application/json", ".json");
    unsaved = false;
    if (keeps.checked) keep();
    guard();
    tell(say("saved", { name }));
  });
  on("csv", () => {
    const rows = fields.flatMap(({ name, section, rows }) => rows().map((row) => [here.code, section, name, ...row]));
    const text = khumueSheet.csv([words.csv_head.split("|"), ...rows.filter((row) => row.at(-1) !== "")]);
    tell(say("exported", { name: download(text, "text/csv;charset=utf-8", ".csv") }));
  });
  on("blank", () => {
    document.documentElement.classList.add("k-blank");
    addEventListener("afterprint", () => document.documentElement.classList.remove("k-blank"), { once: true });
    print();
  });
  on("new", () => {
    if (unsaved && !confirm(words.confirm_lose)) return;
    setAll({});
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

  const leftOut = ({ left }) => (left.length ? [say("left_out", { names: left.slice(0, 5).join(", ") })] : []);

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
    const found = khumueSheet.unpack(text, here, shapes);
    if (found.refused) return refuse(found.refused, { sheet: found.of, here: here.code });
    if (unsaved && !confirm(words.confirm_lose)) return tell(words.nothing_changed);
    setAll(found.values);
    unsaved = false;
    if (keeps.checked) keep();
    guard();
    const notes = found.edition === here.edition ? [] : [say("other_edition", found)];
    return tell([say("opened", { name: file.name }), ...notes, ...leftOut(found)].join(" · "), found.left.length > 0);
  }

  // ---- Kept on the device: only while ticked, for 30 days; the site's own folder tells two manuals on one server apart. ----

  const keeps = bar.querySelector("[data-fill-keep]");
  const STORE = "khumue.sheet:";
  const KEY = `${STORE}${document.currentScript.src.replace(/assets\/[^/]*\/fill\.js.*$/, "")}:${here.code}`;
  const dayOf = (time) => khumueSheet.longDate(new Date(time).toISOString().slice(0, 10), here.language);

  let seen = null; // what this page last read from the device, or wrote: anything else is another page's

  function keep() {
    const until = Date.now() + DAYS_KEPT * 24 * 60 * 60 * 1000;
    try {
      const there = localStorage.getItem(KEY);
      if (there !== null && there !== seen && !confirm(words.confirm_other_tab)) {
        keeps.checked = false;
        guard();
        return tell(words.other_tab_keeps, true);
      }
      const ours = JSON.stringify({ until, unsaved, file: packed() });
      localStorage.setItem(KEY, ours);
      seen = ours;
      tell(say("kept", { day: dayOf(until) }));
    } catch {
      keeps.checked = false;
      guard();
      tell(words.no_storage, true);
    }
    return undefined;
  }
  function forget() {
    try {
      localStorage.removeItem(KEY);
    } catch {
      // Closed storage keeps nothing.
    }
    notKept();
  }
  function notKept() {
    seen = null;
    keeps.checked = false;
    unsaved = unsaved || Object.keys(values()).length > 0;
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
    } catch {
      keeps.disabled = true;
      document.getElementById(keeps.getAttribute("aria-describedby")).textContent = words.no_storage;
      return;
    }
    take("restored");
  }
  // What the device keeps, as the sheet; nothing where it keeps nothing that can be read.
  function take(how) {
    const found = kept(KEY);
    const file = found && typeof found.file === "string" && khumueSheet.unpack(found.file, here, shapes);
    if (!file || file.refused) return;
    seen = localStorage.getItem(KEY);
    setAll(file.values);
    keeps.checked = true;
    unsaved = Boolean(found.unsaved);
    const told = [say(how, { day: dayOf(found.until) }), ...leftOut(file)];
    tell(told.join(" · "), told.length > 1);
  }
  // Two pages of one sheet that is kept show the same: this one follows the other, unless it holds what the other did not see.
  addEventListener("storage", ({ key, oldValue, newValue }) => {
    if (key !== KEY || !keeps.checked || oldValue !== seen) return;
    if (newValue === null) notKept();
    else take("followed");
    guard();
  });

  keeps.addEventListener("change", () => {
    if (!keeps.checked) return forget();
    keep();
    return guard();
  });
  on("forget", forget);

  sheet.classList.add("k-fill");
  setAll({});
  restore();
  guard();
  sheet.addEventListener("input", changed);
  bar.hidden = false;
  saveBar.hidden = false;
})();
