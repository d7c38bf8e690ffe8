"""Thai writing: what looks the same is the same; dates; dictionary order."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from generator import thai

from .conftest import ROOT

NORMALISED = yaml.safe_load((ROOT / "tests" / "normalised.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("typed", "meant"), NORMALISED)
def test_one_spelling_for_what_looks_the_same(typed: str, meant: str) -> None:
    assert thai.normalise(typed) == meant
    assert thai.normalise(meant) == meant


def test_a_dictionary_lists_words_by_consonant_and_not_by_leading_vowel() -> None:
    words = ["เวที", "ศพส.", "วัด", "แผน", "ผู้นำ", "การเตรียมคน", "กลุ่ม", "ไทย", "ทุน"]
    assert sorted(words, key=thai.collation) == ["กลุ่ม", "การเตรียมคน", "ทุน", "ไทย", "ผู้นำ", "แผน", "วัด", "เวที", "ศพส."]
    assert [thai.initial(word) for word in ("เวที", "แผน", "MOU", "2 เตรียม")] == ["ว", "ผ", "M", "2"]


def test_dates_are_in_the_buddhist_era_in_thai_and_the_common_era_in_english() -> None:
    day = date(2026, 11, 22)
    assert thai.thai_date(day) == "22 พฤศจิกายน 2569"
    assert thai.english_date(day) == "22 November 2026"


def test_words_are_cut_by_the_dictionary_and_nothing_is_lost() -> None:
    text = "ค้นหาศักยภาพชุมชน จปฐ. 7 ขั้นตอน"
    assert thai.words(text)[:3] == ["ค้นหา", "ศักยภาพ", "ชุมชน"]
    assert "".join(thai.words(text)) == text
