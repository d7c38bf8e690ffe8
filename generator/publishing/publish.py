"""Publishing: a bundle becomes the release that readers see, in one step, with every earlier
edition below it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from .. import artifact, kinds, system
from ..problems import MOST_TOLD, Place, Problem, ProblemsFound, Say, in_order
from . import addresses, archive, bundle, companions, compressed, editions, manifest
from .releases import Releases, link_files, number_of, told
from .standing import OWN, Standing, all_standing, carried_in, carry, is_own, standing
from .verify import STRANGE, live_in, verify

_HASHED = re.compile(r"assets/[0-9a-f]{8,64}(?=/)")
"""A folder that is named by what it holds."""


@dataclass(frozen=True)
class Published:
    """What is shown now: its edition, the folder to show, and what whoever published it should
    know."""

    edition: editions.Edition
    current: Path
    notices: list[Problem] = field(default_factory=list)


def publish(
    file: Path,
    folder: Path,
    prefix: str | None,
    keep: int,
    progress: archive.Progress,
    *,
    replace: bool = False,
) -> Published:
    """Installs a bundle as a release and shows it; the `keep` newest are kept.

    `prefix` is the path of the site on its server, with `/` at both ends: else that of the last
    time, else the bundle's. `replace` shows it also where a newer edition is shown, or the same
    number with other content; without it, an older one that is damaged below the one that is shown
    is mended there. Raises ProblemsFound or OSError: what readers see is then as it was.
    """
    notices = list(sums_beside(file))
    with _one_line(folder), Releases(folder) as releases:
        fresh = unpacked(file, releases.new / "bundle", progress)
        kept = releases.history()
        previous = kept[-1] if kept else None
        found = all_standing(kept)
        copies = _copies_of_each(previous, found) if previous else {}
        shown = fresh if replace else _to_be_shown(file, fresh, kept, found, copies)
        site = releases.new / "site"
        earlier = _laid_out(shown, fresh, copies, site, notices)
        known = earlier.pop(shown.edition)
        carried = _carry_assets(kept[-keep + 1 :] if keep > 1 else [], site, known)
        notices += _lost(previous, known)
        asked = prefix or (told(previous).get("prefix") if previous else None)
        root = str(
            asked
            or addresses.root_of(
                (site / addresses.PAGE).read_text(encoding="utf-8", errors="replace")
            )
        )
        name = releases.name_of_next(shown.edition)
        _place(
            site, shown.edition, root, earlier, known, release=name, prefix=asked, carried=carried
        )
        _must_pass(verify(site), file, _ANOTHER)
        release = releases.add(site, name)
        releases.show(release)
        releases.keep([*kept, release][-keep:])
        return Published(shown.edition, releases.current, in_order(notices))


def roll_back(folder: Path) -> Published:
    """Shows the release before the one that is shown. Raises ProblemsFound, where there is none or
    it is damaged, or OSError."""
    with _one_line(folder), Releases(folder) as releases:
        history = releases.history()
        if len(history) < 2:
            what = Say("ไม่มีฉบับก่อนหน้าให้ย้อนกลับ", "there is no earlier release to roll back to")
            raise ProblemsFound(
                [
                    Problem(
                        Place(str(folder)),
                        what,
                        Say("เผยแพร่แฟ้มของฉบับที่ต้องการ", "publish the bundle that you want"),
                    )
                ]
            )
        number = number_of(history[-2])
        remedy = Say(
            f"ที่แสดงอยู่ไม่เปลี่ยน เผยแพร่แฟ้มของฉบับที่ {number} โดยใส่ --replace",
            f"what is shown is as it was; publish the bundle of edition {number} with --replace",
        )
        _must_pass(verify(history[-2]), history[-2], remedy)
        releases.show(history[-2])
        return Published(editions.of(history[-2]), releases.current)


def _must_pass(problems: Sequence[Problem], place: Path, remedy: Say) -> None:
    """Tells of everything that is wrong with what was to be shown in one line."""
    if problems:
        th, en = (f"{problems[0].place}: {say}" for say in problems[0].what)
        more = len(problems) - 1
        what = Say(f"{th} และอีก {more} เรื่อง", f"{en}, and {more} more") if more else Say(th, en)
        raise ProblemsFound([Problem(Place(str(place)), what, remedy)])


_Copies = Mapping[str, Sequence[Standing]]
"""The folders in which an edition stands, by its number; none of one that cannot be made out any
more."""


def _copies_of_each(release: Path, found: Sequence[Standing]) -> _Copies:
    """Each edition of a release, the one at its top first, with its copies among those that were
    found."""
    numbers = [number_of(release), *(path.name for path in editions.below(release))]
    return {number: [one for one in found if one.edition.number == number] for number in numbers}


def _to_be_shown(
    file: Path, fresh: Standing, kept: Sequence[Path], found: Sequence[Standing], copies: _Copies
) -> Standing:
    """The edition of a bundle; the one that is shown, where the bundle is only to mend an older one
    below it.

    Raises ProblemsFound where another content has its number, or where it is older and there is
    nothing to mend.
    """
    number = fresh.edition.number
    for other, former in ((other, former[0]) for other, former in copies.items() if former):
        if former.edition.order == fresh.edition.order and not fresh.says_what(former):
            what = Say(
                f"ฉบับที่ {other} เผยแพร่ไว้แล้วด้วยเนื้อหาอื่น จึงไม่เปลี่ยนสิ่งใด",
                f"edition {other} was published before with other content, so nothing was changed",
            )
            remedy = Say(
                "เพิ่มเลขฉบับ หรือใส่ --replace ถ้าตั้งใจใช้แทนของเดิม",
                "give this one a higher number, or add --replace to let it take the place of the former",
            )
            raise ProblemsFound([Problem(Place(str(file)), what, remedy)])
    shown = number_of(kept[-1]) if kept else number
    if kinds.order(shown) <= fresh.edition.order:
        return fresh
    below = kept[-1] / manifest.EDITIONS / number
    to_be_mended = not below.is_dir() or any(manifest.differences(below))
    if to_be_mended and copies[shown] and any(map(fresh.says_what, found)):
        return copies[shown][0]
    what = Say(
        f"ฉบับที่ {number} เก่ากว่าฉบับที่ {shown} ซึ่งแสดงอยู่ จึงไม่เปลี่ยนสิ่งใด",
        f"edition {number} is older than {shown}, which is shown, so nothing was changed",
    )
    remedy = Say(
        "ใช้ --rollback เพื่อย้อนกลับ หรือใส่ --replace ถ้าตั้งใจแสดงฉบับนี้",
        "go back with --rollback, or add --replace to show this one all the same",
    )
    raise ProblemsFound([Problem(Place(str(file)), what, remedy)])


_Laid = dict[editions.Edition, dict[str, str]]
"""Editions where they are to stand, with the sums of their files."""


def _laid_out(
    shown: Standing, fresh: Standing, copies: _Copies, site: Path, notices: list[Problem]
) -> _Laid:
    """Puts the edition to be shown at the top of a new release and the others below it; gives them,
    the newest first.

    The bundle's takes the place of the former of its number. One that is damaged in every release
    is left out, and named.
    """
    laid: _Laid = {}
    former = {
        number: found
        for number, found in copies.items()
        if kinds.order(number) != fresh.edition.order
    }
    for number, found in {fresh.edition.number: [fresh], **former}.items():
        top = shown in found[:1]
        place = site if top else site / manifest.EDITIONS / number
        if fresh in found:
            place.parent.mkdir(parents=True, exist_ok=True)
            system.move(fresh.folder, place)
            if not top:
                what = Say("ฉบับก่อนหน้านี้กลับมาครบแล้ว", "this earlier edition is whole again")
                notices.append(
                    _notice(
                        number,
                        what,
                        Say("ฉบับที่แสดงอยู่ยังเป็นฉบับเดิม", "the one that is shown is as it was"),
                    )
                )
        else:
            lost, damaged = carry(found, place) if found else (manifest.MANIFEST, [])
            if lost and top:
                what = Say(
                    f"ฉบับที่ {number} ซึ่งแสดงอยู่ก็เสีย: {lost}",
                    f"edition {number}, which is shown, is damaged too: {lost}",
                )
                raise ProblemsFound(
                    [
                        Problem(
                            Place(number),
                            what,
                            Say("เผยแพร่แฟ้มของฉบับนั้นก่อน", "publish its bundle first"),
                        )
                    ]
                )
            if lost:
                what = Say(
                    f"ฉบับก่อนหน้านี้เสีย จึงไม่ได้นำมาด้วย: {lost}",
                    f"this earlier edition is damaged, so it is left out: {lost}",
                )
                notices.append(
                    _notice(number, what, Say("เผยแพร่แฟ้มของฉบับนั้นอีกครั้ง", "publish its bundle again"))
                )
                continue
            if damaged:
                what = Say(
                    f"ไฟล์ที่เสีย {len(damaged)} ไฟล์ นำมาจากชุดอื่นที่ยังดี: {damaged[0]}",
                    f"{len(damaged)} damaged files were taken from another release: {damaged[0]}",
                )
                notices.append(_notice(number, what, Say("ตรวจดิสก์", "look at the disk")))
        laid[found[0].edition] = dict(found[0].sums)
    return {one: laid[one] for one in sorted(laid, key=lambda one: one.age, reverse=True)}


def _notice(number: str, what: Say, remedy: Say) -> Problem:
    return Problem(Place(f"{manifest.EDITIONS}/{number}"), what, remedy, notice=True)


@contextmanager
def _one_line(folder: Path) -> Iterator[None]:
    """Says of a fault of the system, wherever it came, that the folder could not be written."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        what = Say(f"เขียนในโฟลเดอร์นี้ไม่ได้ ({reason})", f"this folder cannot be written ({reason})")
        remedy = Say(
            "ดูสิทธิ์และเนื้อที่ของดิสก์ ที่เผยแพร่ไว้ยังอยู่ครบ",
            "look at its permissions and the room on the disk; what is shown is as it was",
        )
        raise ProblemsFound([Problem(Place(str(folder)), what, remedy)]) from error


