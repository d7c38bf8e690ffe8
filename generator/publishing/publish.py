"""Publishing: a bundle becomes the release that readers see, in one step, with every earlier edition below it."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from .. import artifact
from ..problems import MOST_TOLD, Place, Problem, ProblemsFound, Say, in_order
from . import addresses, archive, bundle, companions, compressed, editions, manifest
from .releases import Releases, link_files, told

_HASHED = re.compile(r"assets/[0-9a-f]{8,64}(?=/)")
"""A folder that is named by what it holds."""
_OWN = (artifact.MARKER, editions.SCRIPT, addresses.PAGE)
"""What is written anew for the place where an edition comes to stand."""


@dataclass(frozen=True)
class Published:
    """What is shown now: its edition, the folder to show, and what whoever published it should know."""

    edition: editions.Edition
    current: Path
    notices: list[Problem] = field(default_factory=list)


def publish(file: Path, folder: Path, prefix: str | None, keep: int, progress: archive.Progress) -> Published:
    """Installs a bundle as a release and shows it; the `keep` newest are kept.

    `prefix` is the path of the site on its server, with `/` at both ends: else that of the last time, else the bundle's.
    Raises ProblemsFound or OSError: what readers see is then as it was.
    """
    notices = list(_sums_beside(file))
    with _one_line(folder), Releases(folder) as releases:
        site, edition = _unpacked(file, releases.new / "bundle", progress)
        kept = releases.history()
        previous = kept[-1] if kept else None
        name = releases.name_of_next(edition)
        known = manifest.read(site)
        carried = _carry_assets(kept[-keep + 1 :] if keep > 1 else [], site, known)
        earlier = _carry_editions(previous, site, edition, notices)
        notices += _lost(previous, known)
        asked = prefix or (told(previous).get("prefix") if previous else None)
        root = str(asked or addresses.root_of((site / addresses.PAGE).read_text(encoding="utf-8")))
        _place(site, edition, root, earlier, known, release=name, prefix=asked, carried=carried)
        release = releases.add(site, name)
        releases.show(release)
        releases.keep([*kept, release][-keep:])
        return Published(edition, releases.current, in_order(notices))


def roll_back(folder: Path) -> Published:
    """Shows the release before the one that is shown. Raises ProblemsFound, where there is none too, or OSError."""
    with _one_line(folder), Releases(folder) as releases:
        history = releases.history()
        if len(history) < 2:
            what = Say("ไม่มีฉบับก่อนหน้าให้ย้อนกลับ", "there is no earlier release to roll back to")
            raise ProblemsFound(
                [Problem(Place(str(folder)), what, Say("เผยแพร่แฟ้มของฉบับที่ต้องการ", "publish the bundle that you want"))]
            )
        edition = editions.of(history[-2])
        releases.show(history[-2])
        return Published(edition, releases.current)


@contextmanager
def _one_line(folder: Path) -> Iterator[None]:
    """Says of a fault of the system, wherever it came, that the folder could not be written."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        what = Say(f"เขียนในโฟลเดอร์นี้ไม่ได้ ({reason})", f"this folder cannot be written ({reason})")
        remedy = Say(
            "ดูสิทธิ์และเนื้อที่ของดิสก์ ที่เผยแพร่ไว้ยังอยู่ครบ", "look at its permissions and the room on the disk; what is shown is as it was"
        )
        raise ProblemsFound([Problem(Place(str(folder)), what, remedy)]) from error


