// The search engine: passages in, ranked passages out. It knows no page and no box; the box knows no scoring.
//
// Passages are ranked by how rare the trigrams and words are that they share with the query (BM25). Whoever holds the
// query itself comes before those; where nobody does, whoever holds it but for slips of the finger. What is called by the
// query as a number ("ขั้นที่ 4") comes before all.
//
// It works in a worker, or in the page where a page may have none (from a disk). Either way what takes long is a generator,
// and is done in slices: between them a key is heard, and the work for an earlier key is dropped.
(function (root) {
  "use strict";

  const worker = !root.document;
  if (worker) root.importScripts("text.js");

  const { normalise, fold, stem, numbered, inDigits, heard, rhyme, plain, isShort, isThai, otherKeyboard } = root.khumue.text;
  const SPACE = 32;
  const LONGEST_QUERY = 160; // folded characters; what follows them is not looked at
  const SHORT = 4; // letters up to which a query is looked for as it is alone, from the start of words
  const LONGEST_SLIP = 31; // matching with slips keeps one bit for each character of the query
  const MOST = 300; // passages that are made rows of
  const SEEN = 16; // passages whose texts are there for their rows
  const LOOKED = 16; // passages whose text is looked at: the likeliest
  const LEAST = 0.22; // the score below which a passage does not answer
  const FAINT = 0.06; // the share of the best score below which a passage is left out
  const K1 = 1.2, B = 0.5; // BM25
  const FOREIGN = 0.6; // what is taken off for words that no passage has
  const OTHER_PASSAGES = 0.06; // what a page gains by the scores of its other passages that answer
  const NUMBERED = 40; // what a passage is worth that the query calls by its number
  const ITS_SHEET = 0.8; // the share of that which its worksheet has
  const NAMED = 7; // what a passage is worth whose name is the query but for what is said around it
  const SURE = 0.9; // the share of the best score from which a row can be the answer
  const HEAD = 2; // what a name counts more that stands there
  const RECORD = 0.3; // what an entry of a list counts beside a page, where both are named
  const SURELY = 0.6; // the share of the query from which a name in it is what the reader asks for
  const OF_A_KIND = 10; // what a page of the kind that the query names is worth, where its head has the rest of the query
  const SAID_OTHERWISE = 0.8; // what a passage is worth that uses another form of a term

  // What people say around the thing that they look for: left out of a query's words, with or without tone marks; which of
  // it says that they ask or are polite, so that all of it at the ends of the query is left out of everything; and which of
  // that asks for a definition.
  const both = (words) => words.flatMap((word) => [word, fold(word).text]);
  const DEFINING = new Set(
    both(
      ("คือ แปลว่า ย่อมาจาก ย่อจาก หมายถึง หมายความว่า ความหมาย นิยาม คำจำกัดความ คำเต็ม ชื่อเต็ม คำแปล รู้จัก " +
        "mean means meaning stand stands define definition").split(" "),
    ),
  );
  const DEFINED = /\b(?:what|who) (?:s|is|are)\b|\bfull name\b/; // the same in two words
  const QUESTIONS = new Set([
    ...DEFINING,
    ...both(
      ("กี่ คะ ค่ะ ครับ คับ จ้ะ จ้า ตรงไหน ทำไง ทำอะไร ที่ไหน ไหม มั้ย ไหน ไง ไร ยังไง รึ รึเปล่า เหรอ หรอ " +
        "หรือเปล่า หรือยัง หรือไม่ หน่อย อยาก อยากรู้ อยากทราบ อย่างไร อะไร อันไหน เมื่อไร เมื่อไหร่ ตอนไหน เท่าไร เท่าไหร่ ใคร ทำไม รบกวน ขอบคุณ สวัสดี ขอทราบ ทราบ " +
        "สอบถาม ถาม เรียนถาม เรียนสอบถาม ปรึกษา ขออนุญาต กรุณา โปรด ช่วย อธิบาย บอก แนะนำ วิธี ล่ะ เนี่ย " +
        "how what when where which who why explain tell show find want need looking please thanks").split(" "),
    ),
  ]);
  const ASIDES = new Set([
    ...QUESTIONS,
    ...both(
      ("ขอ ของ เรื่อง เกี่ยวกับ จะ จาก ด้วย ดี ได้ ต้อง ควร ที่ นะ นั้น นี้ นี่ บ้าง เป็น มัน มาก เยอะ มี ไม่ ไม่ได้ แล้ว และ ว่า หรือ ถ้า เพราะ ให้ อยู่ เอา กับ ใน คำว่า เรา " +
        "a about an and are at be by can did do does for from full has have i in is it me my name of on or our s should the there this to us was we will with you").split(" "),
    ),
  ]);

  const CAPITALS = /^[A-Z]{2,}$/; // an abbreviation, which may be spelled as such a word is: BE
  const SHOUTED = /^[^a-z]*[A-Z]\P{L}+[A-Z][^a-z]*$/u;

  // ---- the index ----

  // Adds to postings: a list of passages, each followed by how often it holds the key.
  function add(list, passage, times) {
    if (list[list.length - 2] === passage) list[list.length - 1] += times;
    else list.push(passage, times);
  }

  const GRAMS = 1 << 18; // slots of trigrams: few enough for a processor's cache, many enough that few share one
  const numbers = new Uint8Array(65536); // each character as a number of 7 bits: three make a trigram
  for (let c = 0; c < numbers.length; c++) numbers[c] = 116 + (c % 12);
  Array.from("abcdefghijklmnopqrstuvwxyz0123456789 ", (own, n) => (numbers[own.charCodeAt(0)] = 79 + n));
  for (let c = 0xe01; c <= 0xe4e; c++) numbers[c] = c - 0xe00;

  function eachTrigram(string, act) {
    let key = 0;
    for (let i = 0; i < string.length; i++) {
      key = ((key << 7) | numbers[string.charCodeAt(i)]) & 0x1fffff;
      if (i > 1) act(Math.imul(key, 0x9e3779b1) >>> 14);
    }
  }

  function trigrams(string) {
    const found = [];
    eachTrigram(string, (gram) => found.push(gram));
    return found;
  }

  // The words of a folded text.
  function words(string, starts) {
    const found = [];
    let from = 0;
    for (let i = 1; i <= string.length; i++) {
      if (i < string.length && !starts[i]) continue;
      const word = string.slice(from, i).trim();
      if (word) found.push(word);
      from = i;
    }
    return found;
  }

  // Whether a trigram that some passages have says too little beside others: the twin of `usual` in generator/search/cutting.py.
  const isUsual = (some, passages) => some > 500 && some > passages / 8;

  // The postings of trigrams, counted first and then laid one after the other: arrays that grow would cost twice the time.
  function* postingsOf(keys, spans, passages) {
    const firsts = new Uint32Array(GRAMS + 1), last = new Int32Array(GRAMS).fill(-1);
    function* each(act) {
      let n = 0;
      for (const { passage, times, end } of spans) {
        for (; n < end; n++) act(keys[n], passage, times);
        yield;
      }
    }
    yield* each((key, passage) => {
      if (last[key] !== passage) firsts[key + 1] += 2;
      last[key] = passage;
    });
    for (let key = 0; key < GRAMS; key++) firsts[key + 1] += firsts[key];
    const lists = new Uint32Array(firsts[GRAMS]), ends = firsts.slice();
    yield* each((key, passage, times) => {
      const end = ends[key];
      if (end > firsts[key] && lists[end - 2] === passage) lists[end - 1] += times;
      else {
        lists[end] = passage;
        lists[end + 1] = times;
        ends[key] += 2;
      }
    });
    const usual = new Set();
    for (let key = 0; key < GRAMS; key++) if (isUsual((ends[key] - firsts[key]) / 2, passages)) usual.add(key);
    return { usual, grams: (key) => lists.subarray(firsts[key], firsts[key + 1]) };
  }

  // What a name says beside asides, and its letters in their order in the alphabet: the same however its words are put and cut.
  const keywords = (name) => fold(name.split(/[\x7f\s]+/).filter((word) => !ASIDES.has(word.toLowerCase())).join(" ")).text.split(" ").map(stem);
  const letters = (words) => Array.from(words.join("")).sort().join("");

  // Folded texts one after the other, each between " " and " \n", and where in them words start.
  function laid(pieces) {
    const text = pieces.map((piece) => ` ${piece.text} \n`).join(""), starts = new Uint8Array(text.length);
    let begins = 0;
    for (const piece of pieces) {
      for (let i = 0; i < piece.text.length; i++) starts[begins + 1 + i] = piece.starts[i];
      begins += piece.text.length + 3;
      starts[begins - 2] = 1;
    }
    return { text, starts };
  }

  // The index of {language, texts: [text, …], pages: [[address, kind, title, names, [[id, heading, numbered…], …], weight?, doors?], …], terms, kinds}.
  //
  // `heads` and `bodies` are the folded texts of passages, `tops` the first passages of their pages, `lengths` how long both are; `grams` and `words` give the
  // postings of a trigram and of a word of the `vocabulary`; `called` has passages by their numbers. Where the index is
  // `cut`, texts and postings are there once they have been brought.
  function* build(data) {
    const passages = [], tops = [], heads = [], bodies = [], called = new Map(), named = [];
    const made = data.cut ? parted(data, passages, bodies) : gathered(bodies);

    for (const [address, kind, title, names, sections, weight = 1, doors = []] of data.pages)
      for (const [order, [id, other, ...own]] of sections.entries()) {
        yield;
        const heading = other || title, text = data.texts?.[passages.length] ?? "";
        const n = passages.push({ address, kind, title, id, heading, text, weight, doors, names: order ? [] : names }) - 1;
        tops.push(n - order);
        const said = [heading, ...passages[n].names], pieces = said.map(fold);
        heads.push(laid(pieces));
        for (const [i, name] of order ? [] : said.entries()) {
          const parts = /[(/]/.test(name) ? [name.replace(/\s*\([^)]*\)/g, ""), ...name.split("/")].map((part) => fold(part).text) : [];
          for (const text of new Set([pieces[i].text, ...parts].flatMap((one) => [one, bald(one)]))) named.push({ name, text, has: lettersIn(text), n });
        }
        made.lay?.(n, pieces, order ? title : "", text);
        for (const name of own.map((name) => numbered(fold(normalise(name)).text))) called.set(name, [...(called.get(name) || []), n]);
      }
    const { lengths, vocabulary, spellings, ...postings } = yield* made.finished(heads);
    const terms = data.terms.map((forms) => forms.map((form) => ({ form, text: fold(normalise(form)).text })));
    const kinds = Object.entries(data.kinds || {}).flatMap(([kind, words]) => {
      const own = words.map((word) => fold(normalise(word)).text);
      const alike = terms.filter((forms) => forms.some(({ text }) => own.includes(text))).flatMap((forms) => forms.map(({ text }) => text));
      return Array.from(new Set([...own, ...alike]), (text) => ({ text, kind }));
    });
    const places = new Map(passages.flatMap(({ id, address }, n) => (id ? [] : [[address, n]]))), sheets = new Map(); // page → its sheet
    for (const { address, doors } of passages)
      for (const [how, path] of doors) if (how === "fill" && places.has(path)) sheets.set(places.get(address), places.get(path));
    const names = new Set(terms.flatMap((forms) => forms.map(({ text }) => text)));
    const sorted = Array.from(vocabulary.keys()).sort();
    const mean = lengths.reduce((sum, length) => sum + length, 0) / passages.length;
    return { language: data.language, passages, tops, heads, bodies, lengths, mean, vocabulary, sorted, spellings, called, sheets, named, kinds, terms, names, spelled: [], ...postings };
  }

  // The postings and the vocabulary of passages that are laid one by one.
  function gathered(bodies) {
    const keys = [], spans = [], vocabulary = new Map(), spellings = new Set(); // every trigram, and which of them belong to which passage

    function lay(piece, passage, times) {
      eachTrigram(` ${piece.text}`, (gram) => keys.push(gram));
      spans.push({ passage, times, end: keys.length });
      for (const said of words(piece.text, piece.starts)) {
        const word = stem(said), list = vocabulary.get(word);
        if (said.length > SHORT) spellings.add(said);
        if (list) add(list, passage, times);
        else vocabulary.set(word, [passage, times]);
      }
    }

    return {
      lay(passage, [heading, ...names], title, text) {
        const body = fold(text);
        lay(heading, passage, 3);
        for (const other of title ? [fold(title)] : names) lay(other, passage, 1);
        lay(body, passage, 1);
        bodies.push(laid([body]));
      },
      *finished(heads) {
        const lengths = bodies.map(({ text }, n) => heads[n].text.length + text.length);
        return { lengths, vocabulary, spellings, ...(yield* postingsOf(keys, spans, bodies.length)), words: (word) => vocabulary.get(word), common: (word) => vocabulary.get(word).length / 2 };
      },
    };
  }

  // ---- an index that is cut ----

  const NONE = new Uint32Array(0);
  const coming = new Map(); // name of a part → {promise, done, fail}

  function part(name, folder) {
    if (!coming.has(name)) {
      const own = {};
      own.promise = new Promise((done, fail) => Object.assign(own, { done, fail }));
      coming.set(name, own);
      engine.want(name, folder);
    }
    return coming.get(name).promise;
  }

  async function arrived(name, packed) {
    const { done, fail } = coming.get(name) || {};
    if (!done) return;
    try {
      done(await inflated(packed));
    } catch (error) {
      coming.delete(name); // the next time may be better
      fail(error);
    }
  }

  // Waits for what is needed of an index that is cut, all of it fetched at once: {words, grams, texts}, the last by passages.
  function* bring({ missing }, ...needed) {
    const parts = missing?.(needed);
    if (parts?.length) yield Promise.all(parts.map((fetch) => fetch()));
  }

  // The postings of a part: {key: [passage, times, …]}. Numbers are of 7 bits a byte, the last with the eighth bit; passages
  // and keys are told by how far they are from those before, a passage with one bit more for whether a number of times follows.
  function unlisted(bytes, first, lists) {
    let at = 0;
    const next = () => {
      for (let number = 0, shift = 0; ; shift += 7) {
        const byte = bytes[at++];
        number |= (byte & 127) << shift;
        if (byte > 127) return number;
      }
    };
    for (let key = first; at < bytes.length; ) {
      key += next();
      const list = new Uint32Array(2 * next());
      for (let i = 0, passage = 0; i < list.length; i += 2) {
        const step = next();
        list[i] = passage += step >> 1;
        list[i + 1] = step & 1 ? next() : 1;
      }
      lists.set(key, list);
    }
  }

  // The vocabulary of an index that is cut, and its postings and texts as they come. Parts are numbered: those of words, of
  // trigrams, of texts, each kind by the first key of each.
  function parted({ language, cut }, passages, bodies) {
    const { folder, firsts, lengths } = cut;
    const spelled = cut.spelled, vocabulary = new Map(Array.from(new Set(spelled.map(stem))).sort().map((word, n) => [word, n]));
    const here = new Set(), kinds = ["words", "grams", "texts"], lists = { words: new Map(), grams: new Map() };

    // The parts that are not here of those with some keys: each as what fetches it.
    function missing(needed) {
      const wanted = new Map();
      for (const one of needed)
        for (const [kind, keys] of Object.entries(one))
          for (const key of keys) {
            const own = kind === "words" ? (vocabulary.get(key) ?? -1) : key;
            const order = before(firsts[kind], own + 1) - 1;
            if (order < 0) continue;
            const name = `${language}/${kinds.slice(0, kinds.indexOf(kind)).reduce((sum, before) => sum + firsts[before].length, order)}`;
            if (!here.has(name)) wanted.set(name, () => fetched(name, kind, firsts[kind][order]));
          }
      return Array.from(wanted.values());
    }

    async function fetched(name, kind, first) {
      const bytes = await part(name, folder);
      if (here.has(name)) return;
      if (kind === "texts")
        for (const [n, text] of told(bytes).entries()) {
          passages[first + n].text = text;
          bodies[first + n] = laid([fold(text)]);
        }
      else unlisted(bytes, first, lists[kind]);
      here.add(name);
    }

    return {
      *finished() {
        yield; // the vocabulary took its time: what waits comes first
        return {
          lengths,
          vocabulary,
          spellings: spelled.filter((word) => word.length > SHORT),
          missing,
          usual: new Set(cut.usual),
          grams: (gram) => lists.grams.get(gram) || NONE,
          words: (word) => lists.words.get(vocabulary.get(word)),
          common: (word) => 2 ** cut.common.charCodeAt(vocabulary.get(word)),
        };
      },
    };
  }

  // ---- the query ----

  // A query as typed: {typed, spelled, string, parts, words}: `string` is folded, `parts` are its words in order as
  // {said, word}, where `said` is as typed; `words` are what they come to as keys of the index.
  function parse(typed, index) {
    const { text, at, starts } = fold(typed), spelled = typed.toLowerCase();
    const string = text.slice(0, LONGEST_QUERY).trim();
    const parts = [];
    for (const { 0: run, index: begins } of string.matchAll(/[\u0e01-\u0e4e]+|\d+|[^\u0e01-\u0e4e\d ]+/g)) {
      let from = begins;
      for (const word of isThai(run.charCodeAt(0)) ? cutThai(run, index, starts.subarray(begins)) : [run]) {
        const begin = at[from];
        from += word.length;
        const end = from < text.length ? at[from] : typed.length;
        const own = typed.slice(begin, end).replace(/[^\p{L}\p{M}\p{N}]+$/u, "");
        parts.push({ begin, said: CAPITALS.test(own) && !SHOUTED.test(typed) ? own : own.toLowerCase(), word });
      }
    }
    const meant = parts.filter(({ said }) => !ASIDES.has(said));
    return { typed, spelled, string, parts, words: (meant.length ? meant : parts).map(({ word }) => stem(word)) };
  }

  // The query without what is said around it to ask or to be polite; as it is where nothing else would remain.
  function bare(query, index) {
    const { parts, typed } = query;
    const left = parts.some(({ said }) => !ASIDES.has(said)) ? ASIDES : QUESTIONS; // "BE คืออะไร" asks for BE
    const first = parts.findIndex(({ said }) => !left.has(said)), last = parts.findLastIndex(({ said }) => !left.has(said));
    const around = first < 0 ? [] : parts.filter((_, n) => n < first || n > last).map(({ said }) => said);
    const defines = around.some((said) => DEFINING.has(said)) || DEFINED.test(around.join(" "));
    if (!defines && !around.some((said) => QUESTIONS.has(said))) return query;
    return { ...parse(typed.slice(parts[first].begin, parts[last].begin + parts[last].said.length), index), defines };
  }

  // Thai is cut so that the fewest words of the index, and the fewest letters besides, come out; rather where a space was typed.
  function cutThai(run, index, spaced) {
    const cost = [0], from = [0];
    for (let end = 1; end <= run.length; end++) {
      cost[end] = cost[end - 1] + 2.5; // a letter that belongs to no word
      from[end] = end - 1;
      for (let start = end - 2, across = 0; start >= Math.max(0, end - 30); start--) {
        const word = run.slice(start, end);
        across += spaced[start + 1];
        if (cost[start] + 1 + across < cost[end] && (index.vocabulary.has(word) || ASIDES.has(word))) {
          cost[end] = cost[start] + 1 + across;
          from[end] = start;
        }
      }
    }
    const found = [];
    let unknown = "";
    for (let end = run.length; end > 0; end = from[end]) {
      if (end - from[end] === 1) unknown = run[end - 1] + unknown;
      else {
        if (unknown) found.unshift(unknown);
        unknown = "";
        found.unshift(run.slice(from[end], end));
      }
    }
    return unknown ? [unknown, ...found] : found;
  }

  // ---- ranking ----

  // Adds to `scores` what passages reach by BM25 of the most that a passage with every key would reach.
  function rank(keys, postings, index, scores) {
    const lists = Array.from(new Set(keys), (key) => postings(key) || []);
    const rarities = lists.map(({ length }) => Math.log(1 + (index.passages.length - length / 2 + 0.5) / (length / 2 + 0.5)));
    const most = rarities.reduce((sum, rarity) => sum + rarity * (K1 + 1), 0);
    lists.forEach((list, key) => {
      for (let i = 0; i < list.length; i += 2) {
        const passage = list[i], times = list[i + 1];
        const shortness = K1 * (1 - B + (B * index.lengths[passage]) / index.mean);
        scores[passage] += (rarities[key] * times * (K1 + 1)) / (times + shortness) / most;
      }
    });
  }

  // The words of the index that begin with a string, as the places of the first and of what follows the last in their order.
  function beginning({ sorted }, string) {
    const from = before(sorted, string);
    let to = from;
    while (to < sorted.length && sorted[to].startsWith(string)) to++;
    return [from, to];
  }

  // The place of a word or a number among sorted ones, or of the first that follows it.
  function before(sorted, word) {
    let low = 0, high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < word) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // The words that a word of a query stands for: an English one of some length is taken for the beginning of words as well.
  function keysOf(index, word) {
    if (word.length < 4 || !/^[a-z]+$/.test(word)) return index.vocabulary.has(word) ? [word] : [];
    return index.sorted.slice(...beginning(index, word));
  }

  // The postings of a word of a query.
  function postings(index, word) {
    const lists = keysOf(index, word).map((key) => index.words(key));
    if (lists.length < 2) return lists[0];
    const times = new Map();
    for (const list of lists) for (let i = 0; i < list.length; i += 2) times.set(list[i], (times.get(list[i]) || 0) + list[i + 1]);
    return Array.from(times).flat();
  }

  const passagesOf = (list = []) => list.filter((_, i) => i % 2 === 0);

  // The trigrams of a string, without those that nearly all texts have, where it has others.
  function telling({ usual }, string) {
    const all = trigrams(string), rare = all.filter((gram) => !usual.has(gram));
    return rare.length ? rare : all;
  }

  // The passages that may hold a string: those with all its trigrams that tell; of one or two letters those with a word that begins so.
  function holders(index, string) {
    if (string.length < 3) {
      const words = index.sorted.slice(...beginning(index, string)).concat(index.vocabulary.has(string[0]) ? string[0] : []);
      return Array.from(new Set(words.flatMap((word) => Array.from(passagesOf(index.words(word))))));
    }
    const lists = Array.from(new Set(telling(index, string)), index.grams).sort((a, b) => a.length - b.length);
    let found = passagesOf(lists[0]);
    for (const list of lists.slice(1)) {
      let i = 0;
      found = found.filter((n) => {
        while (list[i] < n) i += 2;
        return list[i] === n;
      });
    }
    return found;
  }

  // The likeliest of some passages, as many as are looked at.
  function likeliest(passages, scores, most = LOOKED) {
    if (passages.length <= most) return passages;
    const least = Float64Array.from(passages, (n) => scores[n]).sort()[passages.length - most];
    return Array.from(passages.filter((n) => scores[n] >= least)).sort((a, b) => scores[b] - scores[a]).slice(0, most);
  }

  // What a part of a passage is worth that holds a string, in which `place` is what the place is worth where the string fills
  // it or does not; where the string only begins a word, that word.
  function heldIn({ text, starts }, string, place) {
    const begun = !isThai(string.charCodeAt(0)) || string.length <= SHORT; // English is typed from the start of a word
    let worth = 0, begins;
    for (let at = text.indexOf(string); at >= 0; at = text.indexOf(string, at + 1)) {
      const end = at + string.length, ends = text.charCodeAt(end) === SPACE;
      if (begun && !starts[at]) continue;
      const whole = starts[at] && (starts[end] || ends || inflected({ text, starts }, at, string));
      if (string.length <= SHORT && !whole) {
        if (starts[at]) begins = text.slice(at, wordEnd({ text, starts }, at, string));
        continue;
      }
      const fills = (at === 1 || text[at - 2] === "\n") && ends && text[end + 1] === "\n";
      worth = Math.max(worth, 4 + (whole ? 2 : 0) + place(fills));
    }
    return { worth, begins };
  }

  // What each passage is worth that holds the query itself: {passage number: worth}.
  //
  // A short query is a word of its own; passages where it only begins a word go into `begin`, with that word. The texts of
  // the likeliest are looked at; another that has all trigrams of the query is taken to hold it, unless it has them of the
  // title of its page.
  function* exactly(index, string, spelled, likely, begin = new Map()) {
    const { heads, bodies, passages, tops } = index, found = new Map();
    const all = holders(index, string), looked = likeliest(all, likely), closely = new Set(looked);
    const word = all.length > looked.length && new Set(passagesOf(index.words(stem(string))));
    yield* bring(index, { texts: looked });
    for (const n of all) {
      const head = heldIn(heads[n], string, (fills) => (passages[n].id ? (fills ? 3 : 2) : fills ? 6 : 3));
      const taken = () => (heads[tops[n]].text.includes(string) ? 0 : word.has(n) ? 6 : string.length > SHORT ? 4 : 0);
      const body = closely.has(n) ? heldIn(bodies[n], string, () => 0) : { worth: taken() };
      const worth = Math.max(head.worth, body.worth), begins = body.begins || head.begins;
      if (worth) found.set(n, worth);
      if (begins) begin.set(n, begins);
    }
    const short = /^[\u0e01-\u0e2e]{2,5}\d?$/.test(string) && abbreviation(string);
    for (const n of spelled || short ? looked : []) {
      if (!found.has(n)) continue;
      const passage = passages[n];
      const said = (index.spelled[n] ??= plain([passage.heading, ...passage.names, passage.text].join("\n")).toLowerCase());
      if (spelled && said.includes(spelled)) found.set(n, found.get(n) + 3);
      if (short && short.test(said)) found.set(n, found.get(n) + 4);
    }
    return found;
  }

  // Whether a word of English that begins at a place is the string but for its ending.
  function inflected(part, at, string) {
    return /^[a-z]/.test(string) && stem(part.text.slice(at, wordEnd(part, at, string))) === stem(string);
  }

  // Where the word ends that begins at a place with a string.
  function wordEnd({ text, starts }, at, string) {
    let end = at + string.length;
    while (end < text.length && !starts[end] && text.charCodeAt(end) !== SPACE) end++;
    return end;
  }

  // What says that consonants stand on their own, with or without dots: พ.ศ. and not the middle of a word.
  function abbreviation(string) {
    return new RegExp(`(?<![\u0e01-\u0e4e])${Array.from(string).join("\\.?\\s?")}(?:\\.|(?![\u0e01-\u0e4e]))`);
  }

  // What each passage is worth that holds every word of a query of several: more where its head does.
  function withAllWords(index, words) {
    const found = new Map(), lists = Array.from(new Set(words), (word) => postings(index, word) || []);
    if (lists.length < 2) return found;
    const [fewest, ...others] = lists.map((list) => new Set(passagesOf(list))).sort((a, b) => a.size - b.size);
    for (const n of fewest) {
      if (!others.every((list) => list.has(n))) continue;
      const head = index.heads[n].text;
      const inHead = words.every((word) => head.includes(isThai(word.charCodeAt(0)) ? word : ` ${word}`));
      found.set(n, inHead ? (index.passages[n].id ? 4 : 5) : 0.5);
    }
    return found;
  }

  // Whether a text has a name as it is called: Latin ones as words.
  function within(string, name) {
    if (isThai(name.charCodeAt(0))) return string.includes(name);
    const latin = /[a-z0-9]/;
    for (let i = string.indexOf(name); i >= 0; i = string.indexOf(name, i + 1))
      if (!latin.test(string[i - 1] || " ") && !latin.test(string[i + name.length] || " ")) return true;
    return false;
  }

  // What each passage is worth that is called by the query in other words, or by a part of it, and how much of the query its
  // name is: [number, worth, share].
  function byName(index, string, words) {
    const length = words.reduce((sum, word) => sum + word.length, 0), numbers = numbered(string), found = [];
    const own = letters(words), has = lettersIn(own), alike = [bald(string), inDigits(string)];
    for (const one of index.named) {
      const { text, n } = one;
      if (text.length < 4 || text === string) continue;
      const record = index.passages[n].address.includes("#"), worth = NAMED * (record ? RECORD : 1);
      if (alike.includes(text) || (own.length > SHORT && sameLetters(one, own, has))) found.push([n, worth + 6, 1]);
      else if (within(string, text)) {
        const share = Math.min(1, text.length / length), head = isThai(string.charCodeAt(0)) ? string.startsWith(text) : string.endsWith(text);
        found.push([n, worth * (head && !record ? HEAD * share : share ** 2), share]); // what is asked for stands first in Thai, last in English
      }
    }
    for (const [name, list] of index.called)
      if (name.length > 3 && name !== numbers && numbers.includes(name) && !/^\d/.test(numbers.slice(numbers.indexOf(name) + name.length)))
        for (const n of list) {
          const worth = (NUMBERED * name.length) / numbers.length, sheet = index.sheets.get(n);
          found.push([n, worth, 1]);
          if (sheet !== undefined) found.push([sheet, worth * ITS_SHEET, 1]);
        }
    return found;
  }

  // Which letters a text has, as bits: several share one, and a stem may have a y more.
  function lettersIn(text) {
    let found = 0;
    for (let i = 0; i < text.length; i++) if (text[i] !== "y") found |= 1 << (text.charCodeAt(i) & 31);
    return found;
  }

  // Whether a name has these letters, beside asides and in any order: worked out of the few that have them all.
  const sameLetters = (one, own, has) => (has & ~one.has) === 0 && (one.letters ??= letters(keywords(one.name))) === own;

  // Whether a head has a word, and not as a part of another.
  function inHead({ heads }, n, word) {
    const { text, starts } = heads[n];
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      const end = at + word.length;
      if (starts[at] && (!isThai(word.charCodeAt(0)) || starts[end] || text.charCodeAt(end) === SPACE)) return true;
    }
    return false;
  }

  // The same for pages of the kind that the query names, by how much of the rest of it their heads have.
  function ofAKind(index, query) {
    const found = [];
    const said = index.kinds.filter(({ text }) => text.length > 3 && within(query.string, text)).sort((a, b) => b.text.length - a.text.length)[0];
    if (!said) return found;
    const again = new Set(index.named.filter(({ n }) => index.passages[n].kind === said.kind).map(({ text }) => text)); // "print" says ใบงาน again
    const other = parse(query.string.replace(said.text, " "), index), kept = other.words.filter((word) => !again.has(word));
    const { words: rest, string } = kept.length ? { words: kept, string: fold(kept.join(" ")).text } : other, lengths = (words) => words.reduce((sum, word) => sum + word.length, 0);
    const called = index.named.filter(({ text }) => text === string).map(({ n }) => [n, 0, 1]);
    for (const [n, , share] of [...called, ...byName(index, string, rest)]) {
      const sheet = index.sheets.get(n); // the sheet of what the rest is the name of
      if (index.passages[sheet]?.kind === said.kind) found.push([sheet, OF_A_KIND * (1 + 2 * share), share]);
    }
    index.passages.forEach(({ kind, id }, n) => {
      const held = kind === said.kind && !id ? lengths(rest.filter((word) => inHead(index, n, word))) : 0;
      const share = (said.text.length + held) / (said.text.length + lengths(rest));
      if (held) found.push([n, OF_A_KIND * share, share]);
    });
    return found;
  }

  const bits = new Int32Array(0x10000); // where the pattern of `slips` has each character: of no use to anybody else

  // The fewest slips (a letter too many, too few, wrong, or two swapped) between a pattern and any part of a text.
  // Bit-parallel, after H. Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003.
  function slips(pattern, text) {
    for (let i = 0; i < pattern.length; i++) bits[pattern.charCodeAt(i)] |= 1 << i;
    const top = 1 << (pattern.length - 1);
    let vp = -1, vn = 0, d0 = 0, before = 0, score = pattern.length, best = score;
    for (let i = 0; i < text.length && best; i++) {
      const eq = bits[text.charCodeAt(i)];
      d0 = (((~d0 & eq) << 1) & before) | (((eq & vp) + vp) ^ vp) | eq | vn;
      const hp = vn | ~(d0 | vp), hn = d0 & vp;
      if (hp & top) score++;
      if (hn & top) score--;
      vp = (hn << 1) | ~(d0 | (hp << 1));
      vn = (hp << 1) & d0;
      before = eq;
      if (score < best) best = score;
    }
    for (let i = 0; i < pattern.length; i++) bits[pattern.charCodeAt(i)] = 0;
    return best;
  }

  // Adds to `scores` what passages are worth that hold the query but for slips, or words that a mistyped word may have meant.
  //
  // Gives what each of them was taken for: the word, or nothing where the whole of the query is there but for slips.
  function* nearly(index, string, byGram, scores) {
    const meant = new Map();
    if (string.length > LONGEST_SLIP) return meant;
    const allowed = string.length < 7 ? 1 : string.length < 12 ? 2 : 3;
    const all = Array.from(byGram.keys()), looked = new Set([...likeliest(all, byGram), ...likeliest(all, scores)].filter((n) => byGram[n] || scores[n]));
    yield* bring(index, { texts: looked });
    for (const n of looked) {
      const inHead = slips(string, index.heads[n].text), missed = Math.min(inHead, slips(string, index.bodies[n].text));
      yield;
      if (missed > allowed) continue;
      scores[n] += (inHead > allowed ? 1 : index.passages[n].id ? 2 : 3) + allowed - missed;
      meant.set(n, "");
    }
    const words = nearestWords(index, string);
    yield* bring(index, { words: words.map(({ word }) => stem(word)) });
    for (const { word, missed } of words)
      for (const n of passagesOf(index.words(stem(word)))) {
        const worth = Math.max(6, heldIn(index.heads[n], word, () => (index.passages[n].id ? 2 : 3)).worth);
        scores[n] += ((1.5 - missed / 2) * worth) / 6;
        if (!meant.get(n)) meant.set(n, word);
      }
    return meant;
  }

  function nearestWords(index, string) {
    const allowed = string.length < (isThai(string.charCodeAt(0)) ? 7 : 8) ? 1 : 2, found = [];
    if (string.length > 16) return found;
    for (const word of index.spellings) {
      if (Math.abs(word.length - string.length) > allowed) continue;
      const missed = slips(string, word) + Math.max(0, word.length - string.length) / 2;
      if (missed <= allowed) found.push({ word, missed: missed - (index.names.has(word) ? 0.5 : 0), common: Math.floor(Math.log2(index.common(stem(word)))) });
    }
    return found.sort((a, b) => a.missed - b.missed || b.common - a.common || (a.word < b.word ? -1 : 1)).slice(0, 3);
  }

  // The passages that a query calls by their number: "ปัจจัยข้อ 7" is ปัจจัย 7 where nothing is called so.
  function calledBy(index, string) {
    const name = numbered(string);
    const [, code] = string.match(/[ \u0e01-\u0e4e]([a-z]{1,3}\d+)$/) || []; // "fact F048" is F048
    const names = [name, name.replace(/ขอ(?=[^\d ]{0,2}\d)/, ""), code ? numbered(code) : ""];
    return index.called.get(names.find((one) => index.called.has(one))) || [];
  }

  const gramsOf = (index, string) => telling(index, isThai(string.charCodeAt(0)) ? string : ` ${string}`);

  // Of which words and trigrams a query needs the postings.
  function needs(index, { string, words }) {
    const begun = string.length < 3 ? [...index.sorted.slice(...beginning(index, string)), string[0]] : [stem(string)];
    return { words: [...words.flatMap((word) => keysOf(index, word)), ...begun], grams: [...gramsOf(index, string), ...telling(index, string)] };
  }

  // What each passage is worth to a query, which of them hold it, and what those were taken for that hold it but for slips:
  // where nobody holds another form of what was typed, slips in that form are none of the reader's.
  function* score(index, query, typed = true) {
    const { string, spelled, words } = query;
    const count = index.passages.length;
    yield* bring(index, needs(index, query));
    const byGram = new Float64Array(count), scores = new Float64Array(count);
    rank(gramsOf(index, string), index.grams, index, byGram);
    yield;
    rank(words, (word) => postings(index, word), index, scores);
    const letters = (words) => words.reduce((sum, word) => sum + word.length, 0);
    const foreign = letters(words.filter((word) => !keysOf(index, word).length)) / letters(words);
    for (let n = 0; n < count; n++) scores[n] = (scores[n] + byGram[n]) * (1 - FOREIGN * foreign);
    yield;
    const begin = new Map(), exact = yield* exactly(index, string, spelled, scores, begin), together = withAllWords(index, words), called = calledBy(index, string);
    yield;
    const own = called.map((n) => index.sheets.get(n)).filter((sheet) => sheet !== undefined);
    const held = new Set([...exact.keys(), ...together.keys(), ...called, ...own]);
    const short = (spelled.match(/[\p{L}\p{M}\p{N}]/gu) || []).length <= SHORT;
    if (!held.size) for (const n of begin.keys()) scores[n] += 1;
    if (short) for (let n = 0; n < count; n++) scores[n] *= held.has(n) || (!held.size && begin.has(n));
    for (const n of held) scores[n] += Math.max(exact.get(n) || 0, together.get(n) || 0);
    for (const n of called) scores[n] += NUMBERED;
    for (const n of own) scores[n] += NUMBERED * ITS_SHEET;
    yield;
    const named = new Map();
    for (const [n, worth, share] of [...byName(index, string, words), ...ofAKind(index, query)]) {
      named.set(n, Math.max(named.get(n) || 0, worth));
      if (share > SURELY) held.add(n);
    }
    for (const [n, worth] of named) scores[n] += worth;
    const scattered = new Set(Array.from(together.keys()).filter((n) => !exact.has(n) && !named.has(n)));
    if (!typed || exact.size || short) return { scores, held, scattered, meant: held.size ? new Map() : begin };
    const other = together.size || called.length ? undefined : corrected(index, query);
    const right = other && (yield* score(index, other));
    if (!right?.held.size) return { scores, held, scattered, meant: mistyped(index, query) ? yield* nearly(index, string, byGram, scores) : new Map() };
    for (let n = 0; n < count; n++) scores[n] = Math.max(scores[n], right.scores[n]);
    return { scores, held: new Set(), scattered, meant: new Map(Array.from(right.held, (n) => [n, other.string])) };
  }

  const said = (index, { word, said: own }) => word.length <= SHORT || ASIDES.has(own) || keysOf(index, stem(word)).length;

  // Whether slips are looked for: in Thai they may make other words, in Latin letters a word that is nowhere.
  const mistyped = (index, { string, parts }) => isThai(string.charCodeAt(0)) || !parts.every((part) => said(index, part));

  // The name that a query is but for slips; Latin words that are all there are no slips.
  function nearestName(index, string, parts) {
    if (string.length <= SHORT || string.length > LONGEST_SLIP) return undefined;
    if (!isThai(string.charCodeAt(0)) && parts.every((part) => said(index, part))) return undefined;
    const near = index.named.map(({ text }) => ({ text, away: slips(string, text) + Math.max(0, text.length - string.length) / 2 }));
    return near.filter(({ away }) => away <= string.length / 6).sort((a, b) => a.away - b.away)[0]?.text;
  }

  // The query as the name that it is but for slips, or with words that nobody has as the nearest that are there; undefined
  // where each is there, or near none.
  function corrected(index, { parts, string }) {
    const name = nearestName(index, string, parts);
    if (name) return parse(name, index);
    const kind = index.kinds.find(({ text }) => text.length > SHORT && slips(text, string.slice(0, text.length + 1)) === 1)?.text;
    if (kind && kind.length < string.length) return parse(`${kind} ${string.slice(kind.length)}`, index);
    const known = (part) => said(index, part);
    const right = parts.map((part) => (known(part) ? part.word : nearestWords(index, part.word)[0]?.word));
    return parts.every(known) || !right.every(Boolean) ? undefined : parse(right.join(" "), index);
  }

  // ---- terms and their other forms ----

  function says(string, form) {
    if (form === string) return true;
    return isThai(form.charCodeAt(0)) ? form.length > 4 && string.includes(form) : form.length > 2 && ` ${string} `.includes(` ${form} `);
  }

  // The query with a term of the glossary said in its other forms: [{string, text, said, form}], `text` being what it says of
  // the term, the last two as written there.
  function otherwise(string, index) {
    const found = [];
    for (const forms of index.terms) {
      const said = forms.filter((form) => says(string, form.text)).sort((a, b) => b.text.length - a.text.length)[0];
      if (!said) continue;
      for (const { form, text } of forms)
        if (!found.some((other) => other.string === text) && text !== said.text)
          found.push({ string: fold(string.replace(said.text, ` ${text} `)).text, text: said.text, said: said.form, form });
    }
    return found.slice(0, 10);
  }

  // ---- the answer ----

  // One language's answer: rows, best first, and the other forms of terms that were looked for.
  function* answer(index, typed) {
    const asked = parse(typed, index), query = bare(asked, index);
    const variants = otherwise(query.string, index), others = variants.map(({ string }) => parse(string, index));
    yield* bring(index, ...[asked, query, ...others].map((one) => needs(index, one)));
    const { scores, held, scattered, meant } = yield* score(index, query);
    if (query !== asked)
      for (const [n, worth, share = 1] of [...(yield* exactly(index, asked.string, asked.spelled, scores)), ...byName(index, asked.string, asked.parts.map(({ word }) => word))]) {
        scores[n] += worth; // a title or a name may hold a question
        if (share > SURELY) held.add(n);
      }
    for (const other of others) {
      const own = yield* score(index, other, false);
      for (const n of own.held) held.add(n);
      for (let n = 0; n < scores.length; n++) scores[n] = Math.max(scores[n], own.scores[n] * SAID_OTHERWISE);
    }
    const found = [];
    for (let n = 0; n < scores.length; n++) {
      scores[n] *= index.passages[n].weight;
      if (scores[n] >= LEAST) found.push(n);
    }
    found.sort((a, b) => scores[b] - scores[a]);
    for (const n of scattered) if (scores[n] < scores[found[0]] / 2) held.delete(n); // here and there its words: no better than what is near
    yield* bring(index, { texts: likeliest(found.slice(0, MOST), scores, SEEN) });
    const said = variants.map((variant) => variant.text), rest = said.reduce((left, term) => left.replace(term, " "), query.string);
    const words = parse(rest, index).words.filter((word) => word.length > 2 && index.vocabulary.has(word)); // no word of a term
    const forms = Array.from(new Set([query.string, ...variants.map((variant) => variant.string), ...said, ...words])), short = forms.filter(isShort);
    const longer = short.length ? Array.from(index.vocabulary.keys()).filter((word) => short.some((form) => word.length > form.length && word.includes(form))) : [];
    const sought = [...forms, ...longer.map((word) => `-${word}`)]; // browsers end words elsewhere: in หน่วยงาน stands no งาน
    const rows = new Map(); // one for each page, with the other passages of it that answer as well
    for (const n of found.slice(0, MOST)) {
      const passage = index.passages[n], score = scores[n];
      const row = rows.get(passage.address), taken = meant.get(n);
      if (!row) rows.set(passage.address, { ...passage, score, language: index.language, held: held.has(n), meant: taken, sought: taken ? [taken, ...sought] : sought, more: [] });
      else {
        row.held ||= held.has(n);
        row.score += score * OTHER_PASSAGES;
        if (row.more.length < 2 && score > row.score / 2) row.more.push(passage);
      }
    }
    const ordered = Array.from(rows.values()).sort((a, b) => b.score - a.score);
    return { language: index.language, rows: ordered, variants, several: query.words.length > 1, card: card(index, asked, query, ordered) };
  }

  // The row that answers the query as such: what is called so by its number, or by its name. What something is, its
  // definition says, whichever page is called so as well.
  function card(index, asked, query, rows) {
    const question = query !== asked, numbers = calledBy(index, query.string);
    const named = index.named.filter(({ text }) => text === asked.string || sameName(text, query.string)).map(({ n }) => n);
    const of = ({ address }) => rows.find((row) => row.address === address);
    const own = (of) => Array.from(new Set(of), (n) => index.passages[n]);
    const defined = query.defines && own(named).find((passage) => passage.kind === "glossary" && of(passage));
    if (defined) return { ...of(defined), ...defined };
    const sure = own(numbers.length ? [numbers[0]] : named).filter(({ kind }) => !question || !["others", "glossary"].includes(kind));
    const best = sure.filter(of).sort((a, b) => of(b).score - of(a).score)[0];
    return best && of(best).score > SURE * rows[0].score ? { ...of(best), ...best } : undefined;
  }

  // Whether two folded names are one but for the endings of English words.
  function sameName(name, other) {
    const stems = (text) => text.split(" ").map(stem).join(" ");
    return name === other || (/^[a-z]/.test(name) && name.slice(0, 3) === other.slice(0, 3) && stems(name) === stems(other));
  }

  // The words of a name, and two or three of them that follow one another.
  function runs(name) {
    const words = name.split(/[\x7f\s]+/);
    return [1, 2, 3].flatMap((count) => words.map((_, n) => words.slice(n, n + count).join("")));
  }

  const bald = (name) => name.replace(/^(?:การ|ความ)(?=.{4})/, ""); // as people say it

  // How the Thai names of an index are heard, and the words of them by how they are: made once, when somebody needs it.
  function* hearing(index) {
    const names = [], words = new Map();
    for (const { name } of index.named.filter((one) => /[ก-ฮ]/.test(one.name))) {
      names.push({ name: plain(name), sounds: heard(bald(plain(name))) });
      for (const word of runs(name)) words.set(heard(word), [...(words.get(heard(word)) || []), word]);
      yield;
    }
    return { names, words };
  }

  function commonest(words) {
    const times = new Map();
    for (const word of words) times.set(word, (times.get(word) || 0) + 1);
    return Array.from(times).sort((a, b) => b[1] - a[1])[0]?.[0];
  }

  // A query in Latin letters as the Thai that it may spell, by how it is heard: a name, else, where `freely`, word by word.
  function* spoken(query, index, freely) {
    const latin = fold(query).text.match(/[a-z]+/g) || [], sounds = heard(latin.join(""));
    if (!/^[a-z' -]+$/.test(query.toLowerCase()) || sounds.length < 3) return "";
    const { names, words } = (index.heard ??= yield* hearing(index));
    const away = ({ sounds: own }) => slips(sounds, own) + Math.max(0, own.length - sounds.length);
    const near = names.map((one) => ({ name: one.name, away: away(one) })).filter((one) => one.away <= sounds.length / 7);
    const nearest = near.sort((a, b) => a.away - b.away).find(({ name }) => rhyme(bald(name), query));
    if (nearest || !freely) return nearest?.name;
    const read = latin.map((word) => word.match(/^([a-z]*?)(?:or|aw|o)$/)); // "or sor mor" for อสม
    const letter = ({ text }) => read.length > 1 && text.length === read.length && /^[ก-ฮ]+$/.test(text) && Array.from(text).every((own, n) => heard(own) === heard(read[n][1]));
    const short = read.every(Boolean) && index.named.find(letter);
    if (short) return plain(short.name);
    const said = latin.map((word) => commonest((words.get(heard(word)) || []).filter((own) => rhyme(own, word))));
    return said.every(Boolean) ? said.join(" ") : "";
  }

  const indexes = new Map(); // language → index

  // The bytes that a script brings: deflated, as base64.
  async function inflated(packed) {
    const letters = atob(packed), bytes = new Uint8Array(letters.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  // The data in such bytes: JSON in windows-874.
  const told = (bytes) => JSON.parse(new TextDecoder("windows-874").decode(bytes));

  // What answers a query, for a reader of a language, from the languages taken so far: {rows, variants, typed}.
  //
  // Rows are passages {address, id, kind, title, heading, text, score, language, held, more, sought}, the reader's language first
  // unless only the other one truly answers; `held` says that the page holds the query itself, and is no guess; `sought` are
  // the folded texts to highlight. `typed` is the query as the other
  // keyboard would have typed it, where only that finds anything.
  function* find(query, language) {
    const asked = yield* ask(query, language), holds = ({ rows }) => rows.some(({ held }) => held);
    if (holds(asked) || query.trim().length < 3) return asked;
    const typed = otherKeyboard(query.trim());
    if (/^[\p{L}\p{M}\p{N}\s.]+$/u.test(typed)) {
      const other = yield* ask(typed, language);
      if (holds(other)) return { ...other, typed };
    }
    const guesses = asked.rows.map(({ meant }) => meant).filter((meant) => meant !== undefined);
    const thai = !guesses.some(Boolean) && indexes.has("th") && (yield* spoken(query.trim(), indexes.get("th"), !guesses.length));
    const other = thai && (yield* ask(thai, language));
    return other && holds(other) ? { ...other, spoken: thai } : asked;
  }

  function* ask(query, language) {
    const typed = normalise(query.slice(0, 8 * LONGEST_QUERY)).trim();
    if (!fold(typed).text.trim() || !indexes.size) return { rows: [], variants: [] };
    const answers = [];
    for (const index of indexes.values()) answers.push(yield* answer(index, typed));
    const best = (rows) => (rows.length ? rows[0].score : 0);
    const most = Math.max(0, ...answers.map(({ rows }) => best(rows)));
    answers.sort((a, b) => leads(b) - leads(a));
    function leads({ rows, language: own }) {
      return (own === language ? 1 : 0.5) * (best(rows) < most / 2 ? 0.1 : 1);
    }
    const rows = new Map(); // by address: a page that answers in both languages is shown in the first
    for (const row of answers.flatMap((answer) => answer.rows))
      if (row.score >= most * FAINT && !rows.has(row.address)) rows.set(row.address, row);
    return {
      rows: Array.from(rows.values()),
      card: answers[0].card || (answers[0].rows.some(({ held }) => held) ? undefined : answers[1]?.card),
      several: answers[0].several,
      variants: answers.flatMap(({ variants }) => variants),
    };
  }

  // Terms and titles that look like a query that found nothing: at most three.
  function suggest(query, language) {
    const index = indexes.get(language);
    const pairs = (text) => new Set(Array.from(text.slice(1), (letter, i) => text[i] + letter));
    const asked = pairs(fold(normalise(query)).text.slice(0, LONGEST_QUERY));
    const named = () => index.terms.flat().concat(index.passages.filter(({ id }) => !id).map(({ title }) => ({ form: plain(title), text: fold(title).text })));
    index.pairs ??= named().map(({ form, text }) => ({ form, own: pairs(text) }));
    const alike = index.pairs.map(({ form, own }) => {
      const shared = Array.from(own).filter((pair) => asked.has(pair)).length;
      return { form, likeness: (2 * shared) / (own.size + asked.size || 1) };
    });
    alike.sort((a, b) => b.likeness - a.likeness);
    return Array.from(new Set(alike.filter(({ likeness }) => likeness > 0.3).map(({ form }) => form))).slice(0, 3);
  }

  // ---- the work ----

  const SLICE = 8; // milliseconds after which a key is heard: on a slow phone the last step of a slice takes as long again
  const turns = new MessageChannel();
  const indexing = []; // what is to be indexed: {steps, tell}
  let finding = null; // the newest query, which comes before it

  turns.port1.onmessage = () => {
    const ends = performance.now() + SLICE;
    for (let task; (task = finding && !finding.waits ? finding : indexing[0]); ) {
      const { done, value } = task.steps.next();
      if (done) {
        if (task === finding) finding = null;
        else indexing.shift();
        task.tell(value);
      } else if (value) resume(task, value);
      if (performance.now() > ends) {
        turns.port2.postMessage(null);
        return;
      }
    }
  };

  // Takes a query up again once what it needs is here; where that does not come, it has no answer.
  function resume(task, coming) {
    task.waits = true;
    const again = () => {
      task.waits = false;
      turns.port2.postMessage(null);
    };
    coming.then(again, () => {
      if (task !== finding) return;
      finding = null;
      task.tell({ rows: [], variants: [], failed: true });
    });
  }

  // Takes what is asked, {packed} or {query, language}, and tells what comes of it: the language that can be searched from now
  // on, or the answer; of data that are none, and of a query that a newer one follows, nothing. {part, packed} is a part that
  // it wanted.
  async function engine({ packed, part: name, query, language }, tell) {
    if (name) arrived(name, packed);
    else if (packed === undefined) {
      finding?.tell();
      finding = { steps: answers(query, language), tell };
    } else indexing.push({ steps: indexed(await inflated(packed).then(told).catch(() => ({}))), tell });
    turns.port2.postMessage(null);
  }

  function* indexed(data) {
    if (!data.pages) return undefined;
    indexes.set(data.language, yield* build(data));
    return data.language;
  }

  function* answers(query, language) {
    const found = yield* find(query, language);
    return found.rows.length || !indexes.has(language) ? found : { ...found, nearest: suggest(query, language) };
  }

  root.khumue.engine = engine;
  if (worker) {
    engine.want = (part, folder) => root.postMessage({ part, folder });
    root.onmessage = ({ data: { n, ...asked } }) => engine(asked, (value) => root.postMessage({ n, value }));
    root.postMessage(null);
  }
})(globalThis);
