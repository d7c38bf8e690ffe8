// The scoring sheet on screen: several subjects (tambons) side by side, with evidence for each score, and a total only where
// the data weigh the criteria and none of those is blank. It ranks nobody.
(function () {
  "use strict";
  const { LONG, LAYOUTS, words, say, tell, changed, make, button, fresh, control, shapeOf, written, onScale, columnsOf } = khumueFields;
  const MOST_SUBJECTS = 12;

  // Five numbers to ring, as on paper. The chosen one is taken back when it is pressed again, or with Delete.
  function ringed() {
    const group = fresh();
    const radios = [1, 2, 3, 4, 5].map((n) => make("input", { type: "radio", name: group, value: n, autocomplete: "off" }));
    const node = make("span", { class: "k-in k-pick", role: "radiogroup" }, ...radios.map((radio) => make("label", {}, radio, radio.value)));
    const get = () => Number((radios.find(({ checked }) => checked) || {}).value) || null;
    let before = null;
    function set(value) {
      for (const radio of radios) radio.checked = Number(radio.value) === value;
      before = get();
    }
    function choose(value) {
      set(value);
      node.dispatchEvent(new Event("input", { bubbles: true }));
    }
    node.addEventListener("click", ({ target }) => target.value && Number(target.value) === before && choose(null));
    node.addEventListener("input", () => {
      before = get();
    });
    node.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || !/^([1-5]|Delete|Backspace)$/.test(event.key)) return;
      event.preventDefault();
      choose(Number(event.key) || null);
      (radios[event.key - 1] || event.target).focus();
    });
    return { input: node, node, get, set, plain: () => String(get() || "") };
  }

  // "2, 4–8": of what follows on one another the ends are enough.
  function ranges(numbers) {
    const runs = [];
    for (const n of numbers) {
      if (runs.length && runs.at(-1).at(-1) === n - 1) runs.at(-1).push(n);
      else runs.push([n]);
    }
    return runs.flatMap((run) => (run.length > 2 ? [`${run[0]}–${run.at(-1)}`] : run)).join(", ");
  }

  function comparison(field) {
    const subject = field.dataset.compares;
    const columns = columnsOf(field);
    const asked = columns.slice(1).filter(({ computed }) => !computed);
    const score = asked.findIndex((column) => column.control === "rated");
    const beside = [...asked.keys()].filter((a) => a !== score); // what is written about a score: the evidence for it
    const rowsOf = (table) => [...table.tBodies[0].rows].filter((row) => !row.matches(".k-levels"));
    const criteria = rowsOf(field.querySelector("table")).map((row, r) => ({
      levels: row.nextElementSibling && row.nextElementSibling.matches(".k-levels") ? row.nextElementSibling.cells[0] : null,
      name: row.cells[0].textContent,
      title: row.cells[0],
      short: row.dataset.short,
      key: row.cells[0].dataset.key,
      number: Number.parseInt(row.cells[0].textContent, 10),
      weight: row.dataset.weight ? Number(row.dataset.weight) : null,
      proposed: "proposed" in row.dataset,
      opens: button("?", () => fold(r, criteria[r].folded.every((one) => !one.hidden))),
      folded: [],
    }));
    const weights = criteria.map(({ weight }) => weight);
    const weighed = weights.some((weight) => weight !== null);
    const proposed = criteria.some((criterion) => criterion.proposed);
    const totalName = proposed ? `${words.total} (${words.proposed})` : words.total;
    const blank = field.querySelector(".k-scroll");
    const screen = make("table", { class: "k-compare" });
    const paper = make("div", { class: "k-paper" });
    let subjects = [];

    function subjectOf() {
      const cells = criteria.map(() => asked.map((column, a) => (a === score ? ringed() : control(column))));
      const write = (r, a) => () => {
        fold(r, false);
        cells[r][a].input.focus();
      };
      const one = {
        name: written("text", () => {}),
        cells,
        ways: criteria.map((criterion, r) => beside.map((a) => button("", write(r, a)))),
        leaves: button("×", () => remove(one)),
        result: make("output", { "aria-live": "off" }),
      };
      return one;
    }
    const nameOf = (one) => one.name.get() || `${subject} ${subjects.indexOf(one) + 1}`;
    const scoreOf = (one, r) => one.cells[r][score].get();
    const isEmpty = (one) => !one.name.get() && one.cells.flat().every((cell) => cell.get() === null);
    const used = () => subjects.filter((one) => !isEmpty(one));
    const totalOf = (one) => khumueSheet.total(criteria.map((criterion, r) => scoreOf(one, r)), weights);

    function resultOf(one) {
      const found = totalOf(one);
      if (found.total !== null) return say("total_of", found);
      return say("no_total", { numbers: ranges(found.missing.map((r) => criteria[r].number)) });
    }

    // The table for the screen, anew whenever a subject comes or goes; what is written in it stays in its controls.
    function draw() {
      const mark = (text) => make("span", { class: "k-mk" }, text);
      const tops = subjects.map((one, n) => {
        one.name.input.setAttribute("aria-label", say("subject_name", { subject, n: n + 1 }));
        one.name.input.placeholder = `${subject} ${n + 1}`;
        const top = make("span", { class: "k-compare__name" }, one.name.node, ...(subjects.length > 1 ? [one.leaves] : []));
        return make("th", { scope: "col" }, top);
      });
      const feet = subjects.map((one) => make("td", {}, one.result));
      const foot = weighed
        ? [make("th", { scope: "row" }, words.total, " ", ...(proposed ? [mark(words.proposed)] : [])), ...feet]
        : [make("td", { colspan: 1 + subjects.length }, words.no_weights)];
      screen.replaceChildren(
        make("caption", {}, field.dataset.label),
        make("thead", {}, make("tr", {}, make("th", { scope: "col" }, columns[0].name), ...tops)),
        ...criteria.map((criterion, r) => factor(criterion, r, mark)),
        make("tfoot", {}, make("tr", {}, ...foot)),
      );
      refresh();
    }

    // One criterion: its scores in one row; what they mean, and what is written about each, in rows that unfold.
    function factor(criterion, r, mark) {
      const { name, title, short, number, weight, levels, opens } = criterion;
      const whole = () => title.cloneNode(true).childNodes;
      const outside = weighed && weight === null ? [" ", mark(words.outside)] : [];
      const said = make("span", {}, ...(short ? [`${number} ${short}`] : whole()), ...outside);
      const full = short ? [make("div", {}, ...whole())] : [];
      const meant = [...full, ...(levels ? levels.cloneNode(true).childNodes : [])];
      const isFolded = opens.getAttribute("aria-expanded") !== "true";
      criterion.folded = [
        ...(meant.length ? [make("tr", { class: "k-levels" }, make("td", { colspan: 1 + subjects.length }, ...meant))] : []),
        ...beside.map((a) => make("tr", {}, make("th", { scope: "row" }, asked[a].name), ...subjects.map((one) => make("td", {}, one.cells[r][a].node)))),
      ];
      const top = make("span", { class: "k-compare__name" }, said, ...(criterion.folded.length ? [opens] : []));
      const scores = subjects.map((one) => make("td", {}, one.cells[r][score].node, ...one.ways[r]));
      opens.setAttribute("aria-label", `${words.meaning}: ${name}`);
      fold(r, isFolded);
      return make("tbody", {}, make("tr", {}, make("th", { scope: "row" }, top), ...scores), ...criterion.folded);
    }
    function fold(r, isFolded) {
      for (const row of criteria[r].folded) row.hidden = isFolded;
      criteria[r].opens.setAttribute("aria-expanded", !isFolded);
      if (isFolded) return;
      for (const one of subjects) for (const a of beside) one.cells[r][a].set(one.cells[r][a].get()); // as high as what it holds
    }

    // What follows from the scores and the names: labels, totals, the sheet on paper.
    function refresh() {
      for (const one of subjects) {
        one.cells.forEach((row, r) => {
          row.forEach((cell, a) => {
            cell.node.parentNode.dataset.name = a === score ? nameOf(one) : `${asked[a].name}, ${nameOf(one)}`;
            cell.input.setAttribute("aria-label", `${asked[a].name}, ${nameOf(one)}, ${criteria[r].name}`);
          });
          one.ways[r].forEach((way, n) => {
            const isBlank = one.cells[r][beside[n]].get() === null;
            way.className = "k-compare__way";
            way.textContent = `${isBlank ? "+" : "✓"} ${asked[beside[n]].name}`;
            way.setAttribute("aria-label", `${isBlank ? words.write : words.written}: ${asked[beside[n]].name}, ${nameOf(one)}, ${criteria[r].name}`);
          });
          row[score].node.parentNode.classList.toggle("k-gap", !isEmpty(one) && scoreOf(one, r) === null);
        });
        one.leaves.setAttribute("aria-label", `${words.remove_subject} ${nameOf(one)}`);
        one.result.textContent = resultOf(one);
        if (weighed) one.result.parentNode.dataset.name = nameOf(one);
      }
      const all = used();
      field.classList.toggle("k-f--written", all.length > 0);
      paper.replaceChildren(...(all.length > 1 ? [summary(all)] : []), ...all.map(copyOf));
      for (const output of document.querySelectorAll(".k-computed")) {
        output.textContent = computed(output.dataset.computed, all);
        output.closest(".k-f").classList.toggle("k-f--longer", output.textContent.length > LONG);
      }
    }

    // The paper's own table, filled in for one subject.
    function copyOf(one) {
      const copy = blank.querySelector("table").cloneNode(true);
      if (subjects.length > 1 || one.name.get()) copy.caption.prepend(`${nameOf(one)} — `);
      const rows = rowsOf(copy);
      criteria.forEach(({ weight }, r) => {
        const results = { weight, product: weight && scoreOf(one, r) && khumueSheet.round(weight * scoreOf(one, r)) };
        columns.forEach((column, c) => {
          const holder = rows[r].cells[c];
          if (column.computed) holder.textContent = results[column.computed] || "";
          else if (column.control === "rated") onScale(holder)(scoreOf(one, r));
          else if (c) holder.textContent = one.cells[r][asked.indexOf(column)].plain();
        });
      });
      return copy;
    }

    // All subjects in one table, on paper: scores and totals alone.
    function summary(all) {
      const row = (name, texts) => make("tr", {}, make("th", { scope: "row" }, name), ...texts.map((text) => make("td", {}, text)));
      const heads = all.map((one) => make("th", { scope: "col" }, nameOf(one)));
      const rows = criteria.map(({ name }, r) => row(name, all.map((one) => scoreOf(one, r) || "")));
      return make(
        "table",
        { class: "k-tb" },
        make("caption", {}, words.side_by_side),
        make("thead", {}, make("tr", {}, make("th", { scope: "col", class: "k-w5" }, columns[0].name), ...heads)),
        make("tbody", {}, ...rows, ...(weighed ? [row(totalName, all.map(resultOf))] : [])),
      );
    }

    // A number of the sheet that follows from the scores: of one subject alone, or of each by its name.
    function computed(kind, all) {
      if (!weighed) return "";
      const texts = all.map((one) => {
        const found = totalOf(one);
        const text = kind === "total" && found.total === null ? resultOf(one) : found[kind];
        return text === null ? "" : all.length > 1 ? `${nameOf(one)}: ${text}` : String(text);
      });
      return texts.filter(Boolean).join(" · ");
    }

    function remove(one) {
      const name = nameOf(one);
      if (!isEmpty(one) && !confirm(say("confirm_remove", { name }))) return;
      subjects = subjects.filter((other) => other !== one);
      draw();
      changed();
      tell(say("subject_removed", { name }));
      adds.focus();
    }
    const adds = button(say("add_subject", { subject }), () => {
      if (subjects.length >= MOST_SUBJECTS) return tell(say("subjects_full", { n: MOST_SUBJECTS, subject }), true);
      const one = subjectOf();
      subjects.push(one);
      draw();
      changed();
      tell(say("subject_added", { name: nameOf(one) }));
      return one.name.input.focus();
    });

    blank.classList.add("k-paper");
    blank.removeAttribute("tabindex");
    const region = make("div", { class: "k-scroll k-sides", tabindex: 0, role: "region", "aria-label": field.dataset.label }, screen);
    const note = make("span", { class: "k-small" }, words.no_rank);
    field.append(paper, make("div", { class: "k-in" }, make("p", {}, adds, " ", note), region));
    field.addEventListener("input", refresh);

    const kinds = asked.map(shapeOf);
    return {
      shape: { many: { of: { name: "text", scores: { many: kinds, most: criteria.length } } }, most: MOST_SUBJECTS },
      axes: () => [
        subjects.map((one) => ["", nameOf(one)]),
        [["name", say("subject_name", { subject, n: "" }).trim()], ["scores", ""]],
        criteria.map(({ key, name }) => [key, name]),
        asked.map(({ key, name }) => [key, name]),
      ],
      get() {
        const scores = (one) => one.cells.map((row) => row.map((cell) => cell.get()));
        return subjects.every(isEmpty) ? null : subjects.map((one) => ({ name: one.name.get(), scores: scores(one) }));
      },
      set(value) {
        const found = value && value.length ? value : [null];
        subjects = found.map(subjectOf);
        draw();
        subjects.forEach((one, s) => {
          const { name, scores } = found[s] || {};
          one.name.set(name);
          one.cells.forEach((row, r) => row.forEach((cell, a) => cell.set(scores && scores[r] && scores[r][a])));
        });
        draw();
      },
      rows: () =>
        used().flatMap((one) => [
          ...one.cells.flatMap((row, r) => row.map((cell, a) => [criteria[r].name, `${nameOf(one)}: ${asked[a].name}`, cell.plain()])),
          ...(weighed ? [[totalName, nameOf(one), resultOf(one)]] : []),
        ]),
    };
  }

  // A number that is worked out: shown, not written.
  function computedLine(field) {
    const output = make("output", { class: "k-computed", id: fresh(), "aria-live": "off", "data-computed": field.dataset.computed });
    field.querySelector("label").htmlFor = output.id;
    field.querySelector(".k-f__rule").append(output);
    return { shape: "", axes: () => [], get: () => null, set() {}, rows: () => [["", "", output.textContent]] };
  }

  LAYOUTS.comparison = comparison;
  LAYOUTS.computed = computedLine;
})();
