"""Addresses live as long as paper: those that earlier editions had are pages, or lead to one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..catalogue import COLLECTIONS
from ..guide import Guide
from ..language import Language
from ..model import Moved
from ..problems import Place, Problem, Say, did_you_mean
from .plan import addresses


def leading(guide: Guide) -> dict[str, str]:
    """Where the paths of earlier editions lead that are no page now, as `moved` in `manual.yml`
    says: to which page, both from the root of the site."""
    found: dict[str, str] = {}
    if not guide.manual.moved:
        return found
    there = {lang.folder + page for lang in guide.manual.languages for page in addresses(guide)}
    for edition in guide.editions:
        for language in edition.languages:
            for page in edition.addresses:
                path = language.folder + page
                if path not in there and (target := _moved_to(guide, language, page)):
                    found[path] = target if target in there else "index.html"
    return found


def lost(guide: Guide) -> Iterator[Problem]:
    """A problem for every address of an earlier edition that has neither a page nor an alias, and
    for what `moved` names and nobody finds."""
    if "manual" in guide.blind or not (guide.editions or guide.manual.moved):
        return  # without it nobody knows which sections there are
    there = set(_addresses(addresses(guide)))
    told: set[str] = set()
    for edition in guide.editions:
        for language in edition.languages:
            stands = language in guide.manual.languages
            missing = [
                address
                for address in _addresses(edition.addresses)
                if not (stands and address in there)
                and address not in told
                and not _moved_to(guide, language, address)
                and not _may_hold(guide, address)
            ]
            if stands:
                told.update(missing)
                yield from (_lost(guide, edition.number, address) for address in missing)
            elif missing:
                yield _language_gone(guide, edition.number, language)
    for move in guide.manual.moved:
        if not move.now.endswith("/") and move.now not in there:
            what = Say(f"now: ไม่มี {move.now}", f"now: there is no {move.now}")
            yield Problem(move.where("now"), what, did_you_mean(move.now, sorted(there)))


def _addresses(pages: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Pages, and the headings on them."""
    for page, headings in pages.items():
        yield page
        yield from (f"{page}#{heading}" for heading in headings)


def _moved_to(guide: Guide, language: Language, address: str) -> str:
    """The path that an address of a language leads to; nothing where nobody has said it."""
    for move in guide.manual.moved:
        for known in (language.folder + address, address):
            if known == move.old or (move.old.endswith("/") and known.startswith(move.old)):
                return _target(move, known, language, guide)
    return ""


def _target(move: Moved, known: str, language: Language, guide: Guide) -> str:
    now = move.now.removeprefix("/").partition("#")[0]
    path = now + known.removeprefix(move.old) if move.now.endswith("/") else now
    within = language in guide.manual.languages and not path.startswith(language.folder or "/")
    return language.folder + path if within else path


def _may_hold(guide: Guide, address: str) -> bool:
    """Whether a file that could not be read may have it."""
    page, _, heading = address.partition("#")
    return guide.may_hold(heading or page.removesuffix(".html").rpartition("/")[2])


def _lost(guide: Guide, number: str, address: str) -> Problem:
    page, _, heading = address.partition("#")
    id = heading or page.removesuffix(".html").rpartition("/")[2]
    row = next(
        (row for row in COLLECTIONS if row.many and row.address.format(id=id) == address), None
    )
    what = Say(
        f"ฉบับ {number} มี {address} แต่ตอนนี้ไม่มีแล้ว",
        f"edition {number} had {address}, which is no longer there",
    )
    moved = f"moved: [{{old: {address}, now: {page if heading else 'index.html'}}}]"
    remedy = Say(f"เขียน {moved} ใน data/manual.yml", f"write {moved} in data/manual.yml")
    if row:
        remedy = Say(
            f"เพิ่ม aliases: [{id}] ในรายการที่มาแทน ถ้าไม่มีรายการมาแทน {remedy.th}",
            f"add aliases: [{id}] to the record that stands in its place, or where there is none {remedy.en}",
        )
        file = row.pattern.partition("*")[0]
        return Problem(Place(f"data/{file}"), what, remedy)
    return Problem(guide.manual.where("edition"), what, remedy)


def _language_gone(guide: Guide, number: str, language: Language) -> Problem:
    what = Say(
        f"ฉบับ {number} มีหน้าภาษาอังกฤษ แต่ตอนนี้ไม่มีแล้ว",
        f"edition {number} had English pages, which are no longer there",
    )
    moved = f"moved: [{{old: {language.folder}, now: /}}]"
    remedy = Say(
        f"เขียน {moved} ใน data/manual.yml ที่อยู่เดิมจะพาไปหน้าภาษาไทย หรือเขียน languages: [th, en]",
        f"write {moved} in data/manual.yml, so that they lead to the Thai ones, or write languages: [th, en]",
    )
    return Problem(guide.manual.where("languages"), what, remedy)
