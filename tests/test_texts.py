"""Texts by what they are and where they stand: what translations, approvals and editions go by."""

from __future__ import annotations

from collections import Counter

from khumue.guide import Guide, walk
from khumue.model import Text
from khumue.texts import fingerprint, pairs

from .conftest import ROOT


def test_every_text_of_the_data_and_of_the_pages_is_there_once(guide: Guide) -> None:
    found = list(pairs(guide))
    assert max(Counter(pair.key for pair in found).values()) == 1
    records = (record for row, inside in guide.walked for record in inside[:1])
    texts = sum(isinstance(inner, Text) for record in records for inner in walk(record))
    assert sum(not pair.key.startswith("content/") for pair in found) == texts
    headings = sum(path.read_text(encoding="utf-8").count("{#") for path in (ROOT / "content").glob("*.th.md"))
    assert sum("/#" in pair.key for pair in found) == headings


def test_a_text_is_where_it_says(guide: Guide) -> None:
    for pair in pairs(guide):
        for text, at in ((pair.th, pair.th_at), (pair.en or pair.th, pair.en_at)):
            lines = (ROOT / at.file).read_text(encoding="utf-8").splitlines()
            line = lines[at.line - 1][at.column - 1 :].lstrip("'\"|>-\n")
            begins = text.split("\n")[0][:12]
            assert begins in line or begins in lines[at.line], (pair.key, at)


def test_what_a_reader_can_tell_apart_has_two_fingerprints_and_what_looks_the_same_has_one() -> None:
    assert fingerprint("น้ำ  ใจ\n") == fingerprint("นํ้า ใจ")
    assert fingerprint("ขา") != fingerprint("ข้า")
    assert fingerprint("{step:forum}") != fingerprint("ขั้นที่ 3")
