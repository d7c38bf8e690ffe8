// The search box: what the reader types, and the rows of the engine as links. The engine knows the scoring.
(function (root) {
  "use strict";

  const SHOWN = 4; // rows of a kind until the reader asks for more
  const NEAR = "k-res--near"; // the class of rows that do not hold the query
  const ROOM = 150; // letters of an excerpt
  const LONGEST = 200; // letters of a query, and of the address of a result

  root.khumue.openSearch = function (site) {
    const { search, text } = root.khumue;
    const dialog = document.querySelector("[data-find-box]");
    const input = dialog.querySelector("input");
    const status = dialog.querySelector("[role=status]");
    const chips = dialog.querySelector(".k-chips");
    const results = dialog.querySelector("[data-results]");
    const word = (name) => dialog.getAttribute(`data-word-${name}`);
    const language = document.documentElement.lang;
    const other = document.querySelector("[data-other]")?.lang; // the manual may stand in one language
    let waiting = 0; // how many are awaited: rows, data
    let showing = 0; // the number of the last time that rows were asked for
    let latest = null; // the promise of what is shown then
    let filter = "", before = "", telling = 0, opened = false, leaving = false;

    const say = (name, values) => word(name).replace(/\{(\w)\}/g, (_, value) => values[value]);
    const kindOf = (row) => (row.language === language ? row.kind : "other_language");

    function element(tag, attributes, ...children) {
      const made = Object.assign(document.createElement(tag), attributes);
      made.append(...children);
      return made;
    }

    // A plain text as nodes, with what was sought in <mark>.
    function marked(plain, sought) {
      const nodes = [];
      let at = 0;
      for (const [from, to] of text.marks(plain, sought)) {
        nodes.push(plain.slice(at, from), element("mark", {}, plain.slice(from, to)));
        at = to;
      }
      return [...nodes, plain.slice(at)];
    }

    // What is awaited, while the results say that they are not all there.
    async function busy(awaited) {
      results.ariaBusy = "true";
      waiting++;
      try {
        return await awaited;
      } finally {
        if (!--waiting) results.ariaBusy = "false";
      }
    }

    // Where a passage of a row leads: its section, with as many of the words to mark there as an address may carry that is
    // sent in a message; the first say most.
    function address({ address: path, language: spoken, sought }, passage) {
      const [page, record] = path.split("#"), place = record || passage.id;
      const to = (marks) => `${folder(spoken)}${page}${marks.length ? `?mark=${text.carried(marks)}` : ""}${place && `#${place}`}`;
      const marks = [];
      for (const form of text.held(text.plain(`${passage.heading} ${passage.text}`), sought))
        if (text.carried([form]) && to([...marks, form]).length <= LONGEST) marks.push(form);
      return to(marks);
    }

    // What a row shows, its words marked, and what is in the other language said to be so, as on the pages.
    const parts = { th: /([A-Za-z]+(?: [A-Za-z]+){2,})/, en: /([ก-๛]+(?: [ก-๛]+)*)/ };
    function spoken(shown, { sought, language: own }) {
      const lang = own === "th" ? "en" : "th";
      return shown
        .split(parts[own])
        .flatMap((piece, n) => (n % 2 ? element("span", { lang }, ...marked(piece, sought)) : marked(piece, sought)));
    }

    function item(row, withKind) {
      const { sought } = row;
      const title = text.plain(row.title), heading = text.plain(row.heading);
      const name = element("b", {}, ...spoken(row.id && heading !== title ? `${title} › ${heading}` : title, row));
      const { text: shown, before: cut, after } = text.excerpt(row.text, sought, ROOM);
      const link = element("a", { href: address(row, row), lang: row.language }, name);
      if (withKind) link.prepend(element("small", { lang: language }, word(kindOf(row))), " ");
      if (shown) link.append(element("span", {}, cut ? "… " : "", ...spoken(shown, row), after ? " …" : ""));
      return element("li", { lang: row.language }, link, ...sections(row));
    }

    const sections = (row) => row.more.map((passage) => element("a", { href: address(row, passage), className: "k-more" }, text.plain(passage.heading)));

    function group(title, rows, withKind, most = SHOWN, how = "") {
      const list = element("ul", { className: `k-res ${how}` }, ...rows.slice(0, most).map((row) => item(row, withKind)));
      const nodes = [element("h2", {}, title), list];
      if (rows.length > most) {
        const button = element("button", { type: "button", className: "k-btn" }, say("more", { n: rows.length - most }));
        button.onclick = () => {
          const added = rows.slice(most).map((row) => item(row, withKind));
          list.append(...added);
          button.remove();
          added[0].querySelector("a").focus();
        };
        nodes.push(button);
      }
      return nodes;
    }

    const wordOf = (name) => word(`answer_${name}`);

    // The answer to a query that is called so: what it is, and the ways on from it; the first is the way of Enter.
    function answer(row) {
      const title = text.plain(row.title), names = row.names.map(text.plain).filter((name) => !title.includes(name)).slice(0, 3);
      const link = element("a", { href: address(row, row), className: "k-btn k-btn--main" }, wordOf("read"));
      const doors = row.doors.map(([how, path, size]) =>
        element("a", { href: folder(how === "fill" ? row.language : "th") + path, className: "k-btn" }, wordOf(how) + (size ? ` (PDF ${size} kB)` : "")),
      );
      const { text: said, after } = text.excerpt(row.text, [], ROOM);
      const card = element(
        "article",
        { className: "k-answer", lang: row.language },
        element("p", { className: "k-small", lang: language }, word(kindOf(row))),
        element("h2", {}, title),
        ...(names.length ? [element("p", { className: "k-small" }, ...spoken(names.join(" · "), { ...row, sought: [] }))] : []),
        element("p", {}, ...spoken(said, { ...row, sought: [] }), after ? " …" : ""),
        element("p", { className: "k-doors" }, link, ...doors),
        ...sections(row),
      );
      card.setAttribute("aria-label", say("answer", { q: title }));
      return card;
    }

    function showChips(counts, total) {
      const chip = (kind, label) => {
        const button = element("button", { type: "button", className: "k-chip" }, label);
        button.setAttribute("aria-pressed", String(filter === kind));
        button.onclick = () => {
          filter = kind;
          show().then(() => chips.querySelector("[aria-pressed=true]")?.focus());
        };
        return element("li", {}, button);
      };
      const many = counts.size > 1 || filter;
      chips.replaceChildren(...(many ? [chip("", `${word("everything")} ${total}`), ...Array.from(counts, ([kind, n]) => chip(kind, `${word(kind)} ${n}`))] : []));
    }

    // What the live region says: once the reader pauses, not at every key.
    function tell(nodes) {
      clearTimeout(telling);
      telling = setTimeout(() => status.replaceChildren(...nodes), 250);
    }

    // Shows the rows of the query, group by group, and gives the first; where they are asked for again meanwhile, the first of those.
    const show = () => (latest = busy(shown()));
    async function shown() {
      const query = input.value, now = ++showing;
      if (query !== before) filter = "";
      before = query;
      if (!query.trim()) {
        results.replaceChildren();
        tell([word("hint")]);
        return null;
      }
      const found = await search.find(query, language);
      if (now !== showing) return latest;
      if (found?.failed) failed();
      if (!found || found.failed) return null;
      const rows = found.rows.filter((row) => row.address !== found.card?.address); // what stands above them once
      const counts = new Map();
      for (const row of rows) counts.set(kindOf(row), (counts.get(kindOf(row)) || 0) + 1);
      if (filter && !counts.has(filter)) filter = "";
      showChips(counts, rows.length);
      const parts = [];
      const chosen = rows.filter((row) => !filter || kindOf(row) === filter);
      const held = chosen.filter((row) => row.held), others = chosen.filter((row) => !row.held);
      const corrected = held.length ? [] : others.filter(({ meant }) => meant !== undefined);
      const best = filter || counts.size < 2 ? [] : held.slice(0, 3);
      if (best.length) parts.push(() => group(word("best"), best, true));
      for (const kind of counts.keys()) {
        const own = held.filter((row) => kindOf(row) === kind && !best.includes(row));
        if (own.length) parts.push(() => group(word(kind), own, false, filter ? own.length : SHOWN));
      }
      const related = others.filter((row) => !corrected.includes(row));
      if (corrected.length) parts.push(() => group(word("corrected_rows"), corrected, true, 2 * SHOWN, NEAR));
      if (related.length) parts.push(() => group(word("related"), related, true, SHOWN, NEAR));
      if (!rows.length && !found.card) parts.push(() => nothing(found.nearest));
      tell(told(query.trim(), found, held.length, chosen.length, corrected));
      results.replaceChildren(...(found.card ? [answer(found.card)] : []), chips);
      for (const part of parts) {
        await new Promise((turn) => setTimeout(turn)); // in which a key is heard
        if (now !== showing) return latest;
        results.append(...part());
      }
      return found.card || held[0] || chosen[0];
    }

    function failed() {
      tell([word("failed")]);
      results.replaceChildren(listOfAll());
    }

    // What is said of the rows: how many hold the query, or plainly that none does.
    function told(query, { card, variants, typed, spoken: thai, several }, held, count, corrected) {
      if (!count && !card) return [say("none", { q: query })];
      const nodes = [card ? say(held ? "answered" : "answered_alone", { n: held }) : say("count", { n: held })];
      if (typed) nodes.push(" · ", say("typed", { q: typed }));
      if (thai) nodes.push(" · ", say("spoken", { q: thai }));
      if (!held && !card && corrected.length) {
        const [first] = corrected, whole = text.plain(`${first.heading} ${first.text}`);
        const [span] = first.meant ? text.marks(whole, [first.meant]) : [];
        nodes[0] = span ? say("corrected_to", { q: query, w: whole.slice(...span) }) : say("corrected", { q: query });
      } else if (!held && !card) nodes[0] = several ? say("near", { n: count }) : say("none", { q: query });
      const forms = new Set(variants.flatMap(({ said, form }) => [said, form]));
      if (forms.size) {
        nodes.push(` · ${word("same")}: `);
        Array.from(forms).slice(0, 5).forEach((form, i) => nodes.push(i ? " = " : "", element("mark", { lang: /[ก-๛]/.test(form) ? "th" : "en" }, form)));
      }
      return nodes;
    }

    // Nothing found: the nearest terms, as searches.
    function nothing(nearest) {
      const near = nearest.map((term) => {
        const button = element("button", { type: "button", className: "k-chip" }, term);
        button.onclick = () => ask(term);
        return element("li", {}, button);
      });
      return near.length ? [element("h2", {}, word("nearest")), element("ul", { className: "k-chips" }, ...near), listOfAll()] : [listOfAll()];
    }

    const folder = (of) => `${site}${of === "th" ? "" : "en/"}`;
    const listOfAll = () => element("p", {}, element("a", { href: `${folder(language)}all.html` }, word("all_pages")));

    function ask(query) {
      input.value = query;
      keep();
      show();
      input.focus();
    }

    // The query stands in the address: a list can be shared, and Back leads to it or closes the box.
    function keep() {
      const query = new URLSearchParams({ q: input.value });
      change("replaceState", `?${query}${location.hash}`);
    }
    function change(how, address) {
      try {
        history[how]({ khumue: "search" }, "", address);
      } catch (error) {
        // Some browsers keep the address of a file: page as it is.
      }
    }

    // The box has its own place in the history of the page.
    function enter() {
      if (!new URLSearchParams(location.search).has("q")) {
        change("pushState", `?q=${location.hash}`);
        opened = true;
      }
      keep();
    }

    const open = (query) => busy(opening(query));
    async function opening(query) {
      if (!dialog.open) return; // closed before the scripts had come
      if (query) input.value = query.slice(0, LONGEST);
      enter();
      if (!search.has(language)) tell([word("loading")]);
      try {
        await search.load(language);
        await show();
        if (other) {
          await search.load(other);
          if (input.value.trim()) await show();
        }
      } catch (error) {
        if (!search.has(language)) failed();
      }
    }

    // Enter: to the answer or the first row, as soon as there is one, and on to its page where that holds the query and is no guess.
    async function follow() {
      const query = input.value;
      await search.load(language);
      const first = await show();
      if (!first || query !== input.value) return;
      const link = results.querySelector(".k-answer a, .k-res a");
      link.focus();
      if (first.held) link.click();
    }

    const outside = ({ clientX: x, clientY: y }) => {
      const { left, right, top, bottom } = dialog.getBoundingClientRect();
      return x < left || x > right || y < top || y > bottom;
    };

    input.addEventListener("input", () => {
      keep();
      dialog.scrollTop = 0;
      if (search.has(language)) show();
    });
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    let pressedOutside = false;
    dialog.addEventListener("pointerdown", (event) => (pressedOutside = outside(event)));
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog && pressedOutside && outside(event)) dialog.close();
    });
    dialog.addEventListener("close", () => {
      if (!new URLSearchParams(location.search).has("q")) return; // closed by Back
      if (opened) {
        leaving = true; // until the browser has gone back, which takes a moment
        history.back();
      } else change("replaceState", location.pathname + location.hash);
      opened = false;
    });
    addEventListener("popstate", () => {
      const query = new URLSearchParams(location.search);
      const left = leaving;
      leaving = false;
      if (left && dialog.open) enter(); // opened again within that moment
      else if (query.has("q")) {
        if (!dialog.open) dialog.showModal();
        open(query.get("q"));
      } else if (dialog.open) dialog.close();
    });
    dialog.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape") {
        event.preventDefault(); // else the first press would only empty the input
        dialog.close();
      }
      const letter = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (letter && document.activeElement.closest("[data-results]")) input.focus(); // where the letter then goes
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || event.altKey || event.ctrlKey) return;
      const stops = [input, ...results.querySelectorAll("a, button")].filter((one) => !chips.contains(one));
      const next = stops[stops.indexOf(document.activeElement) + step];
      if (!next) return;
      event.preventDefault();
      next.focus();
    });
    return { open, follow };
  };
})(globalThis);