def _sums_beside(file: Path) -> Iterator[Problem]:
    """Refuses a bundle that is not as the sums beside it say; a notice where there are none."""
    if not file.is_file() or not file.name.lower().endswith(archive.KINDS):
        what = Say("ไม่ใช่แฟ้ม .zip หรือ .tar.gz", "this is no .zip or .tar.gz that can be read")
        raise ProblemsFound(
            [Problem(Place(str(file)), what, Say("ใช้แฟ้มที่ khumue bundle สร้าง", "name one that khumue bundle made"))]
        )
    beside = file.with_name(bundle.SUMS)
    if not beside.is_file():
        what = Say(
            f"ไม่มี {bundle.SUMS} อยู่ข้างแฟ้ม จึงตรวจเฉพาะรายการข้างใน",
            f"there is no {bundle.SUMS} beside it; only the list inside it was checked",
        )
        yield Problem(Place(str(file)), what, Say("คัดลอกไฟล์นั้นมาด้วย", "copy that file too"), notice=True)
    elif manifest.read(file.parent, bundle.SUMS).get(file.name) != manifest.sum_of(file):
        what = Say(f"ไม่ตรงกับ {bundle.SUMS} ที่อยู่ข้างกัน", f"it is not what {bundle.SUMS} beside it tells of")
        raise ProblemsFound([Problem(Place(str(file)), what, Say("คัดลอกทั้งสองไฟล์มาใหม่", "copy both files again"))])


def _unpacked(file: Path, folder: Path, progress: archive.Progress) -> tuple[Path, editions.Edition]:
    """The site of a bundle, every byte of which is as its manifests say, and its edition."""
    archive.unpack(file, folder, progress)
    inside = sorted(folder.iterdir())
    site = inside[0] / companions.MANUAL if inside else folder
    try:
        if len(inside) != 1 or not (site / "index.html").is_file() or (site / manifest.EDITIONS).exists():
            raise ProblemsFound([])
        edition = editions.of(site)
        if inside[0].name != bundle.name_of(edition):
            raise ProblemsFound([])
    except ProblemsFound:
        what = Say("ไม่ใช่แฟ้มของคู่มือ", "this is not the bundle of a manual")
        remedy = Say("ใช้แฟ้มที่ khumue bundle สร้าง", "name one that khumue bundle made")
        raise ProblemsFound([Problem(Place(str(file)), what, remedy)]) from None
    wrong = list(manifest.differences(inside[0])) or list(manifest.differences(site))
    if wrong:
        th, en = (f"{wrong[0].place}: {say}" for say in wrong[0].what)
        more = len(wrong) - 1
        what = Say(f"{th} และอีก {more} ไฟล์", f"{en}, and {more} more") if more else Say(th, en)
        raise ProblemsFound([Problem(Place(str(file)), what, Say("คัดลอกมาใหม่", "copy it again"))])
    return site, edition


def _carry_assets(releases: Iterable[Path], site: Path, known: dict[str, str]) -> list[str]:
    """Brings along the assets of the releases that are kept: a page that somebody has open still finds its scripts.

    Gives their folders, so that they are not taken for this release's own.
    """
    carried: list[str] = []
    for release in releases:
        with suppress(ProblemsFound, FileNotFoundError):  # a release that is damaged has nothing to give
            sums = manifest.read(release)
            hashed = {found[0] for path in sums if (found := _HASHED.match(path))}
            for folder in sorted(hashed - set(_listed(release))):
                if not (site / folder).exists():
                    carried.append(folder)
                    link_files(release, site, paths := [path for path in sums if path.startswith(f"{folder}/")])
                    known |= {path: sums[path] for path in paths}
    return sorted(carried)


def _listed(release: Path) -> list[str]:
    carried = told(release).get("carried")
    return [str(folder) for folder in carried] if isinstance(carried, list) else []


