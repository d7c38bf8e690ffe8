"""The proof-reader: a text → its faults, each with its offset: what nobody sees, what was lost,
what no Thai can be.

What is no letter is told by its Unicode property, Thai by the classes of its letters (consonant,
vowel around it, mark above): what `thai.normalise` makes one spelling of is no fault.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from .language import Language
from .problems import MOST_TOLD, Say


class Fault(NamedTuple):
    """One thing to mend at an offset of a text; a `notice` is what a build can live with."""

    at: int
    what: Say
    remedy: Say
    notice: bool = False


SPACES = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Those that are not the one on the keyboard, for a class of a regular expression (a test compares
with Unicode)."""
_LETTERS = Path(__file__).parent / "letters.txt"
"""What our fonts draw, as ranges of code points; `make golden` writes it from the fonts."""
_SILENT = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\ufffc\ufffd\U000e0100-\U000e01ef]"
)
"""Letters and marks by their category, which show nothing, or stand for what was lost."""
_OF_AN_EMOJI = re.compile(
    "(?<=[#*0-9\xa9\xae\u203c-\u3299\U0001f000-\U0001faff])[\ufe0e\ufe0f]|"
    "(?<=[\ufe0f\u2600-\u27bf\U0001f000-\U0001faff])\u200d(?=[\u2190-\u2bff\U0001f000-\U0001faff])"
)
_LATER = re.compile("[\U0001f000-\U0001faff\U00020000-\U0002fffd\U00030000-\U0003fffd]")
"""Pictures and Han, to which each edition of Unicode adds: unknown here, they may be letters
elsewhere."""

_C, _V, _T, _TONE = "ก-ฮ\u0e3a", "\u0e31\u0e34-\u0e39\u0e47", "\u0e48-\u0e4e", "\u0e48-\u0e4b"
"""Consonants, with the dot that makes others of them in Pali and in tongues of minorities; vowels
above and below, of which one has one; marks above those, of which one has one; among them the
tones."""
_OPEN = r"◌_…–—\-"
"""What stands for a letter where a text speaks of vowels and marks."""
# Each of the patterns begins with the sign that it is about, and then looks back: so the engine
# passes over all other letters without trying them.
_CROWDED = re.compile(
    f"[{_V}{_T}\u0e3a](?:(?<=[{_V}])[{_T}]?[{_V}]"
    f"|(?<=[{_T}])(?!(?<=\u0e4d)[{_TONE}]\u0e32|(?<=[{_TONE}])\u0e4d\u0e32)[{_V}]?[{_T}]"
    f"|(?<=[{_TONE}])\u0e33[{_TONE}]|(?<=\u0e3a)\u0e3a)"
)
_ALONE = re.compile(f"[{_V}{_T}\u0e3a](?<![{_C}{_V}{_T}{_OPEN}].)(?<!\u0e33[{_TONE}])")
_AFTER_NONE = re.compile(
    f"[{_V}ะาำๅ](?:(?<=[{_V}])[{_TONE}][ะาำ]|(?<=[าำ])(?<![{_C}{_TONE}\u0e4d{_OPEN}].)"
    f"|(?<=ะ)(?<![{_C}{_TONE}า{_OPEN}].)|(?<=ๅ)(?<![ฤฦ].)"
    f"|(?<=าะ)(?<![{_OPEN}]าะ)(?<!เ[{_C}]าะ)(?<!เ[{_C}][{_C}{_T}]าะ)"
    f"(?<!เ[{_C}][{_C}][{_C}{_T}]าะ)(?<!เ[{_C}][{_C}][{_C}][{_T}]าะ))"
)
_BEFORE_NONE = re.compile(f"[เ-ไ](?:(?!เ?[{_C}]|[{_OPEN}])|(?<=[แ-ไ])(?=เ))")
_QUOTED = re.compile("[\"'“‘(«][\u0e00-\u0e7f][\"'”’)»]")
_LATIN = "\xa1-\xda\xdf-\xfb"
"""What the letters of Windows-874 are in Windows-1252."""
_MISREAD = re.compile(
    f"[เ‡α�{_LATIN}](?:(?<=à)[¸¹]|(?<=Ã)\xa0?Â?[¸¹]|(?<=‡)[∏π]|(?<=α)[╕╣]"
    f"|(?<=เ)[ธน][^เ\n]?(?:เ[ธน][^เ\n]?){{3}}"
    f"|(?<=[{_LATIN}])(?<![A-Za-z\xa1-\xff].)[{_LATIN}]{{4}}|(?<=�)�)"
)
_LOST = re.compile(r"\?{2,}")
_LOST_SHORT = re.compile(r"(?<![^\s(])\?+\.(?!\.)")
"""An abbreviation: no question ends in `?.`."""
_LETTER = re.compile(r"[^\W\d_]")
_THAI = re.compile(f"[{_C}]")
_NO_WORDS = re.compile(
    r"https?://\S+|\S+@\S+|\b[\w/-]+(?:\.[\w-]+)+/?\S*|(?<![ก-๎])(?:[ก-ฮ]{1,4}\.)+|(?<![ก-๎])[ก-ฮ]{1,4}(?![ก-๎])"
    r"|\{\s{0,3}[^\s{}:]{1,40}\s{0,3}:[^{}]{0,200}\}|\]\([^\s()]{1,500}\)"
)
"""Addresses, abbreviations and references, which are in no language."""
_ENOUGH = 2_000
"""Letters that show which language a text is in."""
_ENGLISH = re.compile(r"\b[a-z]{2,}\b")
_LINE_END = re.compile(
    f"^(?!#)[^\n|]*[{_C}ะ-ฺเ-๎](?P<end>\n)[ \t>]*(?=[{_C}เ-ไ][^\n|]*$)", re.MULTILINE
)


