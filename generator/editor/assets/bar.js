"use strict";
// The bar: what is not published, what is behind, what is wrong; what can be undone; the sheet's paper, and the bundle.
(function () {
  const edit = window.khumueEdit;
  const make = edit.make;
  const word = edit.word;
  let bar, panel, message, shown;

  function when(said) {
    const form = { dateStyle: "medium", timeStyle: "short" };
    return new Intl.DateTimeFormat(edit.language === "th" ? "th-TH-u-ca-buddhist" : "en-GB", form).format(new Date(said));
  }

  function link(one) {
    return make("a", { href: edit.address(one) }, one.text ? edit.words(one.text) : one.key);
  }

  function list(entries, count) {
    const rest = count - entries.length;
    const items = make.apply(null, ["ul", {}].concat(entries));
    return rest > 0 ? make("div", {}, items, make("p", {}, word("more", { n: rest }))) : items;
  }

  function texts(found, none) {
    const entries = found.texts.map(function (one) {
      return make("li", {}, link(one));
    });
    return found.count ? list(entries, found.count) : make("p", {}, word(none));
  }

  function problems(found) {
    const entries = found.map(function (one) {
      const said = one[edit.language];
      const place = one.key ? make("a", { href: edit.address(one) }, one.place) : make("b", {}, one.place);
      return make("li", {}, place, " " + said.what + " – " + said.remedy);
    });
    return found.length ? list(entries, found.length) : make("p", {}, word("check_none"));
  }

  // A button of the bar that opens a panel below it; `fill` gives what stands there, from the state as it is then.
  function opener(name, label, fill) {
    return make(
      "button",
      {
        type: "button",
        class: "ked-btn",
        "aria-expanded": "false",
        "aria-controls": "ked-panel",
        "data-ked": name,
        click: function () {
          if (shown === name) return shut();
          edit.fresh().then(function () {
            draw();
            show(name, fill);
          }, refused);
        },
      },
      label
    );
  }
  function show(name, fill) {
    shown = name;
    panel.replaceChildren(fill(), edit.button("close", shut, { class: "ked-btn ked-close" }));
    panel.hidden = false;
    mark();
  }
  function shut() {
    const before = bar.querySelector('[data-ked="' + shown + '"]');
    shown = null;
    panel.hidden = true;
    mark();
    if (before) before.focus();
  }
  function mark() {
    bar.querySelectorAll("[data-ked]").forEach(function (one) {
      one.setAttribute("aria-expanded", String(one.dataset.ked === shown));
    });
  }
  function refused(found) {
    edit.say(edit.told(found)[0].said);
  }

  function history() {
    const state = edit.state();
    const done = state.undo;
    const box = make("div", {});
    if (done) {
      const what = done.text ? make("span", {}, word("edit") + " “", link(done), "”") : make("code", {}, done.what);
      const by = done.by ? make("span", {}, " " + word("done_by"), edit.words(done.by)) : null;
      box.append(make("p", {}, what, by, " · " + when(done.when)), edit.button("undo_this", step("undo", "undone")));
    } else box.append(make("p", {}, word("history_none")));
    if (state.redo) box.append(edit.button("redo_this", step("redo", "redone")));
    if (state.by) {
      const you = make("p", {}, word("you_are"), edit.words(state.by), " ");
      you.append(
        edit.button("rename", function () {
          you.replaceWith(who(state.by));
        })
      );
      box.append(you);
    }
    return box;
  }
  function step(path, said) {
    return function () {
      const open = edit.opened();
      if (open && open.changed()) return edit.open({ changed: Boolean, close: Boolean, focus: Boolean });
      edit.ask(path, {}).then(function () {
        edit.renew("", word(said));
      }, refused);
    };
  }
  function who(by) {
    const field = make("input", { id: "ked-who", value: by, maxlength: 80, autocomplete: "name" });
    return make(
      "form",
      {
        submit: function (event) {
          event.preventDefault();
          edit
            .ask("name", { by: field.value })
            .then(edit.fresh)
            .then(function () {
              show("history", history);
            }, refused);
        },
      },
      make("label", { for: "ked-who" }, word("by")),
      field,
      make("button", { class: "ked-btn" }, word("save"))
    );
  }

  function publishing() {
    const box = make("div", {});
    function say(job) {
      box.replaceChildren(make("p", {}, word("publish_more")));
      if (job.state) {
        const values = { n: job.done + 1, of: job.commands.length };
        box.append(make("p", { role: "status" }, make("b", {}, word("publish_" + job.state, values))));
        if (job.state === "done") {
          const files = job.made.map(function (path) {
            const name = path.split(/[\\/]/).pop();
            return make("li", {}, make("a", { href: "/-/made/" + encodeURIComponent(name), download: name }, path));
          });
          box.append(list(files, 0));
        } else if (job.said.length) box.append(make("pre", {}, job.said.slice(-12).join("\n")));
      }
      if (job.state === "running") {
        box.append(edit.button("publish_cancel", act("cancel", {})));
        setTimeout(function () {
          if (shown === "publish") edit.ask("job").then(say, refused);
        }, 1000);
      } else box.append(edit.button("publish_start", act("publish", { language: edit.language })));
    }
    function act(path, body) {
      return function () {
        edit.ask(path, body).then(say, refused);
      };
    }
    say(edit.state().job);
    return box;
  }

  function sheets() {
    return list(
      edit.state().sheets.map(function (one) {
        const query = "/-/sheet?key=" + encodeURIComponent(one.key) + "&language=" + edit.language;
        return make("li", {}, make("a", { href: query, target: "_blank", rel: "noopener" }, one.title));
      }),
      0
    );
  }

  function drafts() {
    const found = edit.drafts.all();
    return texts({ count: found.length, texts: found }, "check_none");
  }

  function draw() {
    const state = edit.state();
    const waiting = edit.drafts.all().length;
    const left = make("span", { class: "ked-bar__left" }, make("b", {}, word("bar")));
    const right = make("span", { class: "ked-bar__right" });
    if (state.edition)
      left.append(
        opener("changed", word("changed", { n: state.changed.count, edition: state.edition }), function () {
          return texts(edit.state().changed, "changed_none");
        })
      );
    if (state.languages.length > 1)
      left.append(
        opener("behind", word("behind", { n: state.behind.count }), function () {
          return texts(edit.state().behind, "behind_none");
        })
      );
    if (waiting) left.append(opener("drafts", word("drafts", { n: waiting }), drafts));
    right.append(
      opener("history", word("history"), history),
      opener("check", word("check", { n: state.problems.length }), function () {
        return problems(edit.state().problems);
      })
    );
    if (state.sheets.length) right.append(opener("sheets", word("sheet"), sheets));
    right.append(opener("publish", word("publish"), publishing));
    right.prepend.apply(right, edit.more || []);
    bar.replaceChildren(left, message, right);
    mark();
  }

  edit.ready.then(function (state) {
    const kept = edit.renewed();
    bar = make("div", { class: "ked-bar__in" });
    panel = make("div", { class: "ked-panel", id: "ked-panel", hidden: true });
    message = make("span", { class: "ked-said", role: "status", "data-ked-said": true });
    panel.addEventListener("keydown", function (event) {
      if (event.key === "Escape") shut();
    });
    const region = make("div", { class: "ked-bar k-noprint", role: "region", "aria-label": word("bar") }, bar, panel);
    document.querySelector(".md-skip").after(region);
    draw();
    edit.bar = { draw: draw };
    document.documentElement.classList.add("ked");
    if (kept) {
      const place = kept.place && document.getElementById(kept.place);
      if (place) place.scrollIntoView({ block: "center" });
      else scrollTo(0, kept.at);
      edit.say(kept.message);
    }
    edit.kept = kept;
    // Another window, or Notepad, may have changed the manual meanwhile.
    addEventListener("focus", function () {
      edit.fresh().then(function (now) {
        if (now.revision === state.revision) return;
        if (!edit.opened()) return edit.renew("", "");
        edit.say(word("stale"));
      }, refused);
    });
  }, refused);
})();
