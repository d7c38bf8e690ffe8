"""The words of the glossary in the texts of the manual: where each is said, where a translation says it otherwise, and what is
spelled as no entry spells it.

An entry is the authority: what is right is told from its names and abbreviations, by rules and not by lists.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain
from typing import Any, NamedTuple

from .. import thai
from ..catalogue import COLLECTIONS
from ..dates import SHORT_MONTHS
from ..guide import Guide
from ..kept import Kept
from ..language import Language
from ..model import Term
from ..problems import Place, Problem, Say
from ..texts import Pair, pairs, pairs_by_record
from .forms import agrees, forms, is_agreed, is_said, pattern_of, plain, small
from .spellings import bare, spellings

__all__ = ["Glossary", "agrees", "forms", "is_said", "notices", "pattern_of", "small"]

_QUOTED = re.compile('“[^”]*”|"[^"]*"|‘[^’]*’|`[^`]*`')
"""Where a text speaks of words."""
_SHORT = re.compile(r"(?<![ก-๎.])(?:[ก-ฮ]{1,4}\.){2,}|(?<![ก-๎.])[ก-ฮ]{2,4}\.|\b[A-Z][A-Z&]+\b")
_NAME = re.compile(
    r"(?<=[a-z,;] )[A-Z][a-z]+(?:-[A-Z][a-z]+)*(?: (?:of|and|for|the|[A-Z][a-z]+))* [A-Z][a-z]+"
)
_THAI_RUN = re.compile("[ก-๎]+")
_OFTEN = 4
"""So often a compound is said that may be a term; names in capitals half so often."""
_NO_TERMS = frozenset([*SHORT_MONTHS, "พ.ศ.", "ค.ศ.", "ชม.", "กม.", "ตร.ม.", "โทร.", "A4", "PDF"])
_SEARCHES = "featured_searches"
"""What readers may type, in any spelling."""
_PAGED = tuple(row.name for row in COLLECTIONS if "steps" in (row.name, row.ids))
"""The collections of the records that a term may be the name of."""


class Use(NamedTuple):
    """A text that says a term: how often its Thai and its English do."""

    pair: Pair
    th: int
    en: int


class Otherwise(NamedTuple):
    """A text, by its number among some, whose Thai says a term, and whose English does not say it as agreed."""

    text: int
    term: str


class Variant(NamedTuple):
    """A spelling that no entry has, of what one has: in which text and language, where in it, what is
    written, and what is right."""

    text: int
    language: Language
    at: int
    written: str
    right: str


class Glossary:
    """The terms of a manual, to be looked for in its texts."""

    def __init__(self, guide: Guide) -> None:
        self._terms, self._spoken = guide.terms, guide.manual.languages
        self.pairs = list(pairs(guide))
        self._forms = {
            language: {form: term for term in guide.terms for form in forms(term, language)}
            for language in Language
        }
        self._known = frozenset(_names(guide))

    def named(self, word: str) -> tuple[Term, ...]:
        """The terms that a word names: by their id, their name or an abbreviation."""
        small = word.lower()
        return tuple(
            term
            for term in self._terms
            if small
            in (term.id, *(form for language in Language for form in forms(term, language)))
        )

    def uses(self) -> dict[str, list[Use]]:
        """Where each term is said, by its id."""
        found: dict[str, list[Use]] = {term.id: [] for term in self._terms}
        for pair in self.pairs:
            thai_said, english_said = (
                self.said(text, language) if text else {}
                for text, language in ((pair.th, Language.TH), (pair.en, Language.EN))
            )
            for id in thai_said | english_said:
                found[id].append(Use(pair, thai_said.get(id, 0), english_said.get(id, 0)))
        return found

    def said(self, text: str, language: Language) -> dict[str, int]:
        """How often a text says each term that it says, by the ids of the terms."""
        known, lower = self._forms[language], small(text)
        here = [form for form in known if form in lower]
        counts: dict[str, int] = defaultdict(int)
        for match in pattern_of(here).finditer(lower) if here else ():
            term = known[match[1]]
            counts[term.id] += is_said(text, match, term)
        return {id: count for id, count in counts.items() if count}

    def otherwise(self, pairs: Sequence[Pair]) -> Iterator[Otherwise]:
        """The texts whose English says a term otherwise than its entry: Thai is cut into words only
        where the English lacks one."""
        for number, term in self._doubted(pairs) if Language.EN in self._spoken else ():
            pair = pairs[number]
            if not agrees(pair.en or "", term) and term.id in self.said(pair.th, Language.TH):
                yield Otherwise(number, term.id)

    @cached_property
    def _agreed(self) -> list[tuple[Term, list[re.Pattern[str]]]]:
        """The terms that translations are held to, with what finds the letters of each."""
        return [
            (term, [re.compile(re.escape(form)) for form in forms(term, Language.TH)])
            for term in filter(is_agreed, self._terms)
        ]

    def _doubted(self, pairs: Sequence[Pair]) -> Iterator[tuple[int, Term]]:
        """Every text with an English whose Thai has the letters of a term that its English has to say."""
        text_at, whole = _joined((n, pair.th) for n, pair in enumerate(pairs) if pair.en)
        small = whole.lower()
        for term, patterns in self._agreed:
            found = {one.start() for pattern in patterns for one in pattern.finditer(small)}
            own = (
                {f"terms/{term.id}", *(f"{name}/{term.record}" for name in _PAGED)} if found else ()
            )
            for number in sorted({text_at(start)[0] for start in found}):
                if pairs[number].record not in own:
                    yield number, term

    @cached_property
    def _spellings(self) -> list[tuple[str, str, str, str]]:
        found = spellings(self._terms)
        return [(right, bare(right), wrong, pattern) for right, wrong, pattern in found]

    def variants(self, pairs: Sequence[Pair]) -> Iterator[Variant]:
        """What is spelled as no entry spells it; where a text has several spellings of one, it speaks of them."""
        for language in self._spoken:
            said = ((n, getattr(pair, language), pair.key) for n, pair in enumerate(pairs))
            text_at, whole = _joined(
                (n, text) for n, text, key in said if text and _SEARCHES not in key
            )
            letters, small = bare(whole), whole.lower()
            for right, bared, wrong, pattern in self._spellings:
                if not (wrong in small if wrong else letters.count(bared) - whole.count(right)):
                    continue
                found: dict[int, dict[str, int]] = defaultdict(dict)
                for match in re.finditer(pattern, whole):
                    if match[0].lower() != right.lower():
                        number, start = text_at(match.start())
                        found[number].setdefault(match[0], match.start() - start)
                for number, ((written, at), *others) in (
                    (n, some.items()) for n, some in found.items()
                ):
                    quoted = _QUOTED.finditer(getattr(pairs[number], language))
                    if not others and not any(one.start() <= at < one.end() for one in quoted):
                        yield Variant(number, language, at, written, right)

    def unlisted(self) -> dict[str, int]:
        """Words that look like terms, and are none of the glossary, with how often they are said:
        abbreviations, names in capitals that are said again, and Thai compounds that begin as
        entries do."""
        thai_text = "\n".join(pair.th for pair in self.pairs)
        english = [pair.en or "" for pair in self.pairs if Language.EN in self._spoken]
        both = "\n".join([thai_text, *english])
        for form in sorted(self._known, key=len, reverse=True):
            both = both.replace(form, " ")
        short = Counter(_SHORT.findall(both))
        names = Counter(_NAME.findall(both))
        compounds = self._compounds(thai_text)
        often = {name: count for name, count in names.items() if count >= _OFTEN // 2} | {
            words: count for words, count in compounds.items() if count >= _OFTEN
        }
        return {word: count for word, count in short.items() if word not in _NO_TERMS} | {
            words: count
            for words, count in often.items()
            if not any(
                words != other and words in other and count < often[other] * 1.25 for other in often
            )
        }

    def _compounds(self, text: str) -> Counter[str]:
        """Words that stand together, of which the first begins an entry, and none says little by itself."""
        small = thai.small_words()
        heads = {thai.unbreakable(term.title.th)[0] for term in self._terms} - small
        found: Counter[str] = Counter()
        for run in _THAI_RUN.findall(text):
            words = thai.unbreakable(run)
            for place, head in enumerate(words):
                for end in (
                    range(place + 2, min(place + 4, len(words)) + 1) if head in heads else ()
                ):
                    if words[end - 1] in small or len(words[end - 1]) < 3:
                        break
                    found["".join(words[place:end])] += 1
        return Counter(
            {
                words: count
                for words, count in found.items()
                if not any(words in one for one in self._known)
            }
        )


def notices(guide: Guide, kept: Kept) -> Iterator[Problem]:
    """What a terminologist would look at; looked for once in a record, while its texts and the terms
    stay the same.

    A term that is said otherwise is told alone, since a sentence may have its reasons.
    """
    glossary, spoken = Glossary(guide), guide.manual.languages
    terms = Kept.key(*spoken, *(term.model_dump_json() for term in guide.terms))

    def looked(pairs: tuple[Pair, ...]) -> Iterator[Problem]:
        texts = "\n".join(f"{pair.key}\n{pair.th}\n{pair.en}" for pair in pairs)
        key = Kept.key("glossary", texts, terms)
        if (entry := kept.get(key)) is None:
            found = [list(glossary.otherwise(pairs)), list(glossary.variants(pairs))]
            kept.put(key, entry := json.dumps(found).encode())
        return _noticed(guide, pairs, *json.loads(entry))

    found = guide.memory.of(looked, guide.terms, spoken)
    return chain.from_iterable(map(found, pairs_by_record(guide)))


def _noticed(
    guide: Guide, pairs: Sequence[Pair], otherwise: list[Any], variants: list[Any]
) -> Iterator[Problem]:
    for number, id in otherwise:
        name = guide.find("terms", id).title
        th, en = map(plain, (name.th, name.en))
        what = Say(
            f'ภาษาไทยใช้คำ "{th}" แต่ภาษาอังกฤษไม่มี "{en}"',
            f'the Thai says "{th}", and the English has no "{en}"',
        )
        remedy = Say(
            "ใช้คำที่ตกลงไว้ในคำศัพท์ ถ้าไม่ได้ตั้งใจเขียนต่างไป",
            "use what the glossary agrees on, unless it is meant to differ",
        )
        yield Problem(pairs[number].en_at, what, remedy, notice=True, only_told=True)
    for number, language, at, written, right in variants:
        pair = pairs[number]
        what = Say(f'คำศัพท์ไม่ได้เขียน "{written}"', f'"{written}" is not how the glossary writes it')
        text, place = (
            (pair.th, pair.th_at) if language == Language.TH else (pair.en or "", pair.en_at)
        )
        if "\n" in text[:at]:  # of a hand-written page, where a text is a section
            place = Place(
                place.file, place.line + text.count("\n", 0, at), at - text.rfind("\n", 0, at)
            )
        yield Problem(place, what, Say(f'เขียน "{right}"', f'write "{right}"'), notice=True)


def _names(guide: Guide) -> Iterator[str]:
    """What the manual has an entry or a code for."""
    for term in guide.terms:
        yield from filter(None, (term.title.th, term.title.en, *term.abbreviations, *term.also))
    for agency in guide.agencies:
        for name in filter(None, (agency.title, agency.abbreviation)):
            yield from filter(None, (name.th, name.en))
    yield from (name for tool in guide.tools for name in tool.abbreviations)
    yield from (item.code for item in guide.items)
    yield from (sheet.code for sheet in guide.worksheets)


def _joined(texts: Iterable[tuple[int, str]]) -> tuple[Callable[[int], tuple[int, int]], str]:
    """Texts as one, and what tells of a place in it the number of its text and where that begins."""
    held = list(texts)
    starts = list(accumulate((len(text) + 1 for _, text in held), initial=0))

    def text_at(place: int) -> tuple[int, int]:
        found = bisect_right(starts, place) - 1
        return held[found][0], starts[found]

    return text_at, "\n".join(text for _, text in held)