Found = Iterator[tuple[int, int, Fault]]
"""Faults with the span of the text that each is about."""


def faults(text: str, language: Language | None = None) -> Iterator[Fault]:
    """The faults of a text, in order, each part of it told once; `language` is what the text has to
    be written in.

    Of each kind some MOST_TOLD are looked for, so that no text holds anybody up.
    """
    told: list[tuple[int, int]] = []
    found: list[Fault] = []
    for kind in (
        (_unseen, _lost) if text.isascii() else (_unseen, _misread, _lost, _impossible, _undrawn)
    ):
        for start, end, fault in islice(kind(text, language), MOST_TOLD + 1):
            if not any(start <= after and before <= end for before, after in told):
                told.append((start, end))
                found.append(fault)
    if language and not found:
        found += in_another_language(text, language)
    yield from sorted(found)


def spotless(text: str) -> bool:
    """Whether no part of a text can have a fault but lost letters and another language: fast, over
    a whole file."""
    return text.isascii() or not any(
        sign.search(text)
        for sign in (_not_drawn(), _MISREAD, _CROWDED, _ALONE, _AFTER_NONE, _BEFORE_NONE)
    )


def unseen(text: str) -> Iterator[Fault]:
    """What shows nothing, is no letter, or is a space that is none."""
    return (fault for _, _, fault in _unseen(text, None))


def blanked(text: str) -> str:
    """The text with a space in the place of each character that nobody sees."""
    return _not_drawn().sub(
        lambda found: " " if _kind(found.string, found.start()) == "C" else found.group(), text
    )


def line_ends(text: str) -> Iterator[Fault]:
    """Line ends between two Thai letters: they show as a space, which Thai has between sentences
    and not between words."""
    for found in _LINE_END.finditer(text):
        what = Say(
            "ขึ้นบรรทัดใหม่กลางข้อความไทย จะเห็นเป็นช่องว่าง",
            "a line ends within Thai text here, and will show as a space",
        )
        remedy = Say(
            "พิมพ์ให้จบในบรรทัดเดียว ถ้าต้องการช่องว่างให้เคาะเอง",
            "keep the text on one line, with a space where you want one",
        )
        yield Fault(found.start("end"), what, remedy, notice=True)


