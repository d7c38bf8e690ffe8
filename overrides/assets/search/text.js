// Thai and Latin text made comparable: what people type differently becomes the same. No page, no index.
(function (root) {
  "use strict";

  const SPACE = 32, DOT = 46;
  const isThai = (c) => c >= 0xe01 && c <= 0xe4e;
  const isDigit = (c) => c >= 48 && c <= 57;

  // One spelling: the twin of `normalise` in generator/thai.py, tested on the same table.
  function normalise(text) {
    return text
      .normalize("NFC")
      .replace(/\u0e40\u0e40/g, "\u0e41")
      .replace(/([\u0e48-\u0e4c])([\u0e31\u0e34-\u0e3a\u0e47])/g, "$2$1")
      .replace(/\u0e4d([\u0e48-\u0e4b]?)\u0e32/g, "$1\u0e33")
      .replace(/\u0e33([\u0e48-\u0e4b])/g, "$1\u0e33");
  }

  const utf16 = new TextDecoder("utf-16le");
  const FEW = 200; // letters up to which the decoder is slower than another call
  const UNKNOWN = 0xffff;
  const foldings = new Uint16Array(0x10000).fill(UNKNOWN); // character → folded character; 0 is left out, SPACE parts words

  function folding(c) {
    let to = foldings[c];
    if (to === UNKNOWN) {
      const plain = String.fromCharCode(c).normalize("NFKD").toLowerCase();
      if (c >= 0xe50 && c <= 0xe59) to = c - 0xe50 + 48;
      else if ((c >= 0xe47 && c <= 0xe4e) || /['\u2019\p{Cf}\p{M}]/u.test(plain[0]) && !isThai(c)) to = 0;
      else if (isThai(c) || c === DOT || (c >= 0xd800 && c < 0xe000)) to = c;
      else to = /[\p{L}\p{N}]/u.test(plain[0]) ? plain.charCodeAt(0) : SPACE;
      foldings[c] = to;
    }
    return to;
  }

  // Folds a text: the folded text, where in the text each of its characters stands (`at`), and which of them start a word.
  function fold(text) {
    const codes = new Uint16Array(text.length), at = new Uint32Array(text.length), starts = new Uint8Array(text.length);
    let length = 0,
      before = 0, // the folded character before
      letters = 0, // how many since the last space or dot
      gap = false, // whether a space lies between
      fresh = true; // whether a word starts here
    for (let i = 0; i < text.length; i++) {
      const raw = text.charCodeAt(i);
      if (raw === 0x7f) {
        fresh = true;
        continue;
      }
      let c = folding(raw);
      if (c === DOT && !(isDigit(before) && isDigit(folding(text.charCodeAt(i + 1))))) {
        const abbreviates = !gap && (isThai(before) || letters === 1);
        letters = 0;
        c = abbreviates ? 0 : SPACE;
      }
      if (c === 0) continue;
      if (c === SPACE) {
        gap = before !== 0;
        fresh = true;
        letters = 0;
        continue;
      }
      if (gap && !isThai(before) && !isThai(c)) {
        at[length] = i;
        codes[length++] = SPACE;
      }
      if (fresh || isThai(c) !== isThai(before) || isDigit(c) !== isDigit(before)) starts[length] = 1;
      at[length] = i;
      codes[length++] = c;
      before = c;
      gap = fresh = false;
      letters++;
    }
    const own = codes.subarray(0, length);
    return { text: length < FEW ? String.fromCharCode.apply(null, own) : utf16.decode(own), at, starts };
  }

  const stems = new Map(); // of every word once: a text says most of them again and again

  // An English word without its usual endings; other words as they are.
  function stem(word) {
    if (word.length < 4 || isThai(word.charCodeAt(0))) return word;
    if (!stems.has(word)) stems.set(word, stemmed(word));
    return stems.get(word);
  }

  function stemmed(word) {
    if (!/^[a-z]+$/.test(word)) return word;
    const bare = word
      .replace(/ies$/, "y")
      .replace(/sses$/, "ss")
      .replace(/([^su])s$/, "$1");
    const root = bare.replace(/(..[aeiouy].*|.[aeiouy].+)(?:ing|ed|ion)$/, "$1");
    return root.replace(/([bdgklmnprt])\1$/, "$1").replace(/(...)e$/, "$1");
  }

  const UNITS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(" ");
  const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
  const ENGLISH = new Map([...UNITS.map((word, n) => [word, n + 1]), ...TENS.map((word, n) => [word, 10 * n + 20])]);
  const ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(" ");
  const ORDINAL = new RegExp(`\\b(?:(\\d+)(?:st|nd|rd|th)|(${ORDINALS.join("|")})) ([a-z]+)`);
  const THAI = new Map("หนึง สอง สาม สี หา หก เจด แปด เกา".split(" ").map((word, n) => [word, n + 1]));
  const THAI_NUMBER = new RegExp(`(?:((?:${Array.from(THAI.keys()).join("|")}|ยี)?)(สิบ))?(${Array.from(THAI.keys()).join("|")}|เอด)?$`);
  const BEFORE_NUMBER = /(?:ที|เลข|หมายเลข|ลำดับ|no|number)(?=\d)/;

  // A folded text that may call something by its number, in the one form that all such texts have: "ขันทีสี" and "ขัน 4" are ขัน4, "the fourth step" is step4.
  function numbered(folded) {
    return folded
      .replace(ORDINAL, (all, digits, word, kind) => `${kind} ${digits || ORDINALS.indexOf(word) + 1}`)
      .replace(/[a-z]+/g, (word) => ENGLISH.get(word) || (/^(?:a|for|of|the)$/.test(word) ? "" : stem(word)))
      .replace(/([2-9])0 ([1-9])(?!\d)/, "$1$2")
      .replace(/ |ของ|สำหรับ/g, "")
      .replace(THAI_NUMBER, (all, tens, ten, unit) => (ten ? 10 * (THAI.get(tens) || (tens ? 2 : 1)) : 0) + (THAI.get(unit) || (unit ? 1 : 0)) || "")
      .replace(/\d+/g, Number)
      .replace(BEFORE_NUMBER, "");
  }

  // A folded text with the numbers in it as digits: สองเตรียมหารู is 2เตรียม5รู.
  const NUMBER_WORD = new RegExp(Array.from(THAI.keys()).join("|"), "g");
  const inDigits = (folded) => folded.replace(/[a-z]+/g, (word) => ENGLISH.get(word) || word).replace(NUMBER_WORD, (word) => THAI.get(word));

  // The consonants that one hears in a word, in the same letters for a Thai one and for one that is spelled in Latin letters:
  // เวที and "wethi" are wt. Sounds that Latin spellings do not keep apart, and those of an end that sound alike, are one.
  const HEARD = [
    ["กขฃคฅฆ", "k"], ["จฉชฌ", "c"], ["ดตถทธฎฏฐฑฒซศษส", "t"], ["นณญลรฬ", "n"], ["บปพผภฟฝ", "p"], ["มำ", "m"], ["ว", "w"], ["หฮ", "h"], ["ง", "g"],
  ];
  const SOUNDS = new Map(HEARD.flatMap(([alike, sound]) => Array.from(alike, (letter) => [letter, sound])));
  const LATIN_HEARD = [
    [/ng(?![aeiouy])|ng(?=[aeiou])/g, "ง"], [/ch|j|tch/g, "จ"], [/kh|gh|[kgqx]/g, "ก"], [/th|[tdsz]/g, "ด"], [/ph|[pbfv]/g, "บ"], [/c/g, "ก"], [/[nlr]/g, "น"], [/m/g, "ม"], [/w/g, "ว"], [/h/g, "ห"],
  ];

  function heard(text) {
    let letters = text.toLowerCase();
    if (/[a-z]/.test(letters)) for (const [sound, letter] of LATIN_HEARD) letters = letters.replace(sound, letter);
    else letters = letters.replace(/[\u0e01-\u0e2e][\u0e34\u0e38]?\u0e4c/g, "").replace(/ห(?=[งญนมยรลว])/g, "").replace(/([ก-ฮ])\u0e31?ว(?=[ก-ฮ])/g, "$1"); // ว as a vowel
    const sounds = Array.from(letters, (letter) => SOUNDS.get(letter) || "").join("");
    return sounds.replace(/(.)\1+/g, "$1");
  }

  // Whether the vowels that a Thai word shows stand in the same order in what is spelled in Latin letters, most of them.
  const VOWELS = [[/เ(.{1,2})ิ/g, "$1oe"], [/เ(.{1,2})ีย/g, "$1ia"], [/เ(.{1,2})ือ/g, "$1ue"], [/เ(.{1,2})า/g, "$1ao"], [/[เแ](.{1,2}?)(?![ะา])/g, "$1e"], [/[โอ]/g, "o"], [/[ไใ]/g, "a"], [/[ะาัำ]/g, "a"], [/[ิี]/g, "i"], [/[ึืุู]/g, "u"]];

  function rhyme(thai, latin) {
    let shown = thai.replace(/[\u0e47-\u0e4e]/g, "");
    for (const [vowel, letters] of VOWELS) shown = shown.replace(vowel, letters);
    const own = shown.replace(/[^aeiou]/g, ""), said = latin.toLowerCase().replace(/y/g, "i").replace(/[^aeiou]/g, "");
    let at = 0, met = 0;
    for (const vowel of own) {
      const next = said.indexOf(vowel, at);
      if (next < 0) continue;
      met++;
      at = next + 1;
    }
    return met >= own.length * 0.7 && met >= said.length * 0.3;
  }

  // What the keys of the other keyboard would have typed: Kedmanee for a Latin text, QWERTY for a Thai one.
  const LATIN_KEYS = "1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?";
  const THAI_KEYS = "ๅ/-ภถุึคตจขชๆไำพะัีรนยบลฃฟหกดเ้่าสวงผปแอิืทมใฝ+๑๒๓๔ู฿๕๖๗๘๙๐\"ฎฑธํ๊ณฯญฐ,ฅฤฆฏโฌ็๋ษศซ.()ฉฮฺ์?ฒฬฦ";

  function otherKeyboard(text) {
    const [from, to] = /[\u0e01-\u0e5b]/.test(text) ? [THAI_KEYS, LATIN_KEYS] : [LATIN_KEYS, THAI_KEYS];
    return Array.from(text, (key) => to[from.indexOf(key)] || key).join("");
  }

  // A text as people read it, without the marks between its words.
  const plain = (text) => text.replace(/\x7f/g, "");

  const joins = (c) => c === 0xe31 || (c >= 0xe33 && c <= 0xe3a) || (c >= 0xe47 && c <= 0xe4e) || (c >= 0x300 && c < 0x370);

  const SHORT = 5; // letters up to which a Thai form is marked as a word alone: longer ones are hardly ever within another
  const isShort = (form) => form.length <= SHORT && isThai(form.charCodeAt(0));
  const segmenter = typeof Intl !== "undefined" && Intl.Segmenter ? new Intl.Segmenter("th", { granularity: "word" }) : null;

  let lately = { run: "", edges: [] }; // where words begin in what was looked at last: most is looked at again

  // Whether what stands between two places of a text begins and ends as words do that the browser knows: all, without its help.
  function whole(text, from, to) {
    const begin = text.lastIndexOf(" ", from) + 1, end = (text.indexOf(" ", to) + 1 || text.length + 1) - 1;
    if (!segmenter || (begin === from && end === to)) return true;
    const run = text.slice(begin, end);
    if (lately.run !== run) lately = { run, edges: Array.from(segmenter.segment(run), ({ index }) => index) };
    return lately.edges.includes(from - begin) && (to === end || lately.edges.includes(to - begin));
  }

  // Where a plain text, of which this is the folded one, has a form: [from, to]. A Thai letter is never parted from its marks.
  function* places(text, { text: string, at }, form) {
    const latin = !isThai(form.charCodeAt(0));
    if (form.length < 2) return;
    for (let i = string.indexOf(form); i >= 0; i = string.indexOf(form, i + form.length)) {
      if (latin && i > 0 && /[a-z0-9]/.test(string[i - 1])) continue;
      let from = at[i], to = at[i + form.length - 1] + 1;
      while (from > 0 && joins(text.charCodeAt(from))) from--;
      if (text.charCodeAt(to - 1) >= 0xe40 && text.charCodeAt(to - 1) <= 0xe44) to++; // a leading vowel's consonant
      while (to < text.length && joins(text.charCodeAt(to))) to++;
      if (text[to] === "." && isThai(text.charCodeAt(to - 1))) to++; // in Thai a dot belongs to an abbreviation
      if (latin || form.length > SHORT || whole(text, from, to)) yield [from, to];
    }
  }

  // Texts as an address carries them: one letter of base64 is less than the nine that a Thai letter has there otherwise. Empty
  // where they have letters beside Thai and ASCII, which no page of a manual has.
  const SHIFT = 0xe01 - 0xa1; // windows-874 has a Thai letter so much lower
  function carried(texts) {
    const bytes = Array.from(texts.join("\n"), (letter) => (letter < "\x7f" ? letter : String.fromCharCode(letter.charCodeAt(0) - SHIFT))).join("");
    return /[^\n\x20-\xff]/.test(bytes) ? "" : btoa(bytes).replace(/=+$/, "").replace(/\+/g, "-").replace(/\//g, "_");
  }

  // The texts again; none where somebody else has written it.
  function brought(carried) {
    try {
      const bytes = atob(carried.split("-").join("+").replace(/_/g, "/"));
      return bytes.replace(/[\xa1-\xff]/g, (byte) => String.fromCharCode(byte.charCodeAt(0) + SHIFT)).split("\n");
    } catch (error) {
      return [];
    }
  }

  // Where a plain text holds what was sought: [[from, to], …] in order. "-หน่วยงาน" says that what stands in that word is none.
  function marks(text, sought) {
    const folded = fold(text), found = [], words = [];
    for (const form of sought) if (form.startsWith("-")) words.push(...places(text, folded, form.slice(1)));
    for (const form of sought)
      for (const [from, to] of places(text, folded, form))
        if (!found.some(([a, b]) => from < b && a < to) && !words.some(([a, b]) => a <= from && to <= b)) found.push([from, to]);
    return found.sort((a, b) => a[0] - b[0]);
  }

  // Which of what was sought a plain text holds.
  function held(text, sought) {
    const folded = fold(text);
    return sought.filter((form) => !places(text, folded, form.replace(/^-/, "")).next().done);
  }

  // The part of a text around what was sought, about `room` letters, cut between words: {text, before, after}.
  function excerpt(text, sought, room) {
    const whole = plain(text);
    if (whole.length <= room) return { text: whole, before: false, after: false };
    const first = (marks(whole, sought)[0] || [0])[0];
    const ends = [0]; // where words end in the plain text
    for (let i = 0, n = 0; i < text.length; i++) {
      if (text[i] === "\x7f") ends.push(n);
      else if (++n && text[i] === " ") ends.push(n);
    }
    ends.push(whole.length);
    const from = ends.filter((end) => end <= Math.max(0, first - room / 3)).pop();
    const to = ends.filter((end) => end <= from + room).pop();
    return { text: whole.slice(from, to > from ? to : from + room), before: from > 0, after: to < whole.length };
  }

  root.khumue = root.khumue || {};
  root.khumue.text = { normalise, fold, stem, numbered, inDigits, heard, rhyme, isThai, otherKeyboard, plain, isShort, marks, held, excerpt, carried, brought };
})(globalThis);
