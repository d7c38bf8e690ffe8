"""The proof-reader: what is wrong in a text, and that nothing is which is right."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

import pytest
from fontTools.ttLib import TTFont

from khumue import proof
from khumue.language import Language
from khumue.proof import faults

from .conftest import ROOT

LETTERS = ROOT / "generator" / "letters.txt"


def drawn() -> str:
    """What the fonts that print draw, as ranges, without spaces and what nobody sees."""
    codes: set[int] = set()
    for path in sorted((ROOT / "generator/typesetting/fonts").glob("*.[ot]tf")):
        codes |= set(TTFont(path).getBestCmap())
    seen = sorted(code for code in codes if unicodedata.category(chr(code))[0] not in "CZ")
    lines = ["# What the fonts that print draw, by code points: written by pytest --rewrite tests/test_proof.py"]
    for _, group in groupby(enumerate(seen), lambda pair: pair[1] - pair[0]):
        run = [code for _, code in group]
        lines.append(f"{run[0]:04X}" + (f"-{run[-1]:04X}" if len(run) > 1 else ""))
    return "\n".join(lines) + "\n"


def test_the_letters_are_those_of_the_fonts(rewrite: bool) -> None:
    if rewrite:
        LETTERS.write_text(drawn(), encoding="utf-8")
    assert LETTERS.read_text(encoding="utf-8") == drawn(), "a font has changed: pytest --rewrite tests/test_proof.py"


LETTERS_LOST = "Thai letters were lost as ?"
TOLD: tuple[tuple[str, Language | None, int, str], ...] = (
    ("??????", Language.TH, 0, LETTERS_LOST),
    ("??? ???? 3", None, 0, LETTERS_LOST),
    ("?", Language.TH, 0, LETTERS_LOST),
    ("MOU ??????? 5", Language.TH, 4, LETTERS_LOST),
    ("ประชุม???กลุ่ม", Language.TH, 6, LETTERS_LOST),
    ("ประชุม ?????? ??? สรุป", None, 7, LETTERS_LOST),
    ("The village fund (?????)", Language.EN, 18, LETTERS_LOST),
    ("à¸à¸²à¸£", None, 0, "Thai letters have turned into"),
    ("¡ÒÃ»ÃÐªØÁ", None, 0, "Thai letters have turned into"),
    ("เธเธฒเธฃเธเธฃเธฐ", None, 0, "Thai letters have turned into"),
    ("บ่่อ", None, 1, '"บ่่" has two marks'),
    ("บ่้อ", None, 1, '"บ่้" has two marks'),
    ("ดิีน", None, 1, '"ดิี" has two marks'),
    ("น้ำ้", None, 1, '"น้ำ้" has two marks'),
    ("ไป ่อ", None, 3, '"◌่" has no letter'),
    ("นาํ", None, 2, '"◌ํ" has no letter'),
    ("นะะ", None, 2, 'the vowel "ะ"'),
    ("ดีา", None, 2, 'the vowel "า"'),
    ("กๅร", None, 1, 'the vowel "ๅ"'),
    ("เ กา", None, 0, "there is no consonant after"),
    ("เเเกา", None, 0, "there is no consonant after"),
    ("นํ\u200bา", None, 2, "there is an invisible or broken character, U+200B"),
    ("เ\u2060เกา", None, 1, "there is an invisible or broken character, U+2060"),
    ("\u0e5c", None, 0, "there is an invisible or broken character, U+0E5C"),
    ("ก\xa0ข", None, 1, "U+00A0 is not a space"),
    ("ก\u2009ข", None, 1, "U+2009 is not a space"),
    ("ร้าน陳ก", None, 4, 'our fonts do not have "陳" (U+9673)'),
    ("Lending a book", Language.TH, 0, "the Thai text is in English"),
    ("1. Lending a book (จปฐ.)", Language.TH, 3, "the Thai text is in English"),
    ("การยืมหนังสือ", Language.EN, 0, "the English text is in Thai"),
    ("“ทำ MOU กับวัดของหมู่บ้าน”", Language.EN, 1, "the English text is in Thai"),
)


@pytest.mark.parametrize(("text", "language", "at", "what"), TOLD, ids=[f"{text!r}" for text, *_ in TOLD])
def test_a_fault_is_told_once_at_its_offset(text: str, language: Language | None, at: int, what: str) -> None:
    told = [(fault.at, fault.what.en[: len(what)]) for fault in faults(text, language)]
    assert told == [(at, what)]


RIGHT: tuple[tuple[str, Language | None], ...] = (
    ("จริงหรือ?", Language.TH),
    ("จริงหรือ???", Language.TH),
    ("Really???", Language.EN),
    ("Why ??? Nobody knows", Language.EN),
    ("ปี 2553?", Language.TH),
    ("https://example.invalid/?a=1", Language.TH),
    ("MOU", Language.TH),
    ("๐ ๐๐๐๐ ๐๐๐๐", Language.TH),
    ("จปฐ.", Language.EN),
    ("BMN data (จปฐ.)", Language.EN),
    ("The source spells ประบวนการเรียนรู้.", Language.EN),
    ("นํา นํ้า น้ํา เเผน ก่ิน ต่ำ", Language.TH),
    ("พันธุ์ สิทธิ์ ฤๅษี พุทฺธํ เกาะ เคราะห์ เป๊าะ จ้ะ ก็ ต่าง ๆ ฯลฯ", Language.TH),
    ('สระ "เ" และ “ะ” วางอย่าง เ-ะ', Language.TH),
    ("เธอ เนย เน็ต เธียร", Language.TH),
    ("ชาวปกฺากะญอ", Language.TH),
)


@pytest.mark.parametrize(("text", "language"), RIGHT, ids=[f"{text!r}" for text, _ in RIGHT])
def test_what_is_right_is_not_told(text: str, language: Language | None) -> None:
    assert list(faults(text, language)) == []


def test_the_work_is_bounded_by_the_length_of_a_text() -> None:
    for letters in ("?", "่", "เ", "ะ", "陳", "\u200b", "a?", "ก??", "เก", "à¸", "กา"):
        assert len(list(faults(letters * 100_000, Language.TH))) <= 5 * (proof.MOST_TOLD + 1)


def test_what_is_refused_is_what_unicode_shows_to_nobody_or_does_not_have() -> None:
    blank = set("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0\ufffc\ufffd")
    blank |= {chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))}
    every = "".join(map(chr, (*range(0x40000), *range(0xE0000, 0xE0400), *range(0x10FF00, 0x110000))))
    told = {every[fault.at // 2]: fault.notice for fault in proof.unseen(" ".join(every))}
    for letter in every:
        kind, code = unicodedata.category(letter), ord(letter)
        later = 0x1F000 <= code < 0x1FB00 or (0x20000 <= code < 0x40000 and code & 0xFFFF < 0xFFFE)
        refused = kind in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") or letter in blank or (kind == "Cn" and not later)
        expected = False if refused and letter not in "\n\t" else True if kind == "Zs" and letter != " " else None
        assert told.get(letter) is expected, f"U+{code:04X}"
    assert re.findall(f"[{proof.SPACES}]", every) == [letter for letter in every if unicodedata.category(letter) == "Zs"][1:]