def _carry_editions(
    previous: Path | None, site: Path, edition: editions.Edition, notices: list[Problem]
) -> dict[editions.Edition, dict[str, str]]:
    """Brings the edition shown until now, and those below it, below the new one; gives them, newest first, with their sums.

    An edition of the same number is replaced. One that is damaged is left out, and named.
    """
    found: dict[editions.Edition, dict[str, str]] = {}
    below = sorted((previous / manifest.EDITIONS).glob("*/")) if previous else []
    for source in [previous, *below] if previous else []:
        try:
            earlier = editions.of(source)
            if earlier.number == edition.number:
                continue
            apart = tuple(f"{folder}/" for folder in _listed(source))
            sums = {path: sum for path, sum in manifest.read(source).items() if not path.startswith(apart) and not _is_own(path)}
            target = site / manifest.EDITIONS / earlier.number
            link_files(source, target, sums)
            shutil.copyfile(source / addresses.PAGE, target / addresses.PAGE)
            found[earlier] = sums
        except (ProblemsFound, FileNotFoundError):
            shutil.rmtree(site / manifest.EDITIONS / source.name, ignore_errors=True)
            what = Say("ฉบับก่อนหน้านี้ไม่ครบ จึงไม่ได้นำมาด้วย", "this earlier edition is not whole, so it is left out")
            notices.append(
                Problem(
                    Place(str(source)), what, Say("เผยแพร่ฉบับนั้นใหม่ก่อน ถ้ายังต้องการ", "publish it anew before, if it is wanted"), True
                )
            )
    newest = sorted(found, key=lambda one: (one.date, [int(part) for part in one.number.split(".")]), reverse=True)
    return {earlier: found[earlier] for earlier in newest}


def _is_own(path: str) -> bool:
    return path.removesuffix(".gz").removesuffix(".br") in _OWN


def _lost(previous: Path | None, known: dict[str, str]) -> Iterator[Problem]:
    """A notice for every page of the previous edition that the new one has neither as a page nor as a redirect."""
    if previous is None:
        return
    try:
        before = manifest.read(previous)
    except ProblemsFound:
        return
    lost = [path for path in before if path.endswith(".html") and path not in known]
    for count, path in enumerate(lost[: MOST_TOLD + 1]):
        what = Say("ฉบับใหม่ไม่มีหน้านี้ รหัสคิวอาร์ที่พิมพ์ไว้จะไปไม่ถึง", "the new edition has no such page, and QR codes in print lead nowhere")
        if count == MOST_TOLD:
            what = Say(f"และอีก {len(lost) - count} หน้าที่ไม่มีแล้ว", f"it has {len(lost) - count} more such pages no longer")
        yield Problem(Place(path), what, Say("เพิ่ม aliases ให้หน้าที่มาแทน", "add aliases: to what stands in its place"), notice=True)


def _place(
    site: Path,
    edition: editions.Edition,
    root: str,
    earlier: dict[editions.Edition, dict[str, str]],
    known: dict[str, str],
    **release: object,
) -> None:
    """Writes what depends on where editions stand: what pages know of one another, the addresses of 404.html, the manifests."""
    below = {one: f"{manifest.EDITIONS}/{one.number}/" for one in earlier}
    _write_own(site, known, edition, below.items(), root, release)
    for one, sums in earlier.items():
        others = [(edition, "../../"), *((other, f"../{other.number}/") for other in earlier if other is not one)]
        _write_own(site / below[one], sums, one, others, root + below[one], {})


def _write_own(
    folder: Path,
    known: dict[str, str],
    edition: editions.Edition,
    others: Iterable[tuple[editions.Edition, str]],
    root: str,
    release: dict[str, object],
) -> None:
    page = addresses.moved((folder / addresses.PAGE).read_text(encoding="utf-8"), root)
    files = {
        artifact.MARKER: editions.mark(edition, **release),
        editions.SCRIPT: editions.script(edition, others),
        addresses.PAGE: page.encode(),
    }
    for path, content in list(files.items()):
        files |= compressed.siblings(path, content)
    for path in filter(_is_own, known):
        (folder / path).unlink(missing_ok=True)
    sums = {path: sum for path, sum in known.items() if not _is_own(path)}
    for path, content in files.items():
        (folder / path).write_bytes(content)
        sums[path] = hashlib.sha256(content).hexdigest()
    manifest.write(folder, sums)