def begins_in(text: str, language: Language) -> bool:
    """Whether a text is in a language at first sight, as most texts are."""
    return text.isascii() if language is Language.EN else bool(_THAI.match(text))


def in_another_language(text: str, language: Language) -> Iterator[Fault]:
    """Where a whole text is in the other language; names, addresses and abbreviations are in
    none."""
    if begins_in(text, language):
        return
    words = _NO_WORDS.sub(" ", text[:_ENOUGH])
    thai, english = len(_THAI.findall(words)), _ENGLISH.findall(words)
    latin = len(re.findall("[A-Za-z]", words))
    if language is Language.TH and english and not thai * 2 > latin:
        first = re.search("[A-Za-z]", text)
        what = Say("ข้อความภาษาไทยเป็นภาษาอังกฤษ", "the Thai text is in English")
        remedy = Say('เขียนภาษาไทย ส่วนภาษาอังกฤษอยู่ที่ "en"', 'write Thai; English stands under "en"')
    elif language is Language.EN and thai > latin * 2 and not english:
        first = _THAI.search(text)
        what = Say("ข้อความภาษาอังกฤษเป็นภาษาไทย", "the English text is in Thai")
        remedy = Say(
            'เขียนภาษาอังกฤษ หรือลบ "en" ถ้ายังไม่มี', 'write English, or delete "en" until there is one'
        )
    else:
        return
    yield Fault(first.start() if first else 0, what, remedy, notice=True)


def _unseen(text: str, language: Language | None) -> Found:
    for found in _not_drawn().finditer(text):
        kind = _kind(text, found.start())
        code = f"U+{ord(found.group()):04X}"
        if kind == "C":
            what = Say(
                f"มีอักขระที่มองไม่เห็นหรือเสียหาย {code}",
                f"there is an invisible or broken character, {code}",
            )
            remedy = Say("ลบแล้วพิมพ์ข้อความตรงนั้นใหม่", "delete it and type the text there again")
            yield *found.span(), Fault(found.start(), what, remedy)
        elif kind == "Z":
            what = Say(
                f"{code} ไม่ใช่ช่องว่างธรรมดา", f"{code} is not a space, though it looks like one"
            )
            remedy = Say(
                "ลบแล้วเคาะแป้นเว้นวรรค หรือเรียก khumue check --mend",
                "delete it and press the space bar, or run khumue check --mend",
            )
            yield *found.span(), Fault(found.start(), what, remedy, notice=True)


def _kind(text: str, at: int) -> str:
    """What a letter that our fonts lack is by its Unicode property: C that nobody sees, Z a space,
    L a letter of others."""
    letter = text[at]
    kind = unicodedata.category(letter)
    if (
        _SILENT.match(letter)
        or kind in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
        or (kind == "Cn" and not _LATER.match(letter))
    ):
        return "L" if _OF_AN_EMOJI.match(text, at) else "C"
    return "Z" if kind == "Zs" else "L"


def _misread(text: str, language: Language | None) -> Found:
    for found in islice(_MISREAD.finditer(text), 1):
        what = Say(
            f'อักษรไทยเพี้ยนเป็น "{found.group()}"', f'Thai letters have turned into "{found.group()}"'
        )
        remedy = Say(
            "เปิดไฟล์เดิมใหม่โดยเลือกการเข้ารหัสให้ถูก แล้วบันทึกเป็น UTF-8 หรือพิมพ์ใหม่",
            "open the original with the right encoding and save it as UTF-8, or type the text again",
        )
        yield 0, len(text), Fault(found.start(), what, remedy)


def _lost(text: str, language: Language | None) -> Found:
    at = _lost_at(text, language) if "?" in text else None
    if at is not None:
        what = Say(
            "อักษรไทยกลายเป็น ? เพราะบันทึกเป็น ANSI",
            "Thai letters were lost as ?: it was saved as ANSI",
        )
        remedy = Say(
            "พิมพ์ใหม่หรือนำมาจากสำเนาเดิม แล้วบันทึกเป็น UTF-8",
            "type it again or take it from an older copy, and save it as UTF-8",
        )
        yield 0, len(text), Fault(at, what, remedy)