def sums_beside(file: Path) -> Iterator[Problem]:
    """Refuses a bundle that is not as the sums beside it say; a notice where there are none."""
    if not file.is_file() or not file.name.lower().endswith(archive.KINDS):
        what = Say("ไม่ใช่แฟ้ม .zip หรือ .tar.gz", "this is no .zip or .tar.gz that can be read")
        raise ProblemsFound(
            [
                Problem(
                    Place(str(file)),
                    what,
                    Say("ใช้แฟ้มที่ khumue bundle สร้าง", "name one that khumue bundle made"),
                )
            ]
        )
    beside = file.with_name(bundle.SUMS)
    if not beside.is_file():
        what = Say(
            f"ไม่มี {bundle.SUMS} อยู่ข้างแฟ้ม จึงตรวจเฉพาะรายการข้างใน",
            f"there is no {bundle.SUMS} beside it; only the list inside it was checked",
        )
        yield Problem(
            Place(str(file)), what, Say("คัดลอกไฟล์นั้นมาด้วย", "copy that file too"), notice=True
        )
    elif manifest.read(file.parent, bundle.SUMS).get(file.name) != manifest.sum_of(file):
        what = Say(
            f"ไม่ตรงกับ {bundle.SUMS} ที่อยู่ข้างกัน", f"it is not what {bundle.SUMS} beside it tells of"
        )
        raise ProblemsFound(
            [Problem(Place(str(file)), what, Say("คัดลอกทั้งสองไฟล์มาใหม่", "copy both files again"))]
        )


