"""What is kept can never lie: an entry that is not as it was written is none, and a place that cannot be written is no matter."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from khumue import maker
from khumue.kept import Kept

from .conftest import ROOT, khumue
from .test_build import sums

CONTENT = b"%PDF-1.7 a sheet, as it was made"


def _folder(path: Path) -> None:
    path.unlink()
    (path / "within").mkdir(parents=True)


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _link(path: Path, target: Path | str) -> None:
    path.unlink()
    path.symlink_to(target)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "of its sum alone": lambda path: path.write_bytes(path.read_bytes()[:32]),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
    "as the content alone": lambda path: path.write_bytes(CONTENT),
    "all zeros, as a power cut leaves it": lambda path: path.write_bytes(bytes(len(path.read_bytes()))),
    "that of another name": lambda path: path.write_bytes((path.parent / "other").read_bytes()),
    "a folder": _folder,
    "a pipe": _pipe,
    "a link to itself": lambda path: _link(path, path.name),
    "a link to nothing": lambda path: _link(path, "nowhere"),
    "a link to a folder": lambda path: _link(path, "."),
    "gone": lambda path: path.unlink(),
}


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    kept = Kept(tmp_path / "kept")
    kept.put("sheet", CONTENT)
    kept.put("other", b"another sheet")
    return kept


@pytest.mark.parametrize("case", DAMAGE)
def test_an_entry_that_is_not_as_it_was_written_is_a_miss_and_is_written_anew(case: str, kept: Kept, tmp_path: Path) -> None:
    assert kept.get("sheet") == CONTENT
    path = tmp_path / "kept" / "sheet"
    DAMAGE[case](path)
    assert kept.get("sheet") is None
    kept.put("sheet", CONTENT)
    assert kept.get("sheet") == (None if path.is_dir() and not path.is_symlink() else CONTENT)
    assert kept.get("other") == b"another sheet"
    assert {entry.name for entry in (tmp_path / "kept").iterdir()} == {"sheet", "other"}


def test_an_entry_of_which_any_bit_has_changed_is_a_miss(kept: Kept, tmp_path: Path) -> None:
    path = tmp_path / "kept" / "sheet"
    whole = path.read_bytes()
    for bit in range(len(whole) * 8):
        path.write_bytes(whole[: bit // 8] + bytes([whole[bit // 8] ^ 1 << bit % 8]) + whole[bit // 8 + 1 :])
        assert kept.get("sheet") is None, bit


def test_a_place_that_cannot_be_written_keeps_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to("nowhere")
    for place in (tmp_path / "file", tmp_path / "file" / "below", tmp_path / "link"):
        kept = Kept(place)
        kept.put("sheet", CONTENT)
        kept.forget_unused()
        assert kept.get("sheet") is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "link"]


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with room for names alone, where this user may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "khumue-test", folder], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_keeps_what_it_has_and_nothing_half_written(full_disk: Path) -> None:
    kept = Kept(full_disk)
    kept.put("small", CONTENT)
    kept.put("large", bytes(200_000))
    assert kept.get("large") is None
    assert kept.get("small") == CONTENT
    assert [path.name for path in full_disk.iterdir()] == ["small"]


def test_what_is_kept_for_others_is_used_where_nothing_may_be_written(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "kept").chmod(0o555)
    (tmp_path / "kept" / "other").chmod(0)
    code = f"from pathlib import Path; from khumue.kept import Kept; k = Kept(Path({str(tmp_path / 'kept')!r}))\n"
    code += "k.put('more', b'1'); print(k.get('sheet'), k.get('other'), k.get('more'))"
    plain = [] if os.geteuid() else ["setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner"]
    done = subprocess.run([*plain, sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    (tmp_path / "kept").chmod(0o755)
    assert done.stdout.strip() == f"{CONTENT} None None", done.stderr


def test_what_nobody_asked_for_in_a_month_is_dropped_and_what_cannot_be_dropped_is_no_obstacle(
    kept: Kept, tmp_path: Path
) -> None:
    long_ago = time.time() - 40 * 86_400
    folder = tmp_path / "kept"
    for name in ("a-folder", "z-folder"):
        (folder / name).mkdir()
    (folder / "b-link").symlink_to("nowhere")
    for path in folder.iterdir():
        os.utime(path, (long_ago, long_ago), follow_symlinks=False)
    assert kept.get("other") == b"another sheet"
    kept.forget_unused()
    assert sorted(path.name for path in folder.iterdir()) == ["a-folder", "b-link", "other", "z-folder"]


def test_the_name_of_what_is_kept_changes_with_the_code_and_the_libraries_that_make_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    changed = tmp_path / "code.py"
    changed.write_text("")
    keys = {Kept.key("a"), Kept.key("a", "b")}
    others = {"_files": [changed], "_libraries": ["jinja2-0.dist-info"], "_of_the_system": ["a newer Pango"]}
    for name, other in others.items():
        with monkeypatch.context() as context:
            context.setattr(maker, name, partial(iter, other))
            maker.maker.cache_clear()
            keys.add(Kept.key("a"))
        maker.maker.cache_clear()
    assert len(keys) == 5


def test_a_build_on_damaged_entries_gives_the_site_that_a_first_build_gives(
    manual: Path, library_site: Path, library_kept: Path
) -> None:
    first = sums(library_site)
    environment = {**os.environ, "KHUMUE_CACHE": str(library_kept)}
    for number, path in enumerate(sorted(library_kept.iterdir())[::4]):
        path.write_bytes(path.read_bytes().replace(b"0", b"1") if number % 2 else b"")
    done = khumue("--root", manual, "build", env=environment)
    assert done.returncode == 0, done.stderr
    assert sums(manual / "site") == first


def test_compiled_templates_that_are_damaged_are_compiled_anew(manual: Path, tmp_path: Path) -> None:
    """In a copy of the program, where Python may keep what it compiles."""
    code = shutil.copytree(ROOT / "generator", tmp_path / "code" / "khumue", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "overrides", code.parent / "overrides")
    for folder in (path for path in code.rglob("*") if path.is_dir() and path.name == "templates"):
        (folder.parent / "__pycache__").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(code.parent)}
    command = [sys.executable, "-m", "khumue", "--lang", "en", "--root", str(manual), "check"]

    def said() -> tuple[int, str]:
        done = subprocess.run(command, cwd=code.parent, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    first = said()
    entries = list(code.rglob("*.jinja"))
    assert len(entries) > 5
    assert "Traceback" not in first[1]
    for path in entries:
        path.write_bytes(path.read_bytes()[:-40] + bytes(40))
    assert said() == first
    assert all(path.read_bytes()[-40:] != bytes(40) for path in entries)
