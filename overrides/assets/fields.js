// The fields of a worksheet on screen: a control beside each blank, and on paper the blank shows what was written in it.
// Every field answers alike: { shape, axes, get, set, rows }: what its value is and of which parts (sheet.js), and rows of
// [row, column, value] for the CSV. What one changes comes to the sheet as an input event.
const khumueFields = (function () {
  "use strict";
  const sheet = document.querySelector("[data-sheet]");
  const status = document.querySelector("[data-fill-save] [role=status]");
  const { types, ...words } = document.querySelector("[data-fill-words]").dataset;
  const language = document.documentElement.lang;
  const MOST_ROWS = 200;
  const LONG = 18; // characters that fit a third of the paper's width

  let ids = 0;
  const fresh = () => `fill-${(ids += 1)}`;
  const say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (whole, key) => values[key]);

  function make(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  function button(label, act, name) {
    const node = make("button", { type: "button", class: "k-btn" }, label);
    if (name) node.setAttribute("aria-label", `${label} ${name}`);
    node.addEventListener("click", act);
    return node;
  }

  function tell(text, wrong = false) {
    if (status.textContent !== text) status.textContent = text;
    status.classList.toggle("k-wrong", wrong);
  }
  const { isBlank } = khumueSheet;
  // The types of fields and columns, as field_types.py has them: the function for a field, the control for a cell, what is read.
  const TYPES = Object.fromEntries(
    types.split(" ").map((row) => {
      const [name, layout, control, reads] = row.split(",");
      return [name, { layout, control, reads }];
    }),
  );
  const changed = () => sheet.dispatchEvent(new Event("input"));

  // Texts become as high as what they hold, all at once: the page is laid out once, not for each of them.
  const growing = new Set();
  function settle() {
    const all = [...growing];
    growing.clear();
    for (const input of all) input.style.height = "auto";
    const heights = all.map((input) => input.value && input.scrollHeight);
    all.forEach((input, n) => {
      if (heights[n]) input.style.height = `${heights[n] + 2}px`;
    });
  }

  // ---- One thing to write in or choose: `node` for the screen; `show` puts the value on paper. ----

  function written(reads, show, { hint = "", long = false } = {}) {
    const { read: understood, typed, told, mode } = khumueSheet.READS[reads];
    const input = long ? make("textarea", { rows: 1 }) : make("input", { type: "text" });
    input.setAttribute("autocomplete", "off");
    input.maxLength = khumueSheet.LONGEST;
    if (mode) input.inputMode = mode;
    const note = make("span", { class: "k-in__note", id: fresh() });
    let doubt = "";

    function grow() {
      if (!long) return;
      if (!growing.size) requestAnimationFrame(settle);
      growing.add(input);
    }
    // What is understood shows while one writes; that something is not, only when one has finished.
    function check(finished) {
      const text = input.value.trim();
      const read = text && understood(text);
      const wrong = read === null && (finished || input.getAttribute("aria-invalid") === "true");
      note.textContent = wrong ? words[`bad_${reads}`] : doubt || (read && told ? told(read, language) : hint);
      note.classList.toggle("k-wrong", wrong || doubt !== "");
      input.setAttribute("aria-invalid", wrong);
      if (note.textContent) input.setAttribute("aria-describedby", note.id);
      else input.removeAttribute("aria-describedby");
    }
    input.addEventListener("input", () => {
      show(input.value.trim());
      grow();
      check(false);
    });
    // A moment later, so that the sentence does not push away what one is just about to press.
    input.addEventListener("change", () => setTimeout(check, 200, true));
    return {
      input,
      node: make("span", { class: "k-in" }, input, note),
      shape: reads,
      axes: () => [],
      get: () => (typed && understood(input.value)) || input.value.trim() || null,
      set(value) {
        input.value = value && typed && understood(value) ? typed(understood(value), language) : value || "";
        show(input.value);
        grow();
        check(true);
      },
      plain: () => understood(input.value.trim()) || input.value.trim(),
      // A sum that its parts do not add up to is pointed out, and stays as it is written.
      addsUp(parts) {
        const found = khumueSheet.unequal(input.value, parts);
        doubt = found ? say("unequal", found) : "";
        check(false);
      },
    };
  }

  function ticked(show) {
    const input = make("input", { type: "checkbox", autocomplete: "off" });
    input.addEventListener("change", () => show(input.checked));
    return {
      input,
      node: make("span", { class: "k-in k-in--tick" }, input),
      get: () => input.checked || null,
      set(value) {
        input.checked = Boolean(value);
        show(input.checked);
      },
      plain: () => (input.checked ? words.yes : ""),
    };
  }

  function rated(show, low, high) {
    const ends = { 1: low, 5: high };
    const options = [1, 2, 3, 4, 5].map((n) => make("option", { value: n }, ends[n] ? `${n} ${ends[n]}` : String(n)));
    const input = make("select", { autocomplete: "off" }, make("option", { value: "", "aria-label": words.choose }), ...options);
    input.addEventListener("change", () => show(Number(input.value)));
    return {
      input,
      node: make("span", { class: "k-in" }, input),
      get: () => Number(input.value) || null,
      set(value) {
        input.value = value || "";
        show(Number(value));
      },
      plain: () => input.value,
    };
  }

  function picked(show, options) {
    const choices = options.map(({ key, name }) => make("option", { value: key }, name));
    const input = make("select", { autocomplete: "off" }, make("option", { value: "", "aria-label": words.not_chosen }), ...choices);
    input.addEventListener("change", () => show(input.value));
    return {
      input,
      node: make("span", { class: "k-in" }, input),
      get: () => input.value || null,
      set(value) {
        input.value = value || "";
        show(input.value);
      },
      plain: () => (input.value ? input.selectedOptions[0].textContent : ""),
    };
  }

  // What was written, on the paper's own line or cell.
  function onPaper(holder) {
    const text = make("span", { class: "k-v" });
    holder.append(text);
    return (value) => {
      text.textContent = value;
    };
  }

  // A cell of a table: the control for the screen in it, and how the cell looks on paper.
  function cell(holder, column, name) {
    const found = control(column, CONTROLS[column.control].paper(holder));
    found.input.setAttribute("aria-label", name);
    holder.append(found.node);
    return found;
  }

  // "1 2 3 4 5" with a ring round the chosen one.
  function onScale(holder) {
    const marks = [1, 2, 3, 4, 5].map((n) => make("span", { class: "k-n" }, String(n)));
    holder.replaceChildren(...marks);
    return (chosen) => marks.forEach((mark, place) => mark.classList.toggle("on", place + 1 === chosen));
  }

  const ticks = (holder) => (on) => holder.classList.toggle("on", on);

  const optionsIn = (holder) => [...holder.querySelectorAll("[data-key]")];
  function onOption(holder) {
    const marks = optionsIn(holder);
    return (chosen) => marks.forEach((mark) => mark.classList.toggle("on", mark.dataset.key === chosen));
  }

  // The controls of cells: how each is made for a column, where paper shows its value, and what shape that has. A text may be long.
  const CONTROLS = {
    written: {
      make: ({ reads }, show) => written(reads, show, { long: reads === "text" }),
      paper: onPaper,
      shape: ({ reads }) => reads,
    },
    ticked: { make: (column, show) => ticked(show), paper: ticks, shape: () => "check" },
    rated: { make: (column, show) => rated(show), paper: onScale, shape: () => "rate" },
    picked: {
      make: ({ options }, show) => picked(show, options),
      paper: onOption,
      shape: ({ options }) => ({ one: options.map(({ key }) => key) }),
    },
  };
  const control = (column, show = () => {}) => CONTROLS[column.control].make(column, show);
  const shapeOf = (column) => CONTROLS[column.control].shape(column);

  // ---- The fields: their parts have keys that are the same in both languages. ----

  function line(field) {
    const rule = field.querySelector(".k-f__rule");
    const paper = onPaper(rule);
    const { reads } = TYPES[field.dataset.type];
    const control = written(reads, (text) => {
      paper(text);
      field.classList.toggle("k-f--longer", text.length > LONG);
    }, { hint: words[`${reads}_hint`] });
    const label = field.querySelector("label");
    control.input.id = fresh();
    label.htmlFor = control.input.id;
    rule.before(control.node);
    return { ...control, rows: () => [["", "", control.plain()]] };
  }

  function lines(field) {
    const paper = onPaper(field);
    const control = written("text", (text) => {
      paper(text);
      field.classList.toggle("k-f--written", text !== "");
    }, { long: true });
    control.input.id = fresh();
    field.querySelector("label").htmlFor = control.input.id;
    control.input.rows = 3;
    field.append(control.node);
    return { ...control, rows: () => [["", "", control.plain()]] };
  }

  function checklist(field) {
    const label = field.querySelector(".k-f__label");
    label.id = fresh();
    field.setAttribute("role", "group");
    field.setAttribute("aria-labelledby", label.id);
    const options = [...field.querySelectorAll("li")].map((item) => {
      const control = ticked(ticks(item));
      const text = item.firstElementChild;
      item.append(make("label", {}, control.node, text));
      return { control, key: item.dataset.key, name: text.textContent };
    });
    return {
      shape: options.map(() => "check"),
      axes: () => [options.map(({ key, name }) => [key, name])],
      get: () => options.map(({ control }) => control.get() || false),
      set: (value) => options.forEach(({ control }, place) => control.set(value && value[place])),
      rows: () => [["", "", options.filter(({ control }) => control.get()).map(({ name }) => name).join("; ")]],
    };
  }

  function choice(field) {
    const label = field.querySelector(".k-f__label");
    label.id = fresh();
    field.setAttribute("role", "radiogroup");
    field.setAttribute("aria-labelledby", label.id);
    const list = field.querySelector("ul");
    const group = fresh();
    const radio = () => make("input", { type: "radio", name: group, autocomplete: "off" });
    const tick = (input, text) => make("label", {}, make("span", { class: "k-in k-in--tick" }, input), text);
    const options = [...list.children].map((item) => {
      const input = radio();
      const text = item.firstElementChild;
      item.append(tick(input, text));
      return { input, key: item.dataset.key, name: text.textContent };
    });
    const none = radio();
    const show = onOption(list);
    const chosen = () => options.find(({ input }) => input.checked) || { key: null, name: "" };
    list.append(make("li", { class: "k-in" }, tick(none, make("span", {}, words.not_chosen))));
    list.addEventListener("change", () => show(chosen().key));
    return {
      shape: { one: options.map(({ key }) => key) },
      axes: () => [],
      get: () => chosen().key,
      set(value) {
        (options.find(({ key }) => key === value) || { input: none }).input.checked = true;
        show(chosen().key);
      },
      rows: () => [["", "", chosen().name]],
    };
  }

  function columnsOf(field) {
    const { cells } = field.querySelector("tbody tr");
    return [...field.querySelectorAll("thead th")].map((head, place) => ({
      name: head.textContent,
      options: optionsIn(cells[place]).map((option) => ({ key: option.dataset.key, name: option.textContent })),
      ...TYPES[head.dataset.type],
      ...head.dataset,
    }));
  }

  function table(field) {
    const columns = columnsOf(field);
    const body = field.querySelector("tbody");
    const least = body.rows.length;
    const most = "fixed" in field.dataset ? least : MOST_ROWS;
    const pattern = blankRow(body.lastElementChild);
    const rows = [...body.rows].map(controls);

    // A row to add: like the last one, with room to write where that has a name.
    function blankRow(row) {
      const copy = row.cloneNode(true);
      if (copy.cells[0].tagName === "TH") copy.cells[0].replaceWith(make("td", {}));
      return copy;
    }
    function rowName(row, place) {
      return row.cells[0].tagName === "TH" ? row.cells[0].textContent : say("row", { n: place + 1 });
    }
    function controls(row, place) {
      const name = rowName(row, place);
      row.dataset.row = name;
      return [...row.cells].map((holder, column) => {
        if (holder.tagName === "TH") return null;
        holder.dataset.name = columns[column].name;
        return cell(holder, columns[column], `${columns[column].name}, ${name}, ${field.dataset.label}`);
      });
    }
    function add() {
      const row = pattern.cloneNode(true);
      body.append(row);
      rows.push(controls(row, rows.length));
    }
    function remove() {
      rows.pop();
      body.lastElementChild.remove();
    }
    const get = () => rows.map((row) => row.map((control) => control && control.get()));

    // On a phone the empty rows after the next one wait (fill.css) until they are wanted: a sheet of blanks is long.
    let wanted = 2;
    function spare() {
      wanted = Math.max(wanted, get().findLastIndex((row) => !isBlank(row)) + 2);
      [...body.rows].forEach((row, place) => row.classList.toggle("k-spare", most > least && place >= wanted));
    }
    function addUp() {
      columns.forEach((column, place) => {
        if (!("sums" in column)) return;
        const parts = columns.map(({ reads, control }, before) => before < place && (reads === "number" || control === "rated"));
        for (const row of rows) row[place].addsUp(row.filter((control, before) => control && parts[before]).map((control) => control.get()));
      });
    }
    body.addEventListener("input", () => {
      spare();
      addUp();
    });

    if (most > least) {
      const adds = button(words.add_row, () => {
        const waiting = body.querySelector(".k-spare");
        if (waiting && !waiting.checkVisibility()) {
          wanted += 1;
          spare();
          return rows[waiting.sectionRowIndex].find(Boolean).input.focus();
        }
        if (rows.length >= most) return tell(say("rows_full", { n: most }), true);
        add();
        wanted = rows.length;
        spare();
        changed();
        tell(say("row_added", { n: rows.length }));
        return rows.at(-1).find(Boolean).input.focus();
      }, field.dataset.label);
      const removes = button(words.remove_row, () => {
        const n = rows.length;
        if (n <= least) return tell(say("row_needed", { n }), true);
        if (!isBlank(get().at(-1))) return tell(say("row_in_use", { n }), true);
        remove();
        changed();
        return tell(say("row_removed", { n }));
      }, field.dataset.label);
      field.append(make("p", { class: "k-in k-in--rows" }, adds, " ", removes));
    }
    return {
      shape: { many: columns.map(shapeOf), most },
      axes: () => [
        [...body.rows].map((row, place) => [row.cells[0].dataset.key || "", rowName(row, place)]),
        columns.map(({ key, name }) => [key, name]),
      ],
      get,
      set(value) {
        const length = Math.max(least, value ? value.length : 0);
        while (rows.length > length) remove();
        while (rows.length < length) add();
        rows.forEach((row, r) => row.forEach((control, c) => control && control.set(value && value[r] && value[r][c])));
        wanted = 2;
        spare();
        addUp();
      },
      rows: () =>
        rows.flatMap((row, r) =>
          row.map((control, c) => [rowName(body.rows[r], r), columns[c].name, control ? control.plain() : ""]),
        ),
    };
  }

  function rating(field) {
    const { low, high } = field.dataset;
    const head = field.querySelector("thead tr");
    head.append(make("th", { scope: "col", class: "k-in k-in--cell" }, words.score));
    const items = [...field.querySelectorAll("tbody tr")].map((row) => {
      const name = row.cells[0].textContent;
      const marks = [...row.cells].slice(1);
      const show = (chosen) => marks.forEach((mark, place) => mark.classList.toggle("on", place + 1 === chosen));
      const control = rated(show, low, high);
      control.input.setAttribute("aria-label", `${name}, ${field.dataset.label}`);
      row.append(make("td", { class: "k-in k-in--cell" }, control.node));
      return { key: row.cells[0].dataset.key, name, control };
    });
    return {
      shape: items.map(() => "rate"),
      axes: () => [items.map(({ key, name }) => [key, name])],
      get: () => items.map(({ control }) => control.get()),
      set: (value) => items.forEach(({ control }, place) => control.set(value && value[place])),
      rows: () => items.map(({ name, control }) => [name, "", control.plain()]),
    };
  }

  // The line for the signature stays empty on paper; name, position and date are printed where one would write them.
  function signature(field) {
    const rules = [...field.querySelectorAll(".k-f__rule")].slice(1);
    const captions = [words.sign_name, ...rules.slice(1).map((rule) => rule.parentNode.firstChild.textContent.trim())];
    const group = make("fieldset", { class: "k-in" }, make("legend", {}, ...field.querySelector("b").cloneNode(true).childNodes));
    const parts = ["name", "position", "date"].map((key, place) => {
      const reads = key === "date" ? "date" : "text";
      const control = written(reads, onPaper(rules[place]), { hint: words[`${reads}_hint`] });
      control.input.id = fresh();
      group.append(make("p", {}, make("label", { for: control.input.id }, captions[place]), control.node));
      return { key, control, caption: captions[place] };
    });
    group.append(make("p", { class: "k-small" }, words.sign_note));
    field.append(group);
    return {
      shape: { of: { name: "text", position: "text", date: "date" } },
      axes: () => [parts.map(({ key, caption }) => [key, caption])],
      get() {
        const filled = parts.filter(({ control }) => control.get()).map(({ key, control }) => [key, control.get()]);
        return filled.length ? Object.fromEntries(filled) : null;
      },
      set: (value) => parts.forEach(({ key, control }) => control.set(value && value[key])),
      rows: () => parts.map(({ control, caption }) => ["", caption, control.plain()]),
    };
  }

  const LAYOUTS = { line, lines, checklist, choice, table, rating, signature };

  return { LONG, LAYOUTS, TYPES, words, say, tell, changed, make, button, fresh, control, shapeOf, written, onScale, columnsOf };
})();
