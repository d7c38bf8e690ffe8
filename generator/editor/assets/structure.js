"use strict";
// The structure of the page: what can be added, moved and removed.
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
    const open = function (at) {
      edit.form(query("form", { key: around.key }), { title: titled(around), there: true, at: at }, place, back);
    };
    return [
      listed && press(word("add_before"), begin.bind(null, around, 0, one, back)),
      (listed || after) && press(word("add_behind"), begin.bind(null, around, 1, one, back)),
      listed && around.position > 0 && press(word("up"), move.bind(null, around, -1)),
      listed && around.position < around.count - 1 && press(word("down"), move.bind(null, around, 1)),
      after && press(word("up"), move.bind(null, around, -1)),
      after && press(word("down"), move.bind(null, around, 1)),
      around.kind === "question" && press(word("answer_this"), open.bind(null, "answer")),
      around.fields !== 0 && around.kind !== "page" && press(word("all_keys"), open.bind(null, "")),
      (listed || around.kind) && press(word("remove"), leave.bind(null, around, place, back)),
    ].concat(
      (around.lists || []).map(function (list) {
        return press(word("add_to", { what: said(list) }), append.bind(null, around.key, list, place, back));
      })
    );
  }
  function append(of, list, place, back) {
    const asked = { of: of, list: list.list, position: list.count };
    edit.form(query("form", asked), { title: word("add_to", { what: said(list) }) }, place, back);
  }
  // What can be new, on a page that shows all of a kind that kind by itself.
  function news(found, back) {
    const here = found.around[found.around.length - 1];
    const page = edit.page();
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
    edit.form(query("form", asked), { title: word("add_here") }, place, back);
  }
  function fresh(kind, after, place, back) {
    edit.form(query("form", { kind: kind, after: after }), { title: word("new") + ": " + word("new_" + kind) }, place, back);
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
        edit.lines(told.told.concat(told.follows)),
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
            bad.textContent = edit.sentences(edit.told(found));
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
    }, edit.failed(place, back));
  }
  // To the page of a section, where what was shown here is no more.
  function go(around, message) {
    const folder = location.pathname.replace(/[^/]*$/, "");
    const page = /\/(process|approach|tools|criteria|worksheets)\/$/.test(folder) ? folder + "index.html" : location.pathname;
    edit.leaveTo(page, message);
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
    const wanted = new URLSearchParams(location.search).get("form");
    const kept = wanted && edit.drafts.get("form:" + wanted);
    if (!kept) return;
    history.replaceState(null, "", location.pathname + location.hash);
    edit.form(wanted, { title: kept.text, there: kept.there }, first, button);
  }, refused);
})();
