"use strict";
// A text where it stands: the pen beside it, and its form in place, Thai and English side by side.
(function () {
  const edit = window.khumueEdit;
  const make = edit.make;
  const word = edit.word;
  const PAUSE = 400; // milliseconds without a letter, after which it is asked what can be told of a text
  const FOLLOWED = "a, button, label, summary, input, select, [data-tip], .k-here"; // a press on these does what it does
  const article = document.querySelector("main");
  let pens = new Map(); // the pen of each text, by its key
  let lit = null;

  // ---- where things go: what is beside a text stands in the block that the text is in ----
  function block(text) {
    let at = text;
    while (/^inline|^contents/.test(getComputedStyle(at).display) || at.matches("a, button, label, summary")) at = at.parentNode;
    return at;
  }
  function putBeside(text, element) {
    let at = block(text);
    if (at.matches("h1, h2, h3, h4, h5, h6, caption, legend")) at.after(element);
    else at.append(element);
  }
  function putForm(text, form) {
    if (!text) return article.prepend(form);
    let at = block(text);
    const wide = at.closest(".k-scroll, table, figure, fieldset, .k-cards, .k-strip");
    if (at.matches("dt") && at.parentNode.querySelector("dd")) at.parentNode.querySelector("dd").append(form);
    else if (wide) wide.after(form);
    else if (at.matches("li, dd")) at.append(form);
    else {
      // a cell of a grid is as narrow as its column: the form stands after all of it
      while (/grid|flex/.test(getComputedStyle(at.parentNode).display)) at = at.parentNode;
      at.after(form);
    }
  }

  function find(key) {
    return article.querySelector('[data-text="' + CSS.escape(key) + '"]');
  }
  function words(text) {
    return text.textContent.replace(/\s+/g, " ").trim().slice(0, 60);
  }

  // ---- pens ----
  function pen(text) {
    let key = text.dataset.text;
    if (pens.has(key) || text.closest("svg, .k-sr")) return;
    const label = word("edit_this", { text: words(text) });
    const one = make(
      "button",
      {
        type: "button",
        class: "ked-pen k-noprint" + (text.closest(FOLLOWED) ? " ked-pen--link" : ""),
        "aria-label": label,
        title: label,
        focus: function () {
          light(text);
        },
        blur: function () {
          light(null);
        },
        click: function () {
          open(key);
        },
      },
      word("edit")
    );
    pens.set(key, one);
    putBeside(text, one);
  }
  function light(text) {
    if (lit === text) return;
    if (lit) {
      const before = pens.get(lit.dataset.text);
      lit.classList.remove("ked-lit");
      before.classList.remove("ked-pen--on");
      before.style.left = ""; // unseen, it is not to widen the page
    }
    lit = text;
    if (!text) return;
    const one = pens.get(text.dataset.text);
    text.classList.add("ked-lit");
    one.classList.add("ked-pen--on");
    if (getComputedStyle(one).position !== "absolute") return;
    const around = one.offsetParent.getBoundingClientRect();
    const here = text.getBoundingClientRect();
    // beside the block in the margin; in a form or a table, where something else stands there, beside its words
    const side = (text.closest("label, legend, table, form") ? text : block(text)).getBoundingClientRect().right;
    const most = document.documentElement.clientWidth - one.offsetWidth - 4;
    one.style.top = here.top - around.top - 4 + "px";
    one.style.left = Math.min(side + 6, most) - around.left + "px";
  }
  function textOf(event) {
    let text = event.target.closest("[data-text]");
    return text && article.contains(text) && pens.has(text.dataset.text) ? text : null;
  }

  // ---- the form ----
  function open(key) {
    edit.ask("text?key=" + encodeURIComponent(key)).then(
      function (text) {
        show(text, edit.drafts.get(key));
      },
      function (refused) {
        edit.say(edit.told(refused)[0].said);
      }
    );
  }

  function show(text, draft) {
    const state = edit.state();
    const both = state.languages.length > 1;
    let asked = { look: text.look, turn: 0, timer: 0 };
    let theirs = null; // what the file holds now, where somebody else has changed it
    const mine = { th: field("th"), en: both ? field("en") : null };
    const self = { changed: changed, close: leave, focus: focus };
    if (!edit.open(self)) return;

    const general = make("div", { class: "ked-bad", role: "alert" });
    const note = make("p", { class: "ked-note", hidden: true });
    const other = make("div", { class: "ked-other", hidden: true });
    const diff = make("div", { class: "ked-diff" });
    const terms = make("ul", { class: "ked-terms" });
    const answers = question();
    const by = state.by ? null : name();
    const foot = footer();
    let form = make(
      "form",
      { class: "ked-form k-noprint", "aria-label": word("text"), novalidate: true, keydown: edit.keys(save, cancel), input: typed, submit: save },
      make("p", { class: "ked-head" }, make("b", {}, word("text")), tag("state_", text.state), tag("basis_", text.basis)),
      general,
      note,
      other,
      make("div", { class: "ked-two" }, half("th", diff), both ? half("en", terms) : null),
      answers.box,
      by && by.box,
      foot
    );
    edit.paper.show(text.key);
    putForm(find(text.key), form);
    form.addEventListener("click", function (event) {
      event.stopPropagation();
    });
    if (draft && (draft.th !== text.th || draft.en !== text.en)) {
      write(draft);
      note.textContent = word("kept_draft");
      note.hidden = false;
      if (draft.seen !== text.seen) conflict(text);
      typed();
    }
    tell();
    fit();
    mine[both && edit.language === "en" ? "en" : "th"].focus({ preventScroll: true });
    form.scrollIntoView({ block: form.offsetHeight > innerHeight * 0.8 ? "start" : "nearest" });

    function field(name) {
      return make("textarea", { id: "ked-" + name, lang: name, rows: 2, spellcheck: "false", "aria-describedby": "ked-bad-" + name });
    }
    function half(name, more) {
      mine[name].value = text[name];
      return make(
        "div",
        { class: "ked-half" },
        make("label", { for: "ked-" + name }, word(name)),
        make("p", { class: "ked-bad", id: "ked-bad-" + name, role: "alert" }),
        mine[name],
        text.passage && name === "th" ? make("p", { class: "ked-small" }, word("markdown")) : null,
        more
      );
    }
    function tag(head, name) {
      const said = name && state.words[head + name];
      return said ? make("span", { class: "ked-tag ked-tag--" + name }, said) : null;
    }
    function question() {
      const box = make("fieldset", { class: "ked-ask", hidden: true }, make("legend", {}, word("asks")));
      box.append(make("p", { class: "ked-bad", role: "alert" }));
      ["mended", "holds", "later"].forEach(function (name) {
        const id = "ked-" + name;
        const choice = make("input", { type: "radio", name: "english", value: name, id: id, "aria-describedby": id + "-more" });
        choice.addEventListener("change", function () {
          bad("ask", "");
          if (name === "mended" && mine.en.value === text.en) mine.en.focus();
        });
        const more = make("span", { id: id + "-more", class: "ked-small" }, word(name + "_more"));
        box.append(make("div", {}, choice, make("label", { for: id }, word(name)), more));
      });
      return { box: box };
    }
    function name() {
      const input = make("input", { id: "ked-by", maxlength: 80, autocomplete: "name", "aria-describedby": "ked-by-more ked-bad-by" });
      const bad = make("p", { class: "ked-bad", id: "ked-bad-by", role: "alert" });
      const more = make("span", { id: "ked-by-more", class: "ked-small" }, word("by_more"));
      return { box: make("div", { class: "ked-by" }, bad, make("label", { for: "ked-by" }, word("by")), input, more), input: input };
    }
    function footer() {
      let place = text.place.split(":");
      return make(
        "div",
        { class: "ked-foot" },
        make("button", { class: "ked-btn ked-btn--main" }, make("span", {}, word("save")), make("kbd", {}, "Ctrl+Enter")),
        make("button", { type: "button", class: "ked-btn", click: cancel }, make("span", {}, word("cancel")), make("kbd", {}, "Esc")),
        edit.button("as_it_was", function () {
          write(text);
          note.hidden = true;
          typed();
          focus();
        }),
        edit.paper.link(text.key),
        make("span", { class: "ked-small" }, word("place", { file: place[0], line: place[1] || "1" }))
      );
    }

    function value(name) {
      return mine[name] ? mine[name].value : text[name];
    }
    function write(one) {
      mine.th.value = one.th;
      if (mine.en) mine.en.value = one.en;
      fit();
    }
    function changed() {
      return value("th") !== text.th || value("en") !== text.en;
    }
    function focus() {
      mine[both && edit.language === "en" ? "en" : "th"].focus();
    }
    function fit() {
      const room = document.body.clientWidth - form.getBoundingClientRect().left - 12;
      form.style.maxWidth = `min(43rem, ${Math.max(room, 200)}px)`;
      ["th", "en"].forEach(function (name) {
        if (!mine[name]) return;
        mine[name].style.height = "auto";
        mine[name].style.height = Math.min(mine[name].scrollHeight + 4, innerHeight * 0.45) + "px";
      });
    }

    // While somebody types nothing waits: what can be told is asked for in a pause.
    function typed() {
      fit();
      const kept = { th: value("th"), en: value("en"), seen: text.seen, address: text.address, text: value("th").slice(0, 120) };
      edit.drafts.put(text.key, changed() ? kept : null);
      clearTimeout(asked.timer);
      asked.timer = setTimeout(look, PAUSE);
    }
    function look() {
      const turn = ++asked.turn;
      return edit.ask("look", { key: text.key, th: value("th"), en: value("en") }).then(
        function (found) {
          if (turn !== asked.turn) return;
          asked.look = found;
          tell();
        },
        function () {
          // What a save would meet is told by the save.
        }
      );
    }
    function tell() {
      const found = asked.look;
      diff.replaceChildren();
      if (found.pieces.length) {
        const behind = text.state === "behind" ? "compared_behind" : "compared";
        diff.append(make("b", {}, word(behind)), marked(found.pieces));
      }
      terms.replaceChildren();
      if (found.terms.length && both) {
        terms.append(make("li", {}, make("b", {}, word("terms"))));
        found.terms.forEach(function (term) {
          const press = make("button", { type: "button", class: "ked-btn", click: put(term.en) }, word("put", { en: term.en }));
          terms.append(make("li", { class: term.said ? "ked-said-so" : "" }, "“" + term.th + "” = ", make("b", { lang: "en" }, term.en), " ", term.said ? "✓" : press));
        });
      }
      answers.box.hidden = !found.asks;
    }
    function put(english) {
      return function () {
        const before = mine.en.selectionStart === mine.en.value.length && !mine.en.value.endsWith(" ") && mine.en.value ? " " : "";
        mine.en.focus();
        mine.en.setRangeText(before + english, mine.en.selectionStart, mine.en.selectionEnd, "end");
        typed();
      };
    }

    function bad(name, said, at) {
      let place = name === "ask" ? answers.box.querySelector(".ked-bad") : name ? form.querySelector("#ked-bad-" + name) : general;
      const input = { th: mine.th, en: mine.en, ask: answers.box.querySelector("input"), by: by && by.input }[name];
      place.textContent = said;
      if (input) input.setAttribute("aria-invalid", String(Boolean(said)));
      if (said && input) {
        input.focus();
        if (at !== null && at !== undefined && input.setSelectionRange) input.setSelectionRange(at, at + 1);
      }
    }
    function good() {
      ["", "th", "ask"].concat(both ? ["en"] : [], by ? ["by"] : []).forEach(function (name) {
        bad(name, "");
      });
    }

    function save(event, sure) {
      if (event) event.preventDefault();
      if (form.hasAttribute("aria-busy")) return;
      const none = both && (theirs || text).en && !value("en").trim();
      if (none && !sure) return edit.askToDrop(foot, save.bind(null, null, true), mine.en.focus.bind(mine.en), "no_en");
      good();
      form.setAttribute("aria-busy", "true");
      clearTimeout(asked.timer);
      look()
        .then(function () {
          const chosen = form.querySelector("[name=english]:checked");
          const english = none ? "none" : chosen && asked.look.asks ? chosen.value : "";
          if (by && !by.input.value.trim()) return Promise.reject({ bad: ["by", word("by_missing")] });
          if (asked.look.asks && !english) return Promise.reject({ bad: ["ask", word("choose")] });
          if (english === "mended" && value("en") === text.en) return Promise.reject({ bad: ["en", word("not_mended")] });
          const named = by ? edit.ask("name", { by: by.input.value }) : Promise.resolve();
          return named.then(function () {
            edit.say(word("saving"));
            const seen = (theirs || text).seen;
            return edit.ask("save", { key: text.key, th: value("th"), en: value("en"), seen: seen, english: english || "later" });
          });
        })
        .then(written, refused);
    }
    function written(done) {
      edit.drafts.put(text.key, null);
      edit.closed(self);
      const more = [["saved_mended", done.mended], ["saved_notices", done.problems]].map(function (one) {
        const said = one[1].map(function (each) {
          return typeof each[edit.language] === "string" ? each[edit.language] : each[edit.language].what;
        });
        return said.length ? " · " + word(one[0], { what: said.join(", ") }) : "";
      });
      edit.renew(text.key, word("saved") + more.join(""));
    }
    function refused(found) {
      form.removeAttribute("aria-busy");
      edit.say("");
      if (found.bad) return bad.apply(null, found.bad);
      if (found.status === 409 && found.said.conflict) return conflict(found.said.conflict);
      const told = found.status === undefined ? [{ field: "", said: String(found) }] : edit.told(found);
      const lines = { "": [], th: [], en: [] };
      told.forEach(function (one) {
        const name = mine[one.field] ? one.field : "";
        lines[name].push(one);
      });
      ["", "en", "th"].forEach(function (name) {
        if (lines[name].length) bad(name, lines[name].map(saidOf).join("\n"), lines[name][0].at);
      });
      if (lines[""].length === told.length) general.scrollIntoView({ block: "nearest" });
    }
    function saidOf(one) {
      return (one.field || !one.place ? "" : one.place + ": ") + one.said;
    }

    // Somebody else has changed the text: both are shown, and either can be put into the fields.
    function conflict(now) {
      theirs = { th: now.th, en: now.en, seen: now.seen };
      shown({ th: now.th, en: now.en }, "conflict_theirs");
      other.hidden = false;
      bad("", word("conflict"));
      other.querySelector("button").focus();
    }
    function shown(one, title) {
      other.replaceChildren(
        make("b", {}, word(title)),
        make("p", { lang: "th" }, one.th),
        both ? make("p", { lang: "en" }, one.en || word("no_english")) : "",
        edit.button("swap", function () {
          const typedNow = { th: value("th"), en: value("en") };
          write(one);
          shown(typedNow, title === "conflict_theirs" ? "conflict_yours" : "conflict_theirs");
          typed();
          focus();
        }),
        make("span", { class: "ked-small" }, word("conflict_save"))
      );
    }

    function cancel() {
      if (!changed()) return leave();
      const drop = function () {
        edit.drafts.put(text.key, null);
        leave();
      };
      edit.askToDrop(foot, drop, focus);
    }
    function leave() {
      clearTimeout(asked.timer);
      asked.turn++;
      form.remove();
      edit.closed(self);
      if (pens.has(text.key)) pens.get(text.key).focus();
    }
  }

  // Old against new, with words for who cannot see what is struck through.
  function marked(pieces) {
    const line = make("p", { lang: "th" });
    pieces.forEach(function (piece) {
      if (piece[0] === "=") return line.append(piece[1]);
      const gone = piece[0] === "-";
      const hidden = make("span", { class: "k-sr" }, "[" + word(gone ? "gone_word" : "new_word") + ": ");
      line.append(make(gone ? "del" : "ins", {}, hidden, piece[1], make("span", { class: "k-sr" }, "]")));
    });
    return line;
  }

  // ---- a hand-written page: its title, its description, and each section beside its heading ----
  function passages(keys) {
    keys.forEach(function (key) {
      let name = key.split("/").slice(2).join("/");
      let place = name === "title" ? article.querySelector("h1") : name === "description" ? article.querySelector("h1 ~ .lead") : null;
      if (name === "text") place = article.querySelector("h1 ~ .lead ~ *");
      if (name.startsWith("#")) place = document.getElementById(name.slice(1));
      if (place) place.dataset.text = key;
    });
  }

  edit.ready.then(function (state) {
    passages(state.passages);
    article.querySelectorAll("[data-text]").forEach(pen);
    [["behind", "ked-behind", "state_behind"], ["changed", "ked-changed", ""]].forEach(function (row) {
      state[row[0]].texts.forEach(function (one) {
        article.querySelectorAll('[data-text="' + CSS.escape(one.key) + '"]').forEach(function (text) {
          text.classList.add(row[1]);
        });
        const its = pens.get(one.key);
        if (its && row[2]) its.setAttribute("aria-label", its.getAttribute("aria-label") + " · " + word(row[2]));
      });
    });
    article.addEventListener("mouseover", function (event) {
      let text = textOf(event);
      if (text) light(text);
    });
    article.addEventListener("click", function (event) {
      let text = textOf(event);
      if (!text || event.target.closest(FOLLOWED) || !getSelection().isCollapsed) return;
      open(text.dataset.text);
    });
    const wanted = new URLSearchParams(location.search).get("text");
    if (wanted) {
      history.replaceState(null, "", location.pathname + location.hash);
      open(wanted);
    } else if (edit.kept && pens.has(edit.kept.key)) {
      pens.get(edit.kept.key).focus({ preventScroll: true });
    }
    edit.edit = open;
  });
})();
