// What a filled worksheet is, without a page: dates, numbers, totals, the saved file, CSV. fill.js puts it on the screen.
const khumueSheet = (function () {
  "use strict";

  const FORMAT = "khumue-worksheet";
  const VERSION = 1;
  const BUDDHIST_ERA = 543;
  const LONGEST = 10000; // characters of one text
  const LARGEST = 5000000; // bytes of a file

  const arabic = (text) => text.replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50));
  const round = (number) => Math.round(number * 100) / 100;

  // The Buddhist year of a day. Until 2483 it began in April.
  const buddhistYear = (year, month) => year + BUDDHIST_ERA - (year < 1941 && month < 4 ? 1 : 0);

  // A year as people write it: 2569 and 2026 are the same year. Two digits could be either era, so they are not understood.
  function commonEra(year, month) {
    if (year < 2400 || year > 2700) return year >= 1857 && year <= 2157 ? year : null;
    const common = year - BUDDHIST_ERA + (year < 2484 && month < 4 ? 1 : 0);
    return buddhistYear(common, month) === year ? common : null;
  }

  // "พ.ย." "พฤศจิกายน" "Nov" "November" "Sept": the number of the month, or 0.
  function month(name) {
    const bare = (text) => text.toLowerCase().replace(/[.\s]/g, "").replace("ฏ", "ฎ").replace(/^sept$/, "sep");
    for (let number = 1; number <= 12; number += 1) {
      for (const locale of ["th", "en-GB", "en-US"]) {
        for (const length of ["long", "short"]) {
          const known = bare(new Intl.DateTimeFormat(locale, { month: length }).format(new Date(2001, number - 1, 15)));
          if ([known, length === "long" && known.replace(/(คม|ยน|พันธ์)$/, "")].includes(bare(name))) return number;
        }
      }
    }
    return 0;
  }

  const DAY = "(?<day>\\d{1,2})(?:st|nd|rd|th)?";
  const ERA = "(?:พ\\.? ?ศ\\.?|พุทธศักราช|b\\.?e\\.?|ค\\.? ?ศ\\.?|คริสต์ศักราช|a\\.?d\\.?|c\\.?e\\.?)";
  const YEAR = `(?:ปี ?)?(?:(?<era>${ERA}) ?)?(?<year>\\d{4})(?: ?\\(?(?<after>${ERA})\\)?)?`;
  const WEEKDAY =
    "(?:(?:(?:วัน)?(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|ศุกร์|เสาร์|อาทิตย์)|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]*|วัน) )?(?:ที่ )?";
  const DATES = [
    "(?<year>\\d{4})-(?<month>\\d{1,2})-(?<day>\\d{1,2})(?:[t ]\\d{1,2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?)?",
    `${WEEKDAY}${DAY} [/.–—-] (?<month>\\d{1,2}) [/.–—-] ${YEAR}`,
    `${WEEKDAY}${DAY} [/.–—-]? (?:เดือน )?(?:of )?(?<month>[^\\d\\s/–—.-](?:[^\\d\\s/–—-]|\\. (?=\\S\\.))*?) [/.,–—-]? ${YEAR}`,
    `${WEEKDAY}(?<month>[a-z]{3,9}\\.?) ${DAY},? ${YEAR}`,
  ].map((form) => new RegExp(`^${form.replace(/ /g, "\\s*")}$`));

  // What a person wrote as a date ("22/11/2569", "๒๒ พ.ย. ๒๕๖๙", "22 November 2026") as year-month-day, or null.
  // Lists of places read the same (thai.py).
  function date(text) {
    const written = arabic(text.trim()).toLowerCase();
    const form = written.length < 100 && DATES.find((one) => one.test(written));
    if (!form) return null;
    const { day, month: name, year, era, after } = form.exec(written).groups;
    const said = era || after;
    if (said && "พb".includes(said[0]) !== (Number(year) >= 2400 && Number(year) <= 2700)) return null;
    const number = Number(name) || month(name);
    const common = commonEra(Number(year), number);
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

  // The text of a saved file.
  function pack(sheet, values) {
    const head = { format: FORMAT, version: VERSION, sheet: sheet.code, edition: sheet.edition, language: sheet.language };
    return JSON.stringify({ ...head, values }, null, 1) + "\n";
  }

  // Whether a value from a file has the shape that its field takes: "text", "check", "rate", a list of shapes,
  // { many, most } for rows of one shape, or { of } for named parts. What is blank fits everywhere.
  function fits(shape, value) {
    if (value === null || value === undefined) return true;
    if (shape === "text") return typeof value === "string" && value.length <= LONGEST;
    if (shape === "check") return typeof value === "boolean";
    if (shape === "rate") return Number.isInteger(value) && value >= 1 && value <= 5;
    if (Array.isArray(shape)) {
      return Array.isArray(value) && value.length <= shape.length && value.every((part, place) => fits(shape[place], part));
    }
    if (shape && shape.many) {
      return Array.isArray(value) && value.length <= shape.most && value.every((part) => fits(shape.many, part));
    }
    if (!shape || !isRecord(value)) return false;
    return Object.keys(value).every((key) => Object.hasOwn(shape.of, key) && fits(shape.of[key], value[key]));
  }

  // A word of a file as it may be shown: short, and without characters that nobody sees.
  const brief = (value) => (typeof value === "string" ? value.replace(/[\p{Cc}\p{Cf}]/gu, "").slice(0, 40) : "?");
  const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

  // What a saved file holds for this sheet: { values, left, edition }, where `left` names what this sheet has no place for;
  // or { refused } with the name of the words that say why.
  function unpack(text, sheet, shapes) {
    let file;
    try {
      file = JSON.parse(text.replace(/^\ufeff/, ""));
    } catch {
      return { refused: "not_json" };
    }
    if (!isRecord(file) || file.format !== FORMAT) return { refused: "not_ours" };
    if (file.version !== VERSION) return { refused: "other_version" };
    if (file.sheet !== sheet.code) return { refused: "other_sheet", of: brief(file.sheet) };
    if (!isRecord(file.values)) return { refused: "not_ours" };
    const values = {};
    const left = [];
    for (const id of Object.keys(file.values)) {
      if (Object.hasOwn(shapes, id) && fits(shapes[id], file.values[id])) values[id] = file.values[id];
      else left.push(brief(id));
    }
    return { values, left, edition: brief(file.edition) };
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

  return { LONGEST, LARGEST, round, date, shortDate, longDate, number, total, pack, unpack, csv, fileName };
})();
