// Tries a log of searches on the manual: which of them find nothing or only related pages, and what to write so that they do.
// It asks the engine as the box does, one search after the other, those asked most often first.
(function (root) {
  "use strict";

  const MOST = 300; // rows of the table
  const SLICE = 20; // milliseconds that lines are read before the page has a turn
  const LONGEST = 200; // letters of a search, as in the box
  const own = document.currentScript.src.replace(/[^/]*$/, "");

  const place = document.querySelector("[data-log]"), form = place.querySelector("form"), status = place.querySelector("[role=status]");
  const text = form.querySelector("textarea"), file = form.querySelector("input"), stop = form.querySelector("[data-stop]");
  const table = place.querySelector("[role=region]"), more = place.querySelector("[data-more]");
  const files = new Map(Array.from(place.querySelectorAll("[data-address]"), (one) => [one.dataset.address, one.textContent]));
  const language = document.documentElement.lang, other = document.querySelector("[data-other]")?.lang;
  const say = (name, values) => place.getAttribute(`data-word-${name}`).replace(/\{(\w)\}/g, (_, value) => values[value]);
  const turn = () => new Promise((done) => setTimeout(done));
  let newest = 0, stopped = false; // a newer run ends an older one

  function element(tag, attributes, ...children) {
    const made = Object.assign(document.createElement(tag), attributes);
    made.append(...children);
    return made;
  }

  function script(name) {
    return new Promise((done, fail) => document.head.append(element("script", { src: `${own}${name}.js`, async: false, onload: done, onerror: fail })));
  }

  async function ready() {
    if (!root.khumue?.search) await Promise.all([script("text"), script("finder")]);
    const { search } = root.khumue;
    await search.load(language);
    if (other) await search.load(other);
    return search;
  }

  // What was searched for, of a line: the line itself, or of a web server's log the query in the address, where there is one.
  function asked(line) {
    const [, query] = line.match(/[?&]q=([^&#\s"]*)/) || [];
    if (query === undefined) return /"[A-Z]+ \S+ HTTP/.test(line) ? "" : line;
    try {
      return decodeURIComponent(query.replace(/\+/g, " "));
    } catch (error) {
      return ""; // an address that nobody's browser wrote
    }
  }

  // The different searches of a text, those asked most often first: {query, times}; what is typed differently is one.
  async function counted(lines, mine) {
    const { fold, normalise } = root.khumue.text, found = new Map();
    let ends = performance.now() + SLICE;
    for (let n = 0; n < lines.length; n++) {
      if (performance.now() > ends) {
        status.textContent = say("reading", { n: n + 1 });
        await turn();
        if (stopped || mine !== newest) break;
        ends = performance.now() + SLICE;
      }
      const query = asked(lines[n]).slice(0, LONGEST).trim(), key = query && fold(normalise(query)).text.trim();
      if (!key) continue;
      const one = found.get(key);
      if (one) one.times++;
      else found.set(key, { query, times: 1 });
    }
    return Array.from(found.values()).sort((a, b) => b.times - a.times);
  }

  const kindOf = ({ card, rows }) => {
    if (card || rows.some(({ held }) => held)) return "found";
    if (rows.some(({ meant }) => meant !== undefined)) return "corrected";
    return rows.length ? "related" : "nothing";
  };

  // What to write where: the search as another name of the nearest record that may have one.
  function advice(query, rows) {
    const row = rows.find(({ address }) => files.has(address));
    const name = /^[\p{L}\p{M}\p{N} ]+$/u.test(query) ? query : JSON.stringify(query);
    const where = row ? say("in", { f: files.get(row.address), t: plain(row.title) }) : say("somewhere");
    return [element("code", {}, `also: [${name}]`), " ", where];
  }

  const plain = (title) => root.khumue.text.plain(title);
  const folder = (of) => new URL(`../../../${of === "th" ? "" : "en/"}`, own).href;

  function row({ query, times }, kind, found) {
    const [first] = kind === "corrected" ? found.rows.filter(({ meant }) => meant !== undefined) : found.rows;
    const came = first ? [say(kind), " ", element("a", { href: folder(first.language) + first.address, lang: first.language }, plain(first.title))] : [say("nothing")];
    return element(
      "tr",
      {},
      element("td", {}, String(times)),
      element("th", { scope: "row" }, query),
      element("td", {}, ...came),
      element("td", {}, ...advice(query, found.rows)),
    );
  }

  async function run() {
    const mine = ++newest, rows = table.querySelector("tbody");
    stopped = false;
    rows.replaceChildren();
    more.textContent = "";
    table.hidden = true;
    stop.hidden = false;
    const search = await ready();
    const lines = (file.files.length ? await file.files[0].text() : text.value).split(/\r?\n/).filter((line) => line.trim());
    const queries = await counted(lines, mine), counts = { found: 0, corrected: 0, related: 0, nothing: 0 };
    let tried = 0, left = 0;
    for (const one of queries) {
      if (stopped || mine !== newest) break;
      let found;
      while (!(found = await search.find(one.query, language))); // where the box of this page asked meanwhile, once more
      const kind = kindOf(found);
      counts[kind]++;
      tried++;
      if (kind !== "found" && rows.childElementCount < MOST) rows.append(row(one, kind, found));
      else if (kind !== "found") more.textContent = say("more", { n: ++left });
      table.hidden = !rows.childElementCount;
      if (tried % 50 === 0) {
        status.textContent = say("trying", { n: tried, m: queries.length });
        await turn();
      }
    }
    if (mine !== newest) return;
    const { found: f, corrected: c, related: r, nothing: z } = counts;
    status.textContent = queries.length ? say("told", { l: lines.length, m: queries.length, n: tried, f, c, r, z }) : say("empty");
    stop.hidden = true;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run().catch(() => {
      status.textContent = say("failed");
      stop.hidden = true;
    });
  });
  stop.addEventListener("click", () => {
    stopped = true; // what runs tells how far it came
    stop.hidden = true;
    text.focus();
  });
})(globalThis);