def unpacked(file: Path, folder: Path, progress: archive.Progress) -> Standing:
    """The edition of a bundle: every byte is as its manifests say, and every file of a kind that a
    build makes."""
    archive.unpack(file, folder, progress)
    inside = sorted(folder.iterdir())
    site = inside[0] / companions.MANUAL if inside else folder
    fresh = standing(site)
    if (
        fresh is None
        or len(inside) != 1
        or inside[0].name != bundle.name_of(fresh.edition)
        or not all((site / page).is_file() for page in ("index.html", addresses.PAGE))
        or (site / manifest.EDITIONS).exists()
    ):
        what = Say("ไม่ใช่แฟ้มของคู่มือ", "this is not the bundle of a manual")
        raise ProblemsFound([Problem(Place(str(file)), what, _ANOTHER)])
    _must_pass(list(_strangers(inside[0])), file, _ANOTHER)
    again = Say("คัดลอกมาใหม่", "copy it again")
    _must_pass(list(manifest.differences(inside[0])), file, again)
    _must_pass(verify(site), file, _ANOTHER)
    apart = {site, inside[0] / companions.SOURCES}
    beside = sorted(
        path.relative_to(inside[0]).as_posix()
        for path in inside[0].rglob("*.html")
        if apart.isdisjoint(path.parents)
    )
    _must_pass([problem for page in beside for problem in live_in(inside[0], page)], file, _ANOTHER)
    return fresh


