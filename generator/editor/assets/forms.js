"use strict";
// A form that the server has made from the model, in the page: what is asked for, sent, refused, and kept until it is saved.
(function () {
  const edit = window.khumueEdit;
  const make = edit.make;
  const word = edit.word;

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
      return make("li", {}, one[edit.language]);
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
      const kept = { values: fields.read(), was: before.read(), seen: seen, address: edit.page(), form: path, there: about.there, text: about.title };
      edit.drafts.put("form:" + path, changed() ? kept : null);
    }
    function focus() {
      fields.focus(about.at);
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

  edit.form = form;
  edit.failed = failed;
  edit.sentences = sentences;
  edit.lines = lines;
  edit.leaveTo = leaveTo;
})();
