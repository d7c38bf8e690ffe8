"use strict";
// The controls of a form that the server has made from the model. Each is { element, read(), bad(path, said), focus() }:
// `read` gives nothing for what is empty, `bad` shows a mistake and gives the control that it stands at. Below them the
// same values in words, to be read.
(function () {
  const edit = window.khumueEdit;
  const make = edit.make;
  let count = 0;
  let records = {};

  function name() {
    return "ked-c" + ++count;
  }
  function label(field) {
    return field[edit.language] || "";
  }

  // One box to write or choose in, with its label and what is wrong with it.
  function box(field, input, read) {
    const id = name();
    const bad = make("p", { class: "ked-bad", id: id + "-bad", role: "alert" });
    const more = field.required ? " " + edit.word("needed") : field.made ? " " + edit.word("made") : "";
    const text = make("label", { for: id }, label(field), make("span", { class: "ked-small" }, more));
    input.id = id;
    input.setAttribute("aria-describedby", id + "-bad");
    if (field.required) input.setAttribute("aria-required", "true");
    return {
      element: make("div", { class: "ked-field" }, text, bad, input),
      input: input,
      read: read,
      bad: function (path, said) {
        bad.textContent = said;
        input.setAttribute("aria-invalid", String(Boolean(said)));
        return this;
      },
      focus: function () {
        input.focus();
      },
    };
  }
  function words(input) {
    return function () {
      return input.value.trim() || undefined;
    };
  }

  function day(said) {
    const calendar = edit.language === "th" ? "th-TH-u-ca-buddhist" : "en-GB";
    return new Intl.DateTimeFormat(calendar, { dateStyle: "long" }).format(new Date(said));
  }
  // What a field may name, as [id, its name].
  function named(field) {
    return field.records.flatMap(function (collection) {
      return records[collection].map(function (one) {
        return [one.id, one[edit.language]];
      });
    });
  }

  const makers = {
    line: function (field, value) {
      const input = make("input", { value: value === undefined ? null : value, maxlength: field.max_length, autocomplete: "off" });
      return box(field, input, words(input));
    },
    number: function (field, value) {
      const input = make("input", { value: value === undefined ? null : value, inputmode: field.whole ? "numeric" : "decimal", autocomplete: "off" });
      return box(field, input, function () {
        const said = input.value.trim();
        return said === "" ? undefined : isNaN(said) ? said : Number(said);
      });
    },
    date: function (field, value) {
      const input = make("input", { type: "date", value: value === undefined ? null : value });
      const made = box(field, input, words(input));
      const era = make("span", { class: "ked-small" });
      input.addEventListener("input", tell);
      made.element.append(era);
      tell();
      return made;
      function tell() {
        era.textContent = input.value ? day(input.value) : "";
      }
    },
    choice: function (field, value) {
      return choose(
        field,
        value,
        field.choices.map(function (one) {
          return [one, one];
        })
      );
    },
    one: function (field, value) {
      return choose(field, value, named(field));
    },
    yes: function (field, value) {
      const input = make("input", { type: "checkbox", checked: value === true || value === "true" });
      const made = box(field, input, function () {
        return input.checked || undefined;
      });
      made.element.classList.add("ked-field--yes");
      return made;
    },
    text: function (field, value) {
      const halves = {};
      const element = make("div", { class: "ked-two" });
      edit.state().languages.forEach(function (language) {
        const input = make("textarea", { rows: 2, lang: language, spellcheck: "false" });
        input.value = (value && value[language]) || "";
        const said = { required: field.required && language === "th" };
        said[edit.language] = [label(field), edit.word(language)].filter(Boolean).join(" · ");
        halves[language] = box(said, input, words(input));
        halves[language].element.classList.add("ked-half");
        element.append(halves[language].element);
      });
      return {
        element: element,
        halves: halves,
        read: function () {
          const found = {};
          Object.keys(halves).forEach(function (language) {
            const said = halves[language].read();
            if (said) found[language] = said;
          });
          return Object.keys(found).length ? found : undefined;
        },
        bad: function (path, said) {
          return (halves[path[0]] || halves.th).bad([], said);
        },
        focus: function () {
          halves.th.focus();
        },
      };
    },
    // From the source, or proposed: asked as one question, kept under two keys.
    basis: function (field, value) {
      const id = name();
      const bad = make("p", { class: "ked-bad", role: "alert" });
      const said = edit.word("facts");
      const facts = makers.words({ key: "facts", th: said, en: said, item: { control: "one", records: field.records } }, value.facts);
      const element = make("fieldset", { class: "ked-group" }, make("legend", {}, label(field)), bad);
      const choices = ["source", "proposed", "around"].filter(function (one) {
        return one !== "source" || records.facts.length;
      });
      const chosen = value.status === "proposed" ? "proposed" : value.facts ? "source" : value.there ? "around" : "";
      choices.forEach(function (one) {
        const input = make("input", { type: "radio", name: id, value: one, id: id + one, checked: one === chosen, change: tell });
        element.append(make("div", { class: "ked-radio" }, input, make("label", { for: id + one }, edit.word("basis_is_" + one))));
      });
      if (records.facts.length) element.append(facts.element);
      tell();
      return {
        element: element,
        spread: true,
        read: function () {
          const said = answer();
          const found = {};
          if (said === "proposed") found.status = "proposed";
          if (said === "source" || said === "proposed") {
            const named = facts.read();
            if (named) found.facts = named;
          }
          return found;
        },
        asks: function () {
          const said = answer();
          return !said || (said === "source" && !facts.read());
        },
        bad: function (path, said) {
          bad.textContent = said;
          return this;
        },
        focus: function () {
          element.querySelector("input").focus();
        },
      };
      function answer() {
        const found = element.querySelector("input[type=radio]:checked");
        return found ? found.value : "";
      }
      function tell() {
        facts.element.hidden = !answer() || answer() === "around";
      }
    },
    // A list: of words, of things that are chosen, of groups.
    words: function (field, value) {
      const items = [];
      const bad = make("p", { class: "ked-bad", role: "alert" });
      const list = make("div", {});
      const more = edit.button("one_more", function () {
        add(undefined).focus();
      });
      const element = make("fieldset", { class: "ked-group" }, make("legend", {}, label(field)), bad, list, more);
      (value || []).forEach(add);
      while (items.length < (field.least || 0)) add(undefined);
      return {
        element: element,
        read: function () {
          const found = items
            .map(function (one) {
              return one.read();
            })
            .filter(function (one) {
              return one !== undefined;
            });
          return found.length ? found : undefined;
        },
        bad: function (path, said) {
          if (items[path[0]]) return items[path[0]].bad(path.slice(1), said);
          bad.textContent = said;
          return this;
        },
        focus: function () {
          (items[0] || { focus: more.focus.bind(more) }).focus();
        },
        asks: function () {
          return items.some(function (one) {
            return one.asks && one.asks();
          });
        },
      };
      function add(said) {
        const item = Object.assign({}, field.item);
        item.th = item.en = edit.word("one_of", { what: label(field), n: items.length + 1 });
        const one = control(item, said);
        const row = make("div", { class: "ked-row" }, one.element);
        row.append(
          edit.button("take_out", function () {
            items.splice(items.indexOf(one), 1);
            row.remove();
            more.focus();
          })
        );
        items.push(one);
        list.append(row);
        return one;
      }
    },
    // Keys within a key; what is empty and may be is left out.
    group: function (field, value) {
      const inner = fields(field.fields, value || {}, Boolean(value));
      const summary = make("summary", {}, label(field));
      const open = field.required !== false || Boolean(value);
      const whole = field.required === false;
      inner.element = whole
        ? make("details", { class: "ked-group", open: open }, summary, inner.element)
        : make("fieldset", { class: "ked-group" }, make("legend", {}, label(field)), inner.element);
      const read = inner.read;
      const asks = inner.asks;
      inner.read = function () {
        const found = read();
        return whole && isHollow(found) ? undefined : found;
      };
      inner.asks = function () {
        return Boolean(inner.read()) && asks();
      };
      return inner;
    },
    // One of several kinds, each with fields of its own.
    kinds: function (field, value) {
      let inner;
      const types = Object.keys(field.kinds).map(function (one) {
        return [one, type(one)];
      });
      const said = { required: true, th: edit.word("which_type"), en: edit.word("which_type") };
      const first = choose(said, (value && value.type) || types[0][0], types);
      const element = make("fieldset", { class: "ked-group" }, make("legend", {}, label(field) || edit.word("which_type")), first.element);
      show(value || {});
      first.input.addEventListener("change", function () {
        show(inner.read());
      });
      return {
        element: element,
        read: function () {
          return Object.assign({ type: first.read() }, inner.read());
        },
        bad: function (path, said) {
          return path[0] === "type" ? first.bad([], said) : inner.bad(path, said);
        },
        asks: function () {
          return inner.asks();
        },
        focus: function () {
          first.focus();
        },
      };
      function show(values) {
        if (inner) inner.element.remove();
        inner = fields(field.kinds[first.read()], values, Boolean(value));
        element.append(inner.element);
      }
    },
  };
  makers.list = makers.words;

  // Whether nothing is filled in, however deep the rows are that stand open for it.
  function isHollow(value) {
    return value === undefined || (typeof value === "object" && Object.values(value).every(isHollow));
  }

  function choose(field, value, found) {
    const options = found.map(function (one) {
      return make("option", { value: one[0], selected: one[0] === value }, one[1]);
    });
    if (!field.required || value === undefined) options.unshift(make("option", { value: "" }, "–"));
    const input = make.apply(null, ["select", {}].concat(options));
    return box(field, input, words(input));
  }
  function type(name) {
    return edit.state().words["type_" + name] || name;
  }
  function control(field, value) {
    return makers[field.control](field, value);
  }

  // What a value says, in words.
  const readers = {
    text: function (field, value) {
      return edit.state().languages.map(function (language) {
        return value[language] && make("p", { lang: language }, value[language]);
      });
    },
    date: function (field, value) {
      return [day(value)];
    },
    yes: function (field) {
      return [label(field)];
    },
    one: function (field, value) {
      const found = named(field).find(function (one) {
        return one[0] === value;
      });
      return [found ? found[1] : value];
    },
    basis: function (field, value) {
      const name = value.status === "proposed" ? "proposed" : value.facts ? "source" : "around";
      const facts = value.facts && inWords({ control: "words", item: { control: "one", records: field.records } }, value.facts);
      return [make("p", {}, edit.word("basis_is_" + name)), facts];
    },
    words: function (field, value) {
      const items = value.map(function (one) {
        return make("li", {}, inWords(field.item, one));
      });
      return [make.apply(null, ["ul", {}].concat(items))];
    },
    group: function (field, value) {
      return field.fields.map(function (one) {
        const inner = one.control === "basis" ? value : value[one.key];
        return inner !== undefined && make("div", {}, make("b", {}, label(one)), inWords(one, inner));
      });
    },
    kinds: function (field, value) {
      return [make("p", {}, type(value.type))].concat(readers.group({ fields: field.kinds[value.type] || [] }, value));
    },
  };
  readers.list = readers.words;
  function inWords(field, value) {
    if (value === undefined || value === null) return make("p", {}, edit.word("nothing_said"));
    const found = readers[field.control] ? readers[field.control](field, value) : [String(value)];
    return make.apply(null, ["div", {}].concat(found));
  }

  function unfold(element) {
    for (let at = element.closest("details"); at; at = at.parentNode.closest("details")) at.open = true;
  }

  // All fields of one thing: what has to be filled in or is there, then the rest, folded.
  function fields(every, values, there) {
    const controls = {};
    const element = make("div", { class: "ked-fields" });
    const rest = make("details", { class: "ked-rest" }, make("summary", {}, edit.word("other_keys")));
    function within(field, values) {
      return field.control === "basis" ? Object.assign({ there: there }, values) : field.key ? values[field.key] : values;
    }
    // What has to be filled in, or is there; where nothing has to, all is.
    function isMain(field) {
      return field.required || (there && values[field.key] !== undefined) || !every.some((one) => one.required);
    }
    every.forEach(function (field) {
      const one = control(field, within(field, values));
      controls[field.key] = one;
      (isMain(field) ? element : rest).append(one.element);
    });
    if (rest.children.length > 1) element.append(rest);
    return {
      element: element,
      controls: controls,
      read: function () {
        let found = {};
        Object.keys(controls).forEach(function (key) {
          const said = controls[key].read();
          if (controls[key].spread || key === "") Object.assign(found, said);
          else if (said !== undefined) found[key] = said;
        });
        return found;
      },
      // The values under one key, or where one question stands for several keys, under these.
      value: function (key) {
        const found = controls[key].read();
        return controls[key].spread ? found : { [key]: found };
      },
      after: function (key, box) {
        const next = controls[key].element.nextElementSibling;
        if (next && next.matches(".ked-other")) next.remove();
        controls[key].element.after(box);
      },
      // Other values for a key.
      put: function (field, values) {
        const one = control(field, within(field, values));
        controls[field.key].element.replaceWith(one.element);
        controls[field.key] = one;
      },
      bad: function (path, said) {
        const one = controls[path[0]] || controls[""];
        if (!one) return null;
        const shown = one.bad(controls[path[0]] ? path.slice(1) : path, said);
        if (shown) unfold(one.element);
        return shown;
      },
      // Whether "from the source, or proposed" is still to be answered somewhere; it is then said there.
      asks: function () {
        return Object.keys(controls).some(function (key) {
          const asked = controls[key].asks && controls[key].asks();
          if (asked && key === "basis") controls[key].bad([], edit.word("basis_asks"));
          return asked;
        });
      },
      // To the control of a key, or to the first.
      focus: function (key) {
        const one = controls[key || Object.keys(controls)[0]];
        if (!one) return;
        if (key) unfold(one.element);
        one.focus();
      },
    };
  }

  edit.inWords = function (field, values) {
    return make("div", {}, inWords(field, field.control === "basis" ? values : values[field.key]));
  };
  edit.fields = function (every, values, there, found) {
    records = Object.assign({ facts: [] }, found);
    return fields(every, values, there);
  };
})();