_ANOTHER = Say("ใช้แฟ้มที่ khumue bundle สร้าง", "use one that khumue bundle made")


def _strangers(inside: Path) -> Iterator[Problem]:
    """A problem for every file of a bundle that no build puts there, what systems leave among
    them."""
    for path in sorted(
        path.relative_to(inside).as_posix() for path in inside.rglob("*") if path.is_file()
    ):
        top, _, rest = path.partition("/")
        if not (
            kinds.in_site(rest) or rest == manifest.MANIFEST
            if top == companions.MANUAL
            else kinds.in_bundle(path)
        ):
            yield Problem(Place(path), STRANGE, _ANOTHER)


def _carry_assets(releases: Iterable[Path], site: Path, known: dict[str, str]) -> list[str]:
    """Brings along the assets of the releases that are kept: a page that somebody has open still
    finds its scripts.

    Gives their folders, so that they are not taken for this release's own. What is damaged is left
    to those who have it whole.
    """
    carried: list[str] = []
    for release in releases:
        with suppress(ProblemsFound):  # a release whose list is damaged has nothing to give
            sums = manifest.read(release)
            hashed = {found[0] for path in sums if (found := _HASHED.match(path))}
            for folder in sorted(hashed - set(carried_in(release))):
                paths = [path for path in sums if path.startswith(f"{folder}/")]
                whole = all(
                    kinds.in_site(path) and not manifest.differs(release / path, sums[path])
                    for path in paths
                )
                if whole and not (site / folder).exists():
                    carried.append(folder)
                    link_files(release, site, paths)
                    known |= {path: sums[path] for path in paths}
    return sorted(carried)


def _lost(previous: Path | None, known: dict[str, str]) -> Iterator[Problem]:
    """A notice for every page of the previous edition that the new one has neither as a page nor as
    a redirect."""
    if previous is None:
        return
    try:
        before = manifest.read(previous)
    except ProblemsFound:
        return
    lost = [
        path for path in before if path.endswith(".html") and path not in known and not is_own(path)
    ]
    for count, path in enumerate(lost[: MOST_TOLD + 1]):
        what = Say(
            "ฉบับใหม่ไม่มีหน้านี้ รหัสคิวอาร์ที่พิมพ์ไว้จะไปไม่ถึง",
            "the new edition has no such page, and QR codes in print lead nowhere",
        )
        if count == MOST_TOLD:
            what = Say(
                f"และอีก {len(lost) - count} หน้าที่ไม่มีแล้ว",
                f"it has {len(lost) - count} more such pages no longer",
            )
        yield Problem(
            Place(path),
            what,
            Say("เพิ่ม aliases ให้หน้าที่มาแทน", "add aliases: to what stands in its place"),
            notice=True,
        )


def _place(
    site: Path,
    edition: editions.Edition,
    root: str,
    earlier: _Laid,
    known: dict[str, str],
    **release: object,
) -> None:
    """Writes what depends on where editions stand: what pages know of one another, the addresses of
    404.html, the manifests."""
    below = {one: f"{manifest.EDITIONS}/{one.number}/" for one in earlier}
    _write_own(site, known, edition, below.items(), root, release)
    for one, sums in earlier.items():
        others = [
            (edition, "../../"),
            *((other, f"../{other.number}/") for other in earlier if other is not one),
        ]
        _write_own(site / below[one], sums, one, others, root + below[one], {})


def _write_own(
    folder: Path,
    known: dict[str, str],
    edition: editions.Edition,
    others: Iterable[tuple[editions.Edition, str]],
    root: str,
    release: dict[str, object],
) -> None:
    page = addresses.moved(
        (folder / addresses.PAGE).read_text(encoding="utf-8", errors="replace"), root
    )
    files = {
        artifact.MARKER: editions.mark(edition, **release),
        editions.SCRIPT: editions.script(edition, others),
        addresses.PAGE: page.encode(),
    }
    for path, content in list(files.items()):
        files |= compressed.siblings(path, content)
    for path in (name + form for name in OWN for form in ("", *kinds.FORMS)):
        (folder / path).unlink(missing_ok=True)
    sums = dict(known)
    for path, content in files.items():
        (folder / path).write_bytes(content)
        sums[path] = hashlib.sha256(content).hexdigest()
    manifest.write(folder, sums)
