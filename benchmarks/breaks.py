"""Where the lines of Thai end, against word boundaries that people set.

`python benchmarks/breaks.py --texts FILE.json [--show]`: a list of objects with `text` and
`word_boundaries` (offsets). Each text is set as body (160 mm at 12 pt) and as a cell of a table (36
mm at 10 pt), by the same engine as the sheets, and the ends of the lines are read from the PDF. An
end is a hard error when it falls inside a word and one of the two fragments is not made of words of
a dictionary.
"""

from __future__ import annotations

import argparse
import bisect
import html
import json
import re
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import pypdfium2
from pythainlp.corpus import thai_words

from khumue import thai
from khumue.sheets import pdf

SETTINGS = {"body": "width:160mm;font-size:12pt", "cells": "width:36mm;font-size:10pt"}
THAI = re.compile("[ก-๎]")


def main() -> None:
    """Sets the texts both ways and prints the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--texts", type=Path, required=True)
    arguments.add_argument("--show", action="store_true", help="print the words that were cut")
    options = arguments.parse_args()
    texts = [in_words(record) for record in json.loads(options.texts.read_text(encoding="utf-8"))]
    for name, style in SETTINGS.items():
        count, soft, hard = 0, 0, []
        for words, ends in zip(
            texts, line_ends(["".join(words) for words in texts], style), strict=True
        ):
            text, bounds = "".join(words), [0, *accumulate(map(len, words))]
            for end in ends:
                count += 1
                place = bisect.bisect_left(bounds, end)
                if bounds[place] != end and all(THAI.match(text[at]) for at in (end - 1, end)):
                    soft += 1
                    halves = text[bounds[place - 1] : end], text[end : bounds[place]]
                    if not all(made_of_words(half) for half in halves):
                        hard.append("|".join(halves))
        print(
            f"{name}: {count} line ends, hard errors {len(hard)} ({100 * len(hard) / count:.2f} %), ",
            end="",
        )
        print(f"inside a word that people marked {soft} ({100 * soft / count:.2f} %)")
        if options.show:
            print("  " + " ".join(hard))


def in_words(record: dict[str, Any]) -> list[str]:
    """The words that people set, spelt as the manual's reader spells what it reads."""
    text = record["text"]
    bounds = sorted({0, len(text), *record["word_boundaries"]})
    return [thai.normalise(text[start:end]) for start, end in pairwise(bounds)]


def line_ends(texts: list[str], style: str) -> Iterator[list[int]]:
    """For each text the offsets at which its lines end, but the last; one text stands on one page
    or more."""
    body = "".join(
        f'<p style="{style};break-before:page;break-inside:auto">{html.escape(text)}</p>'
        for text in texts
    )
    document = pypdfium2.PdfDocument(pdf.lines_of(f'<html lang="th"><body>{body}</body></html>'))
    lines = iter(
        [
            line
            for page in document
            for line in page.get_textpage().get_text_range().split("\r\n")
            if line.strip()
        ]
    )
    for text in texts:
        letters = [place for place, letter in enumerate(text) if not letter.isspace()]
        ends, passed = [], 0
        while passed < len(
            letters
        ):  # readers of PDF see spaces where letters stand apart: only letters are compared
            line = "".join(next(lines).split())
            said = "".join(text[place] for place in letters[passed : passed + len(line)])
            if said != line:
                raise ValueError(f"the PDF says {line!r} where the text is {said!r}")
            passed += len(line)
            ends.append(letters[passed - 1] + 1)
        yield ends[:-1]


def made_of_words(piece: str) -> bool:
    """Whether a piece can be cut into words of the dictionary."""
    reached = {0}
    for end in range(1, len(piece) + 1):
        if any(piece[start:end] in thai_words() for start in reached):
            reached.add(end)
    return len(piece) in reached


if __name__ == "__main__":
    main()