def _lost_at(text: str, language: Language | None) -> int | None:
    """Where letters became `?`: a text of nothing else, and a word of `?` where no question can be
    asked."""
    if not _LETTER.search(text):
        return text.index("?") if "??" in text or not text.strip("?.-()/ ") else None
    runs = [found.span() for found in islice(_LOST.finditer(text), MOST_TOLD)]
    if runs and language is Language.TH and not _THAI.search(text):
        return runs[0][0]
    for (start, end), following in zip(runs, [*runs[1:], None], strict=False):
        opens = start == 0 or text[start - 1] in " \n(/“\"'-["
        leads_on = end < len(text) and text[end].isalpha()
        several = following is not None and following[0] - end == 1
        if (
            leads_on
            or (opens and several)
            or (end - start > 3 and (opens or language is not Language.EN))
        ):
            return start
    short = _LOST_SHORT.search(text)
    return short.start() if short else None


def _impossible(text: str, language: Language | None) -> Found:
    for found in _CROWDED.finditer(text):
        shown = text[max(0, found.start() - 1) : found.end()]
        what = Say(f'"{shown}" มีสระหรือวรรณยุกต์ซ้อนกัน', f'"{shown}" has two marks where one can stand')
        yield *found.span(), Fault(found.start(), what, Say("ลบให้เหลือตัวเดียว", "leave one of them"))
    for found in filter(_is_not_quoted, _ALONE.finditer(text)):
        what = Say(
            f'"◌{found.group()}" ไม่มีพยัญชนะรองรับ', f'"◌{found.group()}" has no letter to stand on'
        )
        remedy = Say("ลบ หรือพิมพ์พยัญชนะข้างหน้า", "delete it, or type the letter before it")
        yield *found.span(), Fault(found.start(), what, remedy)
    for found in filter(_is_not_quoted, _AFTER_NONE.finditer(text)):
        what = Say(
            f'สระ "{found.group()}" อยู่ตรงนี้ไม่ได้', f'the vowel "{found.group()}" cannot stand here'
        )
        remedy = Say(
            "ดูว่าพิมพ์เกินหรือขาดพยัญชนะ", "look for a vowel too many, or a letter that is missing"
        )
        if found.group() == "ๅ":
            remedy = Say('พิมพ์ "า" แทน', 'type "า" in its place')
        yield *found.span(), Fault(found.start(), what, remedy)
    for found in filter(_is_not_quoted, _BEFORE_NONE.finditer(text)):
        what = Say(
            f'ไม่มีพยัญชนะหลังสระ "{found.group()}"',
            f'there is no consonant after the vowel "{found.group()}"',
        )
        remedy = Say("ลบ หรือพิมพ์พยัญชนะต่อท้าย", "delete it, or type the consonant after it")
        yield *found.span(), Fault(found.start(), what, remedy)


def _is_not_quoted(found: re.Match[str]) -> bool:
    """Whether a sign is used; within quotation marks it is spoken of."""
    return not _QUOTED.match(found.string, max(0, found.start() - 1))


def _undrawn(text: str, language: Language | None) -> Found:
    for found in _not_drawn(run=True).finditer(text):
        letters = found.group()[:10]
        codes = " ".join(f"U+{ord(letter):04X}" for letter in letters)
        what = Say(
            f'แบบอักษรของคู่มือไม่มี "{letters}" ({codes})',
            f'our fonts do not have "{letters}" ({codes})',
        )
        remedy = Say(
            "เขียนเป็นคำ เพราะบนกระดาษจะเป็นกรอบว่าง",
            "write it in words: on paper it would be an empty box",
        )
        yield *found.span(), Fault(found.start(), what, remedy, notice=True)


@cache
def _not_drawn(run: bool = False) -> re.Pattern[str]:
    """A letter that our fonts do not draw; with `run`, as many as stand together."""
    ranges = "".join(
        "-".join(f"\\U{int(code, 16):08x}" for code in line.split("-"))
        for line in _LETTERS.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    )
    return re.compile(f"[^\t\n {ranges}]" + "+" * run)
