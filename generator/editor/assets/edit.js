"use strict";
// The ground of the editor: questions to its server, its words, what is open on the page, and the page shown anew.
(function () {
  const root = document.documentElement;
  let language = root.lang === "en" ? "en" : "th";
  let state = null;
  let opened = null; // what is open: { changed(), close(), focus() }
  const ready = fresh();

  // Asks the server, with a body to change something. What is refused rejects with its status and what was said of it.
  function ask(path, body) {
    const sent = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    return fetch("/-/" + path, body === undefined ? {} : sent).then(
      function (answer) {
        return answer
          .json()
          .catch(function () {
            return {};
          })
          .then(function (said) {
            return answer.ok ? said : Promise.reject({ status: answer.status, said: said });
          });
      },
      function () {
        return Promise.reject({ status: 0, said: {} });
      }
    );
  }

  function fresh() {
    return ask("state?language=" + language + "&page=" + encodeURIComponent(decodeURI(location.pathname))).then(function (now) {
      state = now;
      return now;
    });
  }

  function word(name, values) {
    return (state ? state.words[name] : name).replace(/\{(\w+)\}/g, function (whole, key) {
      return values && key in values ? values[key] : whole;
    });
  }

  // What a person is told of what was refused, one sentence each: [{field, at, said}].
  function told(refused) {
    const problems = refused.said && refused.said.problems;
    if (problems)
      return problems.map(function (one) {
        return { field: one.field || "", at: one.at, said: one[language].what + " – " + one[language].remedy, place: one.place };
      });
    const name = { 0: "unreachable", 403: "refused", 409: "conflict_again", 413: "too_large", 400: "too_large" }[refused.status] || "unknown";
    return [{ field: "", said: word(name, { status: refused.status }) }];
  }

  // An element with its attributes and what is in it: texts, elements, or nothing.
  function make(tag, attributes) {
    const element = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) {
      const value = attributes[name];
      if (typeof value === "function") element.addEventListener(name, value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
    });
    Array.prototype.slice.call(arguments, 2).forEach(function (one) {
      if (one) element.append(one);
    });
    return element;
  }

  // What people have written, in its own language.
  function words(text) {
    return make("span", { lang: /[\u0e01-\u0e5b]/.test(text) ? "th" : "en" }, text);
  }

  function button(name, press, more) {
    return make("button", Object.assign({ type: "button", class: "ked-btn", click: press }, more), make("span", {}, word(name)));
  }

  // The page that is shown, by its address without the language.
  function page() {
    return location.pathname.replace(/^\/(en\/)?/, "").replace(/(^|\/)$/, "$1index.html");
  }

  // Where a text, or a form that was not saved, is: its page in the language that is read, which opens it.
  function address(one) {
    const parts = one.address.split("#");
    const query = one.form ? "?form=" + encodeURIComponent(one.form) : "?text=" + encodeURIComponent(one.key);
    return "/" + (language === "en" ? "en/" : "") + parts[0] + query + (parts[1] ? "#" + parts[1] : "");
  }

  // Opens something in the page, one at a time; whether it may.
  function open(one) {
    if (opened && opened !== one && opened.changed()) {
      say(word("one_open"));
      opened.focus();
      return false;
    }
    if (opened && opened !== one) opened.close();
    opened = one;
    return true;
  }
  function closed(one) {
    if (opened === one) opened = null;
  }

  // The keys of a form: Enter with Ctrl saves, Esc leaves.
  function keys(save, cancel) {
    return function (event) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        save();
      } else if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        cancel();
      }
    };
  }

  // Asks at the foot of a form whether something may be lost: what was written in it, or what `about` says; `stay` is
  // where the focus goes if not.
  function askToDrop(foot, drop, stay, about) {
    const name = about || "drop";
    const asked = foot.querySelector(".ked-drop button");
    if (asked) return asked.focus();
    const sure = make("span", { class: "ked-drop", role: "group", "aria-label": word(name) }, make("b", {}, word(name)));
    const yes = button(name + "_yes", function () {
      sure.remove();
      drop();
    });
    const no = button(name + "_no", function () {
      sure.remove();
      stay();
    });
    sure.append(yes, no);
    foot.prepend(sure);
    yes.focus();
  }

  // Told in the bar, and to who cannot see it.
  function say(message) {
    const place = document.querySelector("[data-ked-said]");
    if (place) place.textContent = message;
  }

  // Shows the page anew, as the manual now is, where it was: `key` is the text that then has the focus, `place` what is new.
  function renew(key, message, place) {
    const kept = { key: key || "", message: message || "", at: scrollY, page: location.pathname, place: place };
    sessionStorage.setItem("khumue-edit", JSON.stringify(kept));
    location.reload();
  }
  function renewed() {
    const kept = JSON.parse(sessionStorage.getItem("khumue-edit") || "null");
    sessionStorage.removeItem("khumue-edit");
    return kept && kept.page === location.pathname ? kept : null;
  }

  // What was typed and not saved, kept by the browser for this manual.
  const drafts = {
    name: function (key) {
      return "khumue-edit:" + state.manual + ":" + key;
    },
    get: function (key) {
      try {
        return JSON.parse(localStorage.getItem(drafts.name(key)));
      } catch {
        return null;
      }
    },
    put: function (key, what) {
      try {
        if (what) localStorage.setItem(drafts.name(key), JSON.stringify(what));
        else localStorage.removeItem(drafts.name(key));
      } catch {
        // A browser that keeps nothing: what is typed stays in the page.
      }
    },
    all: function () {
      const head = drafts.name("");
      return Object.keys(localStorage)
        .filter(function (name) {
          return name.startsWith(head);
        })
        .map(function (name) {
          const key = name.slice(head.length);
          return Object.assign({ key: key }, drafts.get(key));
        })
        .filter(function (one) {
          return one.address;
        });
    },
  };

  window.khumueEdit = {
    ask: ask,
    fresh: fresh,
    ready: ready,
    language: language,
    state: function () {
      return state;
    },
    word: word,
    told: told,
    make: make,
    words: words,
    button: button,
    page: page,
    address: address,
    open: open,
    closed: closed,
    keys: keys,
    askToDrop: askToDrop,
    opened: function () {
      return opened;
    },
    say: say,
    renew: renew,
    renewed: renewed,
    drafts: drafts,
  };
})();
