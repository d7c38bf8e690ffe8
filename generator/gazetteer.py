"""The official names of the provinces, districts and tambons of Thailand, as GeoThai has them from
the Department of Provincial Administration: the only user of geothai."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from .problems import Say

_LEVELS = ("provinces", "districts", "subdistricts")
_MOST_TOLD = 3


@cache
def names() -> frozenset[str]:
    """All of them in Thai, without the words for what they are.

    What the package imports takes ten times as long as its lists.
    """
    package = find_spec("geothai")
    assert package is not None, "geothai is among the dependencies"
    assert package.origin is not None
    lists = Path(package.origin).parent / "_data"
    rows = (row for level in _LEVELS for row in json.loads((lists / f"{level}.json").read_bytes()))
    return frozenset(
        name for row in rows for name in re.findall("[^ ()]+", row[1].removeprefix("เขต"))
    )


def doubt(tambon: str, district: str, province: str) -> tuple[Say, Say] | None:
    """What speaks against a tambon in a district and a province, as somebody wrote them (อ.เมืองฯ, a
    blank, English), with the remedy; None where nothing does."""
    from geothai import match

    name, inside, around = (text.rstrip(" ฯ") for text in (tambon, district, province))
    if match(name, district=inside, province=around):
        return None
    stated = ", ".join(f'"{text}"' for text in (district, province) if text)
    what = Say(f'"{tambon}" ไม่อยู่ใน {stated}', f'"{tambon}" is not in {stated}')
    found = match(name, province=around) or match(name, district=inside) or match(name)
    some, more = found[:_MOST_TOLD], " …" if len(found) > _MOST_TOLD else ""
    th = ", ".join(f"{one.district.name_th} ({one.province.name_th})" for one in some)
    en = ", ".join(f"{one.district.name_en} ({one.province.name_en})" for one in some)
    has = (
        Say(f"มีใน {th}{more}", f"has it in {en}{more}")
        if found
        else Say("ไม่มีชื่อนี้", "has no such name")
    )
    return what, Say(
        f"รายชื่อของ GeoThai {has.th} ดูว่าพิมพ์ถูก เพราะใบงานพิมพ์ตามนี้",
        f"the list of GeoThai {has.en}; see that it is right, since the sheets print it so",
    )
