// What a filled worksheet is, without a page: dates, numbers, totals, the saved file, CSV. fill.js puts it on the screen.
const khumueSheet = (function () {
  "use strict";

  const FORMAT = "khumue-worksheet";
  const VERSION = 1;
  const MANY = 2; // the version of a file of many sheets, each as a file of its own would have it
  const MOST = 200; // sheets of such a file
  const BUDDHIST_ERA = 543;
  const FIRST_SHORT_YEAR = 43; // of two digits, of the Buddhist era (2543); those before it are of the Common one
  const LONGEST = 10000; // characters of one text
  const LARGEST = 5000000; // bytes of a file

  const arabic = (text) => text.replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50));
  const round = (number) => Math.round(number * 100) / 100;

  // The Buddhist year of a day. Until 2483 it began in April.
  const buddhistYear = (year, month) => year + BUDDHIST_ERA - (year < 1941 && month < 4 ? 1 : 0);

  // A year as people write it: 2569 and 2026 are the same year.
  function commonEra(year, month) {
    if (year < 2400 || year > 2700) return year >= 1857 && year <= 2157 ? year : null;
    const common = year - BUDDHIST_ERA + (year < 2484 && month < 4 ? 1 : 0);
    return buddhistYear(common, month) === year ? common : null;
  }

  // "พ.ย." "พฤศจิกายน" "Nov" "November" "Sept": the number of the month, or 0. Their names are asked for once, since that takes long.
  const bare = (text) => text.toLowerCase().replace(/[.\s]/g, "").replace("ฏ", "ฎ").replace(/^sept$/, "sep");
  const MONTHS = new Map();
  function nameMonths() {
    for (let number = 1; number <= 12; number += 1) {
      for (const locale of ["th", "en-GB", "en-US"]) {
        for (const length of ["long", "short"]) {
          const known = bare(new Intl.DateTimeFormat(locale, { month: length }).format(new Date(2001, number - 1, 15)));
          MONTHS.set(known, number);
          if (length === "long") MONTHS.set(known.replace(/(คม|ยน|พันธ์)$/, ""), number);
        }
      }
    }
  }
  function month(name) {
    if (!MONTHS.size) nameMonths();
    return MONTHS.get(bare(name)) || 0;
  }

  const DAY = "(?<day>\\d{1,2})(?:st|nd|rd|th)?";
  const ERA = "(?:พ\\.? ?ศ\\.?|พุทธศักราช|b\\.?e\\.?|ค\\.? ?ศ\\.?|คริสต์ศักราช|a\\.?d\\.?|c\\.?e\\.?)";
  const YEAR = `(?:ปี ?)?(?:(?<era>${ERA}) ?)?(?<year>\\d{4}|\\d\\d)(?: ?\\(?(?<after>${ERA})\\)?)?`;
  const WEEKDAY =
    "(?:(?:(?:วัน)?(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|ศุกร์|เสาร์|อาทิตย์)|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]*|วัน) )?(?:ที่ )?";
  const DATES = [
    "(?<year>\\d{4})(?<sign>[-/.])(?<month>\\d{1,2})\\k<sign>(?<day>\\d{1,2})(?:[t ]\\d{1,2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?)?",
    `${WEEKDAY}${DAY} [/.–—-] (?<month>\\d{1,2}) [/.–—-] ${YEAR}`,
    `${WEEKDAY}${DAY} [/.–—-]? (?:เดือน )?(?:of )?(?<month>[^\\d\\s/–—.-](?:[^\\d\\s/–—-]|\\. (?=\\S\\.))*?) [/.,–—-]? ${YEAR}`,
    `${WEEKDAY}(?<month>[a-z]{3,9}\\.?) ${DAY},? ${YEAR}`,
  ].map((form) => new RegExp(`^${form.replace(/ /g, "\\s*")}$`));

  // What a person wrote as a date ("22/11/2569", "๒๒ พ.ย. ๒๕๖๙", "22 November 2026") as year-month-day, or null.
  // Lists of places read the same (dates.py).
  function date(text) {
    const written = arabic(text.trim()).toLowerCase();
    const form = written.length < 100 && DATES.find((one) => one.test(written));
    if (!form) return null;
    const { day, month: name, year: digits, era, after } = form.exec(written).groups;
    const said = era || after;
    let year = Number(digits);
    const buddhist = said ? "พb".includes(said[0]) : year >= FIRST_SHORT_YEAR;
    if (year < 100) year += buddhist ? 2500 : 2000;
    else if (said && buddhist !== (year >= 2400 && year <= 2700)) return null;
    const number = Number(name) || month(name);
    const common = commonEra(year, number);
    const found = new Date(Date.UTC(common || 0, number - 1, day));
    const real = common && found.getUTCMonth() === number - 1 && found.getUTCDate() === Number(day);
    return real ? found.toISOString().slice(0, 10) : null;
  }

  // A date as it is typed on a sheet: in the Buddhist era.
  function shortDate(iso) {
    const [year, number, day] = iso.split("-").map(Number);
    return `${day}/${number}/${buddhistYear(year, number)}`;
  }

  // A date written out, so that a slip shows.
  function longDate(iso, language) {
    const [year, number] = iso.split("-").map(Number);
    const parts = { day: "numeric", month: "long", timeZone: "UTC" };
    const day = new Intl.DateTimeFormat(language === "th" ? "th" : "en-GB", parts).format(new Date(`${iso}T00:00:00Z`));
    return language === "th" ? `${day} ${buddhistYear(year, number)}` : `${day} ${year} (B.E. ${buddhistYear(year, number)})`;
  }

  // "1,250" and "๑๒๕๐" as 1250; null for what is not a number.
  function number(text) {
    const written = arabic(text.trim());
    return /^[-+]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/.test(written) ? written.replace(/,/g, "") : null;
  }

  // What a sum should be where it is not what its parts add up to; null where it is, or where one of them is no number yet.
  function unequal(total, parts) {
    const numbers = [total, ...parts].map((value) => number(String(value ?? "")));
    if (!parts.length || numbers.includes(null)) return null;
    const [said, ...added] = numbers.map(Number);
    const sum = round(added.reduce((whole, one) => whole + one, 0));
    const shown = (value) => value.toLocaleString("en-US");
    return sum === round(said) ? null : { total: shown(said), parts: added.map(shown).join(" + "), sum: shown(sum) };
  }

  // A time as 09:30: "๙.๓๐ น.", "9:30 a.m."; null for what is none. Lists of places read the same (dates.py).
  function time(text) {
    const written = /^(?:เวลา)?\s*(\d{1,2})[.:]([0-5]\d)\s*(?:น\.?|นาฬิกา|([ap])\.?m\.?)?$/.exec(arabic(text.trim()).toLowerCase());
    if (!written) return null;
    const [, hours, minutes, half] = written;
    let hour = Number(hours);
    if (half && hour >= 1 && hour <= 12) hour = (hour % 12) + (half === "p" ? 12 : 0);
    else if (half || hour > 24 || (hour === 24 && minutes !== "00")) return null;
    return `${String(hour).padStart(2, "0")}:${minutes}`;
  }
  const clock = (time, language) => (language === "th" ? `${time.replace(":", ".")} น.` : time);

  // A telephone number in Arabic digits; null for what is none, also without the 0 before it. Lists of places read the same (cells.py).
  function phone(text) {
    const written = arabic(text.trim());
    if (/^[2-9]\d{7,8}$/.test(written)) return null;
    return /^\+?\(?\d[\d() .-]{1,20}\d(,? ?(ต่อ|ext\.?|#) ?\d{1,6})?$/i.test(written) ? written : null;
  }

  // What one can write in a blank: what is understood of it, how that is typed anew and told, which keys a phone shows.
  const READS = {
    text: { read: (text) => text },
    number: { read: number, mode: "decimal" },
    date: { read: date, typed: shortDate, told: longDate },
    time: { read: time, typed: clock, told: clock },
    phone: { read: phone, mode: "tel" },
  };

  // The weighted total of scores from 1 to 5, or the places of those that are missing: a blank is not 0.
  // A weight of null keeps its criterion outside; where none has a weight there is no total at all.
  function total(scores, weights) {
    const counted = weights.map((weight, place) => place).filter((place) => weights[place] !== null);
    const missing = counted.filter((place) => !scores[place]);
    const all = counted.reduce((sum, place) => sum + weights[place], 0);
    const sum = counted.reduce((found, place) => found + weights[place] * scores[place], 0);
    const whole = counted.length && !missing.length;
    return {
      counted,
      missing,
      weights: round(all),
      most: round(5 * all),
      total: whole ? round(sum) : null,
      percent: whole ? round((100 * sum) / (5 * all)) : null,
    };
  }

  const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const isBlank = (value) => !value || (Array.isArray(value) && value.every(isBlank));

  // A word of a file as it may be shown: short, and without characters that nobody sees.
  const brief = (value, most = 40) => (typeof value === "string" ? value.replace(/[\p{Cc}\p{Cf}]/gu, "").slice(0, most) : "?");

  // The text of a saved file: the values, what their fields are called and of which parts they are, and what has no place here.
  function pack(sheet, fields, left) {
    const filled = fields.map((field) => ({ ...field, value: field.get() })).filter(({ value }) => !isBlank(value));
    const values = Object.fromEntries(filled.map(({ id, value }) => [id, value]));
    const about = Object.fromEntries(filled.map(({ id, name, axes }) => [id, { label: name, axes: axes() }]));
    const { manual, code, edition, language } = sheet;
    const head = { format: FORMAT, version: VERSION, manual, sheet: code, edition, language };
    return JSON.stringify({ ...head, values, fields: about, ...(left.length ? { left } : {}) }, null, 1) + "\n";
  }

  // The parts of a value are told apart by axes: for each depth a list of [key, label], where keys are the same in every language
  // and rows to write in have none. So a column, a choice or a row that an edition lacks does not move the others. Of an older
  // file, which has no axes, the places alone are known.
  function stepsOf(axis) {
    const seen = new Map();
    return (axis || []).map(([key]) => {
      seen.set(key, (seen.get(key) || 0) + 1);
      return `${key}#${seen.get(key)}`;
    });
  }

  // What is left of a value when `take` has taken of its parts what it will, in the shape that it had; null where that is nothing.
  function rest(value, axes, take, path = []) {
    if (Array.isArray(value)) {
      const steps = stepsOf(axes[path.length]);
      const left = value.map((part, place) => rest(part, axes, take, [...path, place < steps.length ? steps[place] : place]));
      return left.every((part) => part === null) ? null : left;
    }
    if (isRecord(value)) {
      const left = Object.entries(value).map(([key, part]) => [key, rest(part, axes, take, [...path, key])]);
      return left.every(([, part]) => part === null) ? null : Object.fromEntries(left);
    }
    return isBlank(value) || take(path, value) ? null : value;
  }

  // Where a part belongs in a field of this sheet: { way, shape }; null where the field has no such part. A shape is the name of
  // one thing to write or choose, { one } of some keys, a list of shapes, { many, most } for rows of one shape, or { of } for named parts.
  const isOne = (shape) => typeof shape === "string" || "one" in shape;
  function placeOf(path, field) {
    const axes = field.axes();
    let { shape } = field;
    const way = [];
    for (const step of path) {
      if (isOne(shape)) return null;
      if (shape.of) {
        if (!Object.hasOwn(shape.of, step)) return null;
        way.push(step);
        shape = shape.of[step];
      } else {
        const steps = stepsOf(axes[way.length]);
        let place = typeof step === "number" ? step : steps.indexOf(step);
        const row = /^#(\d+)$/.exec(step); // a row to write in: there may be more of them than the sheet has yet
        if (place < 0 && row) place = steps.length + Number(row[1]) - 1 - steps.filter((one) => /^#\d+$/.test(one)).length;
        if (!(place >= 0 && place < (shape.many ? shape.most : shape.length))) return null;
        way.push(place);
        shape = shape.many || shape[place];
      }
    }
    return isOne(shape) ? { way, shape } : null;
  }

  // Whether one thing fits where it would be shown. What was no number where it was written still is none, and is shown there.
  function fits(shape, value, ofThisEdition) {
    if (!shape) return false; // worked out, not written
    if (shape === "check") return value === true;
    if (shape === "rate") return Number.isInteger(value) && value >= 1 && value <= 5;
    if (shape.one) return shape.one.includes(value);
    if (typeof value !== "string" || value.length > LONGEST) return false;
    return ofThisEdition || READS[shape].read(value) !== null;
  }

  function put(holder, way, value) {
    const [place, ...on] = way;
    while (Array.isArray(holder) && holder.length < place) holder.push(null);
    if (!on.length) holder[place] = value;
    else put((holder[place] = holder[place] || (typeof on[0] === "number" ? [] : {})), on, value);
  }

  // The axes of a file, or none where it has something else there.
  const isPair = (pair) => Array.isArray(pair) && pair.length === 2 && pair.every((text) => typeof text === "string");
  const axesOf = (axes) =>
    Array.isArray(axes) && axes.every((axis) => Array.isArray(axis) && axis.every(isPair)) ? axes : [];
  const isDeep = (value, most = 9) =>
    typeof value === "object" && value !== null && (most === 0 || Object.values(value).some((part) => isDeep(part, most - 1)));

  function parsed(text) {
    try {
      return JSON.parse(text.replace(/^\ufeff/, ""));
    } catch {
      return undefined;
    }
  }
  function checked(file, sheet, version = VERSION) {
    if (file === undefined) return { refused: "not_json" };
    if (!isRecord(file) || file.format !== FORMAT) return { refused: "not_ours" };
    if (file.version !== version) return { refused: "other_version" };
    if (file.manual !== undefined && file.manual !== sheet.manual) return { refused: "other_manual" };
    if (file.sheet !== sheet.code) return { refused: "other_sheet", of: brief(file.sheet) };
    if (version === VERSION && (!isRecord(file.values) || isDeep(file))) return { refused: "not_ours" };
    return { file };
  }
  const read = (text, sheet) => checked(parsed(text), sheet);

  // Many sheets as one file, a line for each, which is the text of a file of its own.
  function packAll({ manual, code }, texts) {
    const head = JSON.stringify({ format: FORMAT, version: MANY, manual, sheet: code });
    return `${head.slice(0, -1)},"sheets":[\n${texts.map((text) => text.trim()).join(",\n")}\n]}\n`;
  }

  // The sheets that a file holds, one or many, as such texts; or why it is refused: one that does not fit spoils all.
  function sheetsIn(text, sheet) {
    const file = parsed(text);
    const isMany = isRecord(file) && file.version === MANY && Array.isArray(file.sheets);
    const sheets = isMany ? file.sheets : [];
    if (sheets.length > MOST) return { refused: "too_many", n: MOST };
    const refused = [checked(file, sheet, isMany ? MANY : VERSION), ...sheets.map((one) => checked(one, sheet))].find((one) => one.refused);
    if (refused) return refused;
    if (isMany && !sheets.length) return { refused: "not_ours" };
    return { isMany, texts: isMany ? sheets.map((one) => JSON.stringify(one)) : [text] };
  }

  // What a file holds, field by field, what had no place when it was saved last.
  function itemsOf(file, earlier) {
    const about = isRecord(file.fields) ? file.fields : {};
    const { edition, language } = file;
    const values = Object.entries(file.values).map(([field, value]) => {
      const { label, axes } = Object.hasOwn(about, field) && isRecord(about[field]) ? about[field] : {};
      return { field, label, axes, value, edition, language };
    });
    const left = Array.isArray(file.left) ? file.left.filter((item) => isRecord(item) && typeof item.field === "string") : [];
    return [...values, ...left].map((item) => ({
      field: item.field,
      ...(typeof item.label === "string" ? { label: item.label } : {}),
      edition: brief(item.edition),
      language: item.language === "en" ? "en" : "th",
      ...(earlier || item.earlier === true ? { earlier: true } : {}),
      value: item.value,
      axes: axesOf(item.axes),
    }));
  }

  // What a saved file holds for this sheet: { values, left, edition }, where `left` is what this sheet has no place for;
  // or { refused } with the name of the words that say why. Of files that were kept earlier, only what differs is told.
  function unpack(text, sheet, fields, earlier = []) {
    const { file, ...refusal } = read(text, sheet);
    if (!file) return refusal;
    const known = new Map(fields.map((field) => [field.id, field]));
    const values = Object.create(null);
    const take = ({ field, edition, earlier }) => (path, value) => {
      const place = known.has(field) && placeOf(path, known.get(field));
      if (!place) return false;
      const there = place.way.reduce((part, step) => part && part[step], values[field]);
      if (!isBlank(there)) return there === value;
      if (earlier || !fits(place.shape, value, edition === sheet.edition)) return false;
      put(values, [field, ...place.way], value);
      return true;
    };
    const before = earlier.map((one) => read(one, sheet).file).filter(Boolean);
    const items = [...itemsOf(file), ...before.flatMap((one) => itemsOf(one, true))];
    const left = items.map((item) => ({ ...item, value: rest(item.value, item.axes, take(item)) })).filter(({ value }) => value !== null);
    return { values, left, edition: brief(file.edition) };
  }

  // How many things stand there that nobody can read as what their blank asks for: a day that is none.
  function doubts(values, fields) {
    let found = 0;
    for (const field of fields) {
      rest(values[field.id], [], (path, value) => {
        const place = placeOf(path, field);
        if (place && !fits(place.shape, value, false)) found += 1;
        return true;
      });
    }
    return found;
  }

  // What has no place, for a reader: [labels of the part, value] for each thing that was written.
  function told({ value, axes }) {
    const lines = [];
    const labels = (path) =>
      path.map((step, depth) => {
        const axis = axes[depth] || [];
        const at = typeof step === "number" ? -1 : stepsOf(axis).indexOf(step);
        const [, label] = axis[at] || axis.find(([key]) => key === step) || [step, typeof step === "number" ? `${step + 1}` : step];
        return brief(label, 200);
      });
    rest(value, axes, (path, part) => lines.push([labels(path).filter(Boolean), part]));
    return lines;
  }

  // Rows as CSV that Excel opens as Thai (byte-order mark), and in which nothing that a person wrote runs as a formula.
  function csv(rows) {
    const runs = (text) => /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text) && number(text) === null;
    // Excel drops the 0 of a telephone number and the end of a long one, and makes a date of 12/3 and of มี.ค., a number of 1E5.
    const loses = (text) => /^0\d+$|^\d{12,}$|^\d+(\.\d+)?e[-+]?\d+$|^\d+:\d+(:\d+)?$/i.test(text);
    const isDay = (text) => !/^\d{4}-\d\d-\d\d$/.test(text) && /^\d+\s*[/–-]\s*\d+(\s*[/–-]\s*\d+)?$/.test(text);
    const namesMonth = (text) => text.length < 40 && month(text.replace(/^[\d\s/.-]+|[\d\s/,-]+$/g, "")) > 0;
    const changes = (text) => loses(text) || isDay(text) || namesMonth(text);
    const harmless = (text) => (runs(text) || changes(arabic(text).trim()) ? `'${text}` : text);
    const cell = (value) => `"${harmless(String(value)).replace(/"/g, '""')}"`;
    return "\ufeff" + rows.map((row) => row.map(cell).join(",") + "\r\n").join("");
  }

  // A name that Windows takes for a file too.
  function fileName(parts, ending) {
    const name = parts.join(" ").replace(/[\\/:*?"<>|\p{Cc}\p{Cf}]/gu, " ").replace(/\s+/g, " ").trim();
    return [...name].slice(0, 80).join("").replace(/[. ]+$/, "") + ending;
  }

  return {
    LONGEST, LARGEST, MOST, READS,
    unequal, round, date, time, phone, shortDate, longDate, number, total, isBlank, brief,
    pack, packAll, unpack, sheetsIn, doubts, told, csv, fileName,
  };
})();
