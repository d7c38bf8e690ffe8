"""Pictures that stand in `content/`: what their files hold, and whether they may be shown. The only user of Pillow."""

from __future__ import annotations

import hashlib
import io
import json
import warnings
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from ..kept import Kept
from ..problems import Place, Problem, Say, did_you_mean
from ..project import Project

LARGEST, WIDEST = 1_000_000, 2_500
"""Bytes, which a phone has to load; dots on a side, with which a picture fills a sheet of A4."""
_ENDINGS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
"""The kinds that every browser, every paper and Word show, and that hold nothing that runs."""
_TURNED, _WHERE_TAKEN, _ROTATION = range(5, 9), 0x8825, 0x0112
"""Of what cameras write into a picture: that it lies on its side, and at which place it was taken."""
_FOLDER = Say("วางไฟล์ใน content/pictures/", "put the file into content/pictures/")
_SAVE_AGAIN = Say("บันทึกใหม่เป็น PNG หรือ JPEG", "save it again as PNG or JPEG")


class Named(NamedTuple):
    """A picture that a text names: its path in `content/`, and where that is written."""

    file: str
    place: Place


class Album:
    """The pictures of a manual: each file is looked at once. `sizes` are those that may be shown, by their paths in the site."""

    def __init__(self, project: Project, files: Mapping[str, str]) -> None:
        self._content, self._kept, self._files = project.content, Kept(project.kept), files
        self._found: dict[str, list[tuple[Say, Say, bool]]] = {}
        self.sizes: dict[str, tuple[int, int]] = {}

    def look(self, named: Named) -> list[Problem]:
        """What is wrong with a picture, told where it is named."""
        if named.file not in self._found:
            self._found[named.file] = self._look(named.file)
        return [
            Problem(named.place, what, remedy, notice)
            for what, remedy, notice in self._found[named.file]
        ]

    def _look(self, file: str) -> list[tuple[Say, Say, bool]]:
        if "://" in file or file.startswith("//"):
            what = Say("ภาพอยู่ในเครื่องอื่น", "the picture stands on another host")
            return [(what, _FOLDER, False)]
        ending = PurePosixPath(file).suffix.lower()
        if ending not in _ENDINGS:
            what = Say(
                f'ใช้ภาพชนิด "{ending}" ไม่ได้', f'pictures of the kind "{ending}" are not shown'
            )
            return [(what, _SAVE_AGAIN, False)]
        if file not in self._files:
            what = Say(f'ไม่พบภาพ "{file}" ใน content/', f'there is no picture "{file}" in content/')
            known = sorted(one for one in self._files if one.lower().endswith(tuple(_ENDINGS)))
            return [(what, did_you_mean(file, known) if known else _FOLDER, False)]
        path = self._content / self._files[file]
        try:
            if path.stat().st_size > LARGEST:
                what = Say(
                    f"ไฟล์ภาพใหญ่เกินไป ({path.stat().st_size:,} ไบต์)",
                    f"the picture is too large ({path.stat().st_size:,} bytes)",
                )
                remedy = Say(
                    f"ย่อภาพให้ไม่เกิน {LARGEST:,} ไบต์ เช่น กว้าง 1,600 จุด",
                    f"make it smaller than {LARGEST:,} bytes, such as 1,600 dots wide",
                )
                return [(what, remedy, False)]
            content = path.read_bytes()
        except OSError as error:
            reason = error.strerror or "?"
            what = Say(f'อ่าน "{file}" ไม่ได้ ({reason})', f'"{file}" cannot be read ({reason})')
            return [(what, Say("ตรวจสิทธิ์ของไฟล์", "look at its permissions"), False)]
        return self._judged(file, _ENDINGS[ending], *self._seen(content))

    def _judged(
        self, file: str, wanted: str, kind: str, wide: int, high: int, where: bool
    ) -> list[tuple[Say, Say, bool]]:
        """What is said of what a file holds; what may be shown is taken in."""
        if not kind:
            what = Say(f'"{file}" ไม่ใช่ภาพที่ครบสมบูรณ์', f'"{file}" is not a whole picture')
            return [(what, _SAVE_AGAIN, False)]
        if kind != wanted:
            what = Say(
                f'เนื้อในของ "{file}" เป็น {kind} ไม่ตรงกับชื่อ',
                f'"{file}" holds {kind}, which its name does not say',
            )
            remedy = Say("เปลี่ยนนามสกุลของไฟล์ให้ตรง", "give the file the ending of what it holds")
            return [(what, remedy, False)]
        if max(wide, high) > WIDEST:
            what = Say(
                f"ภาพมีขนาด {wide:,} × {high:,} จุด", f"the picture has {wide:,} × {high:,} dots"
            )
            remedy = Say(
                f"ย่อให้ด้านยาวไม่เกิน {WIDEST:,} จุด", f"make its longer side {WIDEST:,} dots at most"
            )
            return [(what, remedy, False)]
        self.sizes[file] = wide, high
        if where:
            what = Say(f'"{file}" บอกพิกัดที่ถ่ายภาพ', f'"{file}" tells at which place it was taken')
            remedy = Say(
                "บันทึกใหม่โดยไม่เก็บตำแหน่ง เพราะใครก็เปิดดูได้",
                "save it again without its location, which anybody could read",
            )
            return [(what, remedy, True)]
        return []

    def _seen(self, content: bytes) -> tuple[str, int, int, bool]:
        """The kind of a picture, its width and height as it is seen, and whether it says where it was taken; looked
        at once while its file stays the same."""
        key = Kept.key("picture", hashlib.sha256(content).hexdigest())
        if (entry := self._kept.get(key)) is not None:
            return tuple(json.loads(entry))
        seen = _opened(content)
        self._kept.put(key, json.dumps(seen).encode())
        return seen


def _opened(content: bytes) -> tuple[str, int, int, bool]:
    from PIL import Image, ImageFile  # needed where there is a picture that nobody has looked at

    lenient = ImageFile.LOAD_TRUNCATED_IMAGES  # as the engine of paper leaves it, once it is loaded
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings(action="ignore"):  # of its size, at which we look
            image = Image.open(io.BytesIO(content), formats=tuple(set(_ENDINGS.values())))
        wide, high = image.size
        if max(wide, high) <= WIDEST:
            image.load()  # to its end: what is cut off would be grey
        about = image.getexif()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return "", 0, 0, False
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
    if about.get(_ROTATION) in _TURNED:
        wide, high = high, wide
    return str(image.format), wide, high, bool(about.get_ifd(_WHERE_TAKEN))
