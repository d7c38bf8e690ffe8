"use strict";
// The structure of the page: what can be added, moved and removed, and the forms for it.
(function () {
  const edit = window.khumueEdit;
  const make = edit.make;
  const word = edit.word;
  const article = document.querySelector("main");
  const INSIDE = "a, button, label, summary";
  const LISTS = "dl, ul, ol, table, thead, tbody, figure, fieldset"; // which hold items, and are none
  const HEADS = "h1, h2, h3, h4, h5, h6, caption, legend";
  let opened = null; // the menu that is open: { element, back }

  function said(one) {
    return one[edit.language];
  }
  function query(path, values) {
    return path + "?" + new URLSearchParams(values);
  }
  function refused(found) {
    if (found.status === 409) return edit.renew("", word("conflict_again"));
    edit.say(edit.told(found)[0].said);
  }

  // ---- the items of the page: each entry of a list by the largest element that shows nothing else ----
  function items(found) {
    const first = new Map();
    article.querySelectorAll("[data-text]").forEach(function (text) {
      const entry = found[text.dataset.text];
      if (!entry || text.closest("svg") || first.has(entry.key)) return;
      first.set(entry.key, { entry: entry, element: around(text, entry.key) });
    });
    first.forEach(handle);
  }
  function around(text, key) {
    let at = text;
    while (at.parentNode !== article && !at.parentNode.matches(LISTS) && shows(at.parentNode, key)) at = at.parentNode;
    while (at.parentNode !== article && !at.parentNode.matches(LISTS) && (at.closest(INSIDE) || /^inline|^contents/.test(getComputedStyle(at).display))) at = at.parentNode;
    return at;
  }
  function shows(element, key) {
    return Array.prototype.every.call(element.querySelectorAll("[data-text]"), function (one) {
      return one.dataset.text === key || one.dataset.text.startsWith(key + "/");
    });
  }

  function handle(one) {
    const label = one.element.textContent.replace(/\s+/g, " ").trim().slice(0, 60);
    const menu = make(
      "button",
      {
        type: "button",
        class: "ked-item k-noprint",
        "aria-label": word("item", { text: label }),
        title: word("item_short"),
        "aria-expanded": "false",
        "data-entry": one.entry.key,
        focus: function () {
          light(one, true);
        },
        blur: function () {
          light(one, false);
        },
        click: function () {
          choose(one.entry.key, menu, one);
        },
      },
      "⋮"
    );
    const plus = make(
      "button",
      {
        type: "button",
        class: "ked-plus k-noprint",
        tabindex: "-1",
        "aria-label": word("add_after", { text: label }),
        title: word("add_here"),
        click: function () {
          begin(one.entry, 1, one, menu);
        },
      },
      make("span", { "aria-hidden": "true" }, "+")
    );
    one.menu = menu;
    one.plus = plus;
    const inside = one.element.matches("tr, dl > div") ? one.element.lastElementChild : one.element;
    const both = make("span", { class: "ked-beside" }, menu, plus);
    if (inside.matches(HEADS)) inside.after(both);
    else (inside.querySelector(":scope > p:last-child") || inside).append(both); // what is last in it stays so
    one.element.addEventListener("mouseenter", function () {
      light(one, true);
    });
    one.element.addEventListener("mouseleave", function () {
      light(one, false);
    });
  }
  function light(one, on) {
    [one.menu, one.plus].forEach(function (button) {
      button.classList.toggle("ked-on", on);
    });
    if (!on || getComputedStyle(one.menu).position !== "absolute") return;
    const here = one.element.getBoundingClientRect();
    const left = Math.max(4, article.getBoundingClientRect().left - 36);
    at(one.menu, left, here.top);
    at(one.plus, left + 34, here.bottom - 13);
    one.plus.style.setProperty("--ked-wide", Math.max(0, here.right - left - 64) + "px");
  }
  function at(button, left, top) {
    const around = (button.offsetParent || document.body).getBoundingClientRect();
    button.style.left = left - around.left + "px";
    button.style.top = top - around.top + "px";
  }

  // ---- menus ----
  function shut() {
    if (!opened) return;
    opened.element.remove();
    opened.back.setAttribute("aria-expanded", "false");
    opened = null;
  }
  function show(place, back, groups) {
    shut();
    article.querySelectorAll(".ked-on").forEach(function (one) {
      one.classList.remove("ked-on");
    });
    const element = make("div", {
      class: "ked-menu k-noprint",
      role: "group",
      "aria-label": word("item_short"),
      keydown: function (event) {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        shut();
        back.focus();
      },
    });
    groups.forEach(function (group) {
      const buttons = group.buttons.filter(Boolean);
      if (buttons.length) element.append(make("p", {}, make("b", {}, group.title)), make.apply(null, ["div", { class: "ked-choices" }].concat(buttons)));
    });
    element.append(
      edit.button("close", function () {
        shut();
        back.focus();
      })
    );
    place(element);
    back.setAttribute("aria-expanded", "true");
    opened = { element: element, back: back };
    element.querySelector("button").focus();
    element.scrollIntoView({ block: "nearest" });
  }
  function press(label, act) {
    return make(
      "button",
      {
        type: "button",
        class: "ked-btn",
        click: function () {
          shut();
          act();
        },
      },
      make("span", {}, label)
    );
  }
  function beside(one) {
    return function (element) {
      const wide = one.element.closest(".k-scroll, table, figure, fieldset, .k-cards, .k-strip");
      if (wide) wide.after(element);
      else if (one.element.matches("dl > div")) one.element.lastElementChild.append(element);
      else if (one.element.matches("dt") && one.element.nextElementSibling) one.element.nextElementSibling.append(element);
      else if (one.element.matches("li, dd, section, article")) one.element.append(element);
      else one.element.after(element);
    };
  }
  function first(element) {
    article.prepend(element);
    element.scrollIntoView({ block: "nearest" });
  }

  function choose(key, back, one) {
    const place = one ? beside(one) : first;
    edit.ask(query("entry", { key: key })).then(function (found) {
      const groups = found.around.map(function (around) {
        return { title: titled(around), buttons: actions(around, one, back) };
      });
      const more = one ? [] : news(found, back);
      show(place, back, more.slice(0, 1).concat(groups, more.slice(1)));
    }, refused);
  }
  function titled(around) {
    const what = around.what ? said(around.what) : word("this_record");
    return [what, said(around.title)].filter(Boolean).join(": ");
  }
  function actions(around, one, back) {
    const place = one ? beside(one) : first;
    const listed = around.count !== undefined;
    const after = around.kind && !listed;
    const open = function () {
      form(query("form", { key: around.key }), { title: titled(around), there: true }, place, back);
    };
    return [
      listed && press(word("add_before"), begin.bind(null, around, 0, one, back)),
      (listed || after) && press(word("add_behind"), begin.bind(null, around, 1, one, back)),
      listed && around.position > 0 && press(word("up"), move.bind(null, around, -1)),
      listed && around.position < around.count - 1 && press(word("down"), move.bind(null, around, 1)),
      after && press(word("up"), move.bind(null, around, -1)),
      after && press(word("down"), move.bind(null, around, 1)),
      around.fields !== 0 && around.kind !== "page" && press(word("all_keys"), open),
      (listed || around.kind) && press(word("remove"), leave.bind(null, around, place, back)),
    ].concat(
      (around.lists || []).map(function (list) {
        return press(word("add_to", { what: said(list) }), append.bind(null, around.key, list, place, back));
      })
    );
  }
  function append(of, list, place, back) {
    const asked = { of: of, list: list.list, position: list.count };
    form(query("form", asked), { title: word("add_to", { what: said(list) }) }, place, back);
  }
  // What can be new, on a page that shows all of a kind that kind by itself.
  function news(found, back) {
    const here = found.around[found.around.length - 1];
    const page = location.pathname.replace(/^\/(en\/)?/, "").replace(/(^|\/)$/, "$1index.html");
    const records = found.kinds.map(function (one) {
      return [one.page, word("new_" + one.kind), fresh.bind(null, one.kind, here.kind === one.kind ? here.key.split("/")[1] : "", first, back)];
    });
    const entries = found.listings.map(function (list) {
      return [list.page, said(list), append.bind(null, list.key, list, first, back)];
    });
    function buttons(isHere) {
      const some = records.concat(entries).filter(function (one) {
        return (one[0] === page) === isHere;
      });
      return some.map(function (one) {
        return press(one[1], one[2]);
      });
    }
    return [
      { title: word("new_here"), buttons: buttons(true) },
      { title: word("new"), buttons: buttons(false) },
    ];
  }
  function begin(entry, by, one, back) {
    const place = one ? beside(one) : first;
    if (!entry.list) return fresh(entry.kind, entry.key.split("/")[1], place, back);
    const asked = { of: entry.of, list: entry.list, position: entry.position + by };
    form(query("form", asked), { title: word("add_here") }, place, back);
  }
  function fresh(kind, after, place, back) {
    form(query("form", { kind: kind, after: after }), { title: word("new") + ": " + word("new_" + kind) }, place, back);
  }

  function move(around, by) {
    edit.ask("move", { key: around.key, by: by, seen: around.seen }).then(function () {
      edit.renew("", word("moved"));
    }, refused);
  }

  // What goes with it is said before it goes.
  function leave(around, place, back) {
    edit.ask(query("going", { key: around.key })).then(function (told) {
      const bad = make("p", { class: "ked-bad", role: "alert" });
      const now = told.addresses.length ? make("input", { id: "ked-now", value: "index.html", autocomplete: "off", "aria-describedby": "ked-now-more" }) : null;
      const self = { changed: Boolean.bind(null, false), close: close, focus: focus };
      if (!edit.open(self)) return;
      const element = make(
        "form",
        { class: "ked-form k-noprint", "aria-label": word("remove"), novalidate: true, submit: sure, keydown: edit.keys(sure, close) },
        make("p", { class: "ked-head" }, make("b", {}, word("remove_this", { what: titled(around) }))),
        bad,
        lines(told.told.concat(told.follows)),
        now && make("div", { class: "ked-field" }, make("label", { for: "ked-now" }, word("old_address")), now, make("span", { class: "ked-small", id: "ked-now-more" }, word("old_address_more", { address: told.addresses[0] }))),
        make("div", { class: "ked-foot" }, make("button", { class: "ked-btn ked-btn--main" }, make("span", {}, word("remove"))), edit.button("cancel", close))
      );
      place(element);
      focus();
      element.scrollIntoView({ block: "nearest" });

      function sure(event) {
        if (event) event.preventDefault();
        edit.ask("remove", { key: around.key, now: now ? now.value.trim() : "", seen: around.seen || "" }).then(
          function (done) {
            edit.closed(self);
            if (around.kind && !done.address && !around.list) go(around, word("removed"));
            else edit.renew("", word("removed"));
          },
          function (found) {
            bad.textContent = sentences(edit.told(found));
          }
        );
      }
      function close() {
        element.remove();
        edit.closed(self);
        back.focus();
      }
      function focus() {
        element.querySelector("input, button").focus();
      }
    }, failed(place, back));
  }
  // To the page of a section, where what was shown here is no more.
  function go(around, message) {
    const folder = location.pathname.replace(/[^/]*$/, "");
    const page = /\/(process|approach|tools|criteria|worksheets)\/$/.test(folder) ? folder + "index.html" : location.pathname;
    leaveTo(page, message);
  }
  function leaveTo(page, message, place) {
    if (page === location.pathname) return edit.renew("", message, place);
    sessionStorage.setItem("khumue-edit", JSON.stringify({ key: "", message: message, at: 0, page: page, place: place }));
    location.assign(page);
  }

  // What cannot be done is said where it was asked for, with every place that holds it.
  function failed(place, back) {
    return function (found) {
      const told = edit.told(found);
      if (told.length < 2) return edit.say(sentences(told));
      const self = { changed: Boolean.bind(null, false), close: close, focus: Boolean };
      if (!edit.open(self)) return;
      const element = make("div", { class: "ked-form k-noprint", role: "group" }, make("p", { class: "ked-bad", role: "alert" }, sentences(told)), make("div", { class: "ked-foot" }, edit.button("close", close)));
      place(element);
      element.querySelector("button").focus();
      function close() {
        element.remove();
        edit.closed(self);
        back.focus();
      }
    };
  }
  function sentences(told) {
    return told
      .map(function (one) {
        return (one.place ? one.place + ": " : "") + one.said;
      })
      .join("\n");
  }
  function lines(told) {
    const made = told.map(function (one) {
      return make("li", {}, said(one));
    });
    return made.length ? make.apply(null, ["ul", { class: "ked-told" }].concat(made)) : null;
  }

  // ---- a form made from the model ----
  function form(path, about, place, back) {
    edit.ask(path).then(function (asked) {
      open(path, asked, about, place, back);
    }, failed(place, back));
  }
  function open(path, asked, about, place, back) {
    const kept = edit.drafts.get("form:" + path);
    const state = edit.state();
    const begun = kept || { values: asked.values, was: asked.values, seen: asked.seen };
    const fields = edit.fields(asked.fields, begun.values, about.there, asked.records);
    let before = edit.fields(asked.fields, begun.was, about.there, asked.records);
    let seen = begun.seen;
    const self = { changed: changed, close: close, focus: focus };
    if (!edit.open(self)) return;
    const bad = make("p", { class: "ked-bad", role: "alert" });
    const note = make("p", { class: "ked-note", hidden: !kept }, word("kept_draft"));
    const by = state.by ? null : make("input", { id: "ked-f-by", maxlength: 80, autocomplete: "name" });
    const sheets = (asked.sheets || []).map(function (one) {
      const input = make("input", { type: "checkbox", id: "ked-with-" + one, value: one, checked: one === "worksheet" });
      return make("div", { class: "ked-radio" }, input, make("label", { for: "ked-with-" + one }, word("with_" + one)));
    });
    const foot = make(
      "div",
      { class: "ked-foot" },
      make("button", { class: "ked-btn ked-btn--main" }, make("span", {}, word("save")), make("kbd", {}, "Ctrl+Enter")),
      make("button", { type: "button", class: "ked-btn", click: cancel }, make("span", {}, word("cancel")), make("kbd", {}, "Esc")),
      edit.paper.link(asked.key || asked.of),
      asked.place && make("span", { class: "ked-small" }, written(asked))
    );
    const element = make(
      "form",
      { class: "ked-form ked-form--made k-noprint", "aria-label": about.title, novalidate: true, submit: save, keydown: edit.keys(save, cancel), input: keep },
      make("p", { class: "ked-head" }, make("b", {}, about.title)),
      bad,
      note,
      asked.kind && !about.there ? make("p", { class: "ked-small" }, word("left_empty")) : null,
      fields.element,
      sheets.length ? make.apply(null, ["fieldset", { class: "ked-group" }, make("legend", {}, word("with"))].concat(sheets)) : null,
      asked.told && asked.told.length ? make("details", { class: "ked-group", open: true }, make("summary", {}, word("what_follows")), lines(asked.told.concat(asked.follows))) : null,
      by && make("div", { class: "ked-by" }, make("label", { for: "ked-f-by" }, word("by")), by, make("span", { class: "ked-small" }, word("by_more"))),
      foot
    );
    element.addEventListener("click", function (event) {
      event.stopPropagation();
    });
    edit.paper.show(asked.key || asked.of);
    place(element);
    focus();
    element.scrollIntoView({ block: "nearest" });
    if (seen !== asked.seen) merge(asked);

    function changed() {
      return !same(fields.read(), before.read());
    }
    function keep() {
      edit.drafts.put("form:" + path, changed() ? { values: fields.read(), was: before.read(), seen: seen } : null);
    }
    function focus() {
      fields.focus();
    }
    function close() {
      element.remove();
      edit.closed(self);
      back.focus();
    }
    function cancel() {
      if (!changed()) return close();
      const drop = function () {
        edit.drafts.put("form:" + path, null);
        close();
      };
      edit.askToDrop(foot, drop, focus);
    }
    // Whether a text that had English has none any more.
    function lost(was, now) {
      if (!was || !now || typeof was !== "object" || Array.isArray(was)) return false;
      if (was.en && now.th && !now.en) return true;
      return Object.keys(was).some(function (key) {
        return lost(was[key], now[key]);
      });
    }

    // What is sent: an entry or a record whole, of what is there the keys that were changed.
    function sent(values) {
      if (asked.list && !about.there) return ["insert", { of: asked.of, list: asked.list, position: asked.position, values: values, seen: seen }];
      if (!about.there) {
        const chosen = sheets.filter(function (one) {
          return one.querySelector("input").checked;
        });
        return ["add", { kind: asked.kind, after: asked.after || null, sheets: chosen.map((one) => one.querySelector("input").value), values: values }];
      }
      const was = before.read();
      const other = {};
      Object.keys(Object.assign({}, was, values)).forEach(function (key) {
        if (!same(was[key], values[key])) other[key] = values[key] === undefined ? null : values[key];
      });
      return ["put", { key: asked.key, values: other, seen: seen }];
    }
    function save(event, sure) {
      if (event) event.preventDefault();
      if (element.hasAttribute("aria-busy")) return;
      if (!sure && lost(before.read(), fields.read())) return edit.askToDrop(foot, save.bind(null, null, true), focus, "no_en");
      element.querySelectorAll(".ked-bad").forEach(function (one) {
        one.textContent = "";
      });
      element.querySelectorAll("[aria-invalid=true]").forEach(function (one) {
        one.setAttribute("aria-invalid", "false");
      });
      if (by && !by.value.trim()) {
        bad.textContent = word("by_missing");
        return by.focus();
      }
      if (fields.asks()) {
        const asking = Array.prototype.find.call(element.querySelectorAll(".ked-group > .ked-bad"), function (one) {
          return one.textContent;
        });
        return asking ? asking.parentNode.querySelector("input").focus() : focus();
      }
      element.setAttribute("aria-busy", "true");
      edit.say(word("saving"));
      const named = by ? edit.ask("name", { by: by.value }) : Promise.resolve();
      const what = sent(fields.read());
      named
        .then(function () {
          return edit.ask(what[0], what[1]);
        })
        .then(done, wrong);
    }
    function done(answer) {
      edit.drafts.put("form:" + path, null);
      edit.closed(self);
      const message = word("saved") + (answer.notices ? " · " + word("to_write", { n: answer.notices }) : "");
      const parts = answer.address.split("#");
      if (asked.kind && !about.there && parts[0]) return leaveTo("/" + (edit.language === "en" ? "en/" : "") + parts[0], message, parts[1]);
      edit.renew("", message);
    }
    function wrong(found) {
      element.removeAttribute("aria-busy");
      edit.say("");
      if (found.status === 409) return conflict();
      const rest = [];
      let first = null;
      (found.status === undefined ? [{ field: "", said: String(found) }] : edit.told(found)).forEach(function (one) {
        const shown = one.field ? fields.bad(one.field.split("/"), one.said) : null;
        if (!shown) rest.push(one);
        first = first || shown;
      });
      bad.textContent = sentences(rest);
      if (first) first.focus();
      else bad.scrollIntoView({ block: "nearest" });
    }
    // Somebody else has changed the file. What they left as it was is as it was typed here; what only they have changed is
    // shown as they have it; of what both have changed both are shown, and either can be put into its field.
    function conflict() {
      edit.ask(path).then(merge, wrong);
    }
    function merge(now) {
      const theirs = edit.fields(asked.fields, now.values, about.there, now.records);
      let touched = !about.there;
      let first = null;
      asked.fields.forEach(function (field) {
        const there = theirs.value(field.key);
        const here = fields.value(field.key);
        if (same(there, before.value(field.key))) return;
        touched = true;
        if (same(here, before.value(field.key))) fields.put(field, there);
        else if (!same(here, there)) first = both(field, there) || first;
      });
      before = theirs;
      seen = now.seen;
      keep();
      if (!touched) return save(); // it was elsewhere in the file
      bad.textContent = word(first ? "form_conflict" : "file_changed");
      (first || bad).scrollIntoView({ block: "nearest" });
      if (first) first.querySelector("button").focus();
    }
    function both(field, there) {
      const box = make("div", { class: "ked-other", role: "group" });
      let shown = there;
      tell("conflict_theirs");
      fields.after(field.key, box);
      return box;
      function tell(title) {
        box.setAttribute("aria-label", word(title));
        const swap = edit.button("swap", function () {
          const here = fields.value(field.key);
          fields.put(field, shown);
          shown = here;
          tell(title === "conflict_theirs" ? "conflict_yours" : "conflict_theirs");
          keep();
          box.querySelector("button").focus();
        });
        box.replaceChildren(make("b", {}, word(title)), edit.inWords(field, shown), swap);
      }
    }
  }
  function same(one, other) {
    return JSON.stringify(one) === JSON.stringify(other);
  }
  function written(asked) {
    const place = asked.place.split(":");
    return word(asked.key ? "place" : "place_new", { file: place[0], line: place[1] || "1" });
  }

  edit.ready.then(function () {
    const texts = Array.prototype.map.call(article.querySelectorAll("[data-text]"), function (one) {
      return one.dataset.text;
    });
    edit.ask("entries", { keys: Array.from(new Set(texts)) }).then(items, refused);
    const title = article.querySelector("h1 [data-text]");
    const page = edit.state().passages[0];
    const key = title ? title.dataset.text : page || "manual";
    const button = make(
      "button",
      {
        type: "button",
        class: "ked-btn",
        "aria-expanded": "false",
        "data-ked-structure": true,
        click: function () {
          if (opened && opened.back === button) return shut();
          choose(key, button, null);
        },
      },
      word("structure")
    );
    edit.more = [button];
    edit.bar.draw();
  }, refused);
})();
