"""Colours that can be read: what `theme.palette` asks for, made to hold WCAG 2 AA on every ground
of the pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from .problems import Say, did_you_mean

AA, OF_A_MARK = 4.5, 3.0
"""The least contrast of a text with its ground, and of a sign that means something."""
LIGHT, DARK = "default", "slate"
NAMES = {
    "red": "#ef5552",
    "pink": "#e92063",
    "purple": "#ab47bd",
    "deep purple": "#7e56c2",
    "indigo": "#4051b5",
    "blue": "#2094f3",
    "light blue": "#02a6f2",
    "cyan": "#00bdd6",
    "teal": "#009485",
    "green": "#4cae4f",
    "light green": "#8bc34b",
    "lime": "#cbdc38",
    "yellow": "#ffec3d",
    "amber": "#ffc105",
    "orange": "#ffa724",
    "deep orange": "#ff6e42",
    "brown": "#795649",
    "grey": "#757575",
    "blue grey": "#546d78",
    "black": "#000000",
    "white": "#ffffff",
}
"""The names that MkDocs users know from Material, with the colours that it gives them."""
_WRITTEN = re.compile(r"#(?:[0-9a-f]{3}){1,2}")
_SCHEME = re.compile(rf"\[data-md-color-scheme=({LIGHT}|{DARK})\]\{{([^}}]*)\}}")
_TOKEN = re.compile(r"--k-([a-z0-9-]+):(#[0-9a-f]+)\b")


def tokens(style: str) -> dict[str, dict[str, str]]:
    """The colours that style sheets give to each scheme, by their names; the last counts."""
    found: dict[str, dict[str, str]] = {}
    for name, values in _SCHEME.findall(style):
        read = {token: hexadecimal(written) for token, written in _TOKEN.findall(values)}
        found.setdefault(name, {}).update(
            {token: colour for token, colour in read.items() if colour}
        )
    return found


def hexadecimal(written: object) -> str | None:
    """A colour as #rrggbb, by its name or as it is; None where it is neither."""
    colour = str(written).strip().lower()
    colour = NAMES.get(colour.replace("-", " "), colour)
    if not _WRITTEN.fullmatch(colour):
        return None
    return colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 measures it, from 1 to 21."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def scheme(name: str, given: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, str]:
    """What the tokens of a scheme become, each colour moved until it is read; `given` are they as
    they are.

    Of `wanted`, `primary` is for bars, buttons and drawings, and `accent` for links, which without
    it are of the primary.
    """
    primary, accent = wanted.get("primary"), wanted.get("accent")
    dark, paper, grounds = name == DARK, given["paper"], (given["paper"], given["sa"])
    towards = "#ffffff" if dark else "#000000"
    own = {"link": _readable(accent or primary or given["link"], grounds, AA, towards)}
    if primary:
        on_brand = given["on-brand"]
        if not dark and contrast(primary, on_brand) < AA <= contrast(primary, given["ink"]):
            on_brand = given["ink"]
        mark = _readable(primary, grounds, OF_A_MARK, towards)
        own |= {"brand": _readable(primary, (on_brand,), AA, "#000000"), "on-brand": on_brand}
        own |= {"p1": _mixed(mark, paper, 0.4), "p2": _mixed(mark, paper, 0.7), "p3": mark}
    tint = _mixed(primary or own["link"], paper, 0.25 if dark else 0.12)
    return own | {"tint": _readable(tint, (own["link"], given["ink"], given["ink2"]), AA, paper)}


def unread(named: Mapping[str, object], made: Mapping[str, str]) -> Iterator[tuple[str, Say, Say]]:
    """Each colour that had to give way to one that can be read, what is said of it, and the
    remedy."""
    for key, token, grounds in (
        ("primary", "brand", ("on-brand",)),
        ("accent", "link", ("paper", "sa")),
    ):
        colour, used = hexadecimal(named.get(key)), made[token]
        if colour and colour != used:
            least = min(contrast(colour, made[ground]) for ground in grounds)
            what = Say(
                f'สี "{named[key]}" อ่านไม่ออกตรงนี้ (ความต่าง {least:.1f}:1 ต้องไม่น้อยกว่า {AA}:1) จึงใช้ {used}',
                f'"{named[key]}" cannot be read here (contrast {least:.1f}:1, at least {AA}:1 is needed); {used} is used instead',
            )
            yield (
                key,
                what,
                Say(
                    f'เขียน "{used}" หรือสีอื่นที่อ่านออก',
                    f'write "{used}", or another colour that can be read',
                ),
            )


def unknown(written: object) -> tuple[Say, Say]:
    """What is said of what names no colour; an unquoted # begins a comment in YAML, and leaves
    nothing."""
    what = Say("ไม่ใช่สี", "this is no colour")
    if written is None or written == "custom":
        return what, Say(
            'เขียนรหัสสีในเครื่องหมายคำพูด เช่น "#0c4843"',
            'write the colour itself between quotes, such as "#0c4843"',
        )
    return what, did_you_mean(str(written), NAMES)


def style(schemes: Mapping[str, Mapping[str, str]]) -> str:
    """The tokens of each scheme as a style sheet."""
    selectors = {
        LIGHT: f":root,[data-md-color-scheme={LIGHT}]",
        DARK: f"[data-md-color-scheme={DARK}]",
    }
    rules = {
        name: ";".join(f"--k-{token}:{colour}" for token, colour in values.items())
        for name, values in schemes.items()
    }
    return "".join(f"{selectors[name]}{{{values}}}\n" for name, values in rules.items())


def _luminance(colour: str) -> float:
    parts = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in _parts(colour)
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def _parts(colour: str) -> list[float]:
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def _mixed(one: str, other: str, share: float) -> str:
    """`share` of one colour in another."""
    parts = (share * a + (1 - share) * b for a, b in zip(_parts(one), _parts(other), strict=True))
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


def _readable(colour: str, grounds: Iterable[str], least: float, towards: str) -> str:
    """A colour, moved towards another as far as it has to be seen on every ground."""
    grounds = tuple(grounds)
    steps = (_mixed(towards, colour, share / 100) for share in range(101))
    return next(
        (step for step in steps if all(contrast(step, ground) >= least for ground in grounds)),
        towards,
    )
