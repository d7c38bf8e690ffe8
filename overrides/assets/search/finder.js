// The way from the box to the engine: a worker where the page comes from a server, the page itself where a browser starts none.
(function (root) {
  "use strict";

  const scripts = document.currentScript.src.replace(/[^/]*$/, ""); // the folder of this script and of the engine's
  const taken = new Map(); // language → the promise of its index, once its data are here; and the parts that came
  const loaded = new Map(); // language → the promise that it can be searched
  const ready = new Set(); // the languages that can be
  const waiting = new Map(); // number of what was asked → who waits for it
  let count = 0;
  let way; // the promise of what takes a message to the engine

  function script(src) {
    return new Promise((done, fail) => document.head.append(Object.assign(document.createElement("script"), { src, onload: done, onerror: fail })));
  }

  function answered({ n, value }) {
    waiting.get(n)(value);
    waiting.delete(n);
  }

  // A worker says by an empty message that it is there.
  function worker() {
    return new Promise((done, fail) => {
      const made = new Worker(`${scripts}engine.js`);
      made.onerror = fail;
      made.onmessage = ({ data }) => {
        if (!data) done((message) => made.postMessage(message));
        else if (data.part) want(data.part, data.folder);
        else answered(data);
      };
    });
  }

  async function page() {
    await script(`${scripts}engine.js`);
    root.khumue.engine.want = want;
    return ({ n, ...asked }) => root.khumue.engine(asked, (value) => answered({ n, value }));
  }

  function open() {
    way ??= (location.protocol === "file:" ? page() : worker().catch(page)).catch((error) => {
      way = null; // the next time may be better
      throw error;
    });
    return way;
  }

  async function ask(asked) {
    const send = await open();
    return new Promise((done) => {
      waiting.set(++count, done);
      send({ n: count, ...asked });
    });
  }

  // Takes the data of a language as its script brings them, or a part of them: th/12.
  function take(name, packed) {
    if (name.includes("/")) {
      taken.set(name, packed);
      return way.then((send) => send({ part: name, packed }));
    }
    return taken.set(name, ask({ packed })).get(name);
  }

  // Fetches a part of the data; where it does not come, the engine is told of an empty one.
  async function want(part, folder) {
    taken.delete(part);
    await script(`${scripts}../../${folder}/${part}.js`).catch(() => {});
    if (!taken.has(part)) take(part, "");
  }

  async function indexed(language) {
    if (!taken.has(language)) await script(`${scripts}../../search/${language}.js`);
    if ((await taken.get(language)) !== language) throw new Error(`no search data: ${language}`);
    ready.add(language);
  }

  // Becomes true once a language can be searched: its data are fetched when somebody first asks, and again where they did not come.
  function load(language) {
    if (!loaded.has(language))
      loaded.set(
        language,
        indexed(language).catch((error) => {
          loaded.delete(language);
          taken.delete(language);
          throw error;
        }),
      );
    return loaded.get(language);
  }

  // What answers a query, as the engine says; nothing where a newer one was asked meanwhile.
  const find = (query, language) => ask({ query, language });

  open().catch(() => {}); // while the data are on their way; what then fails is told when it is asked
  root.khumue.search = { take, load, has: (language) => ready.has(language), find };
})(globalThis);
