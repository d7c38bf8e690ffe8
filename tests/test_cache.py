"""What is kept can never lie: an entry that is not as it was written is none, and a place that cannot be written is no matter."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from khumue import kept as keeping
from khumue import maker
from khumue.kept import Kept

from .conftest import LIBRARY, ROOT, khumue
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
        kept.forget()
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


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of four entries is a large one."""
    monkeypatch.setattr(keeping, "_OTHERS", 4)


def _long_unused(folder: Path, count: int) -> None:
    """Entries of earlier builds, the first of which was used longest ago."""
    kept = Kept(folder)
    for number in range(count):
        kept.put(f"old{number}", CONTENT)
        os.utime(folder / f"old{number}", (1_000 + number, 1_000 + number))


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.usefixtures("few")
def test_as_many_others_stay_as_a_build_had_use_for_and_in_a_small_folder_all(tmp_path: Path) -> None:
    _long_unused(tmp_path, 4)
    Kept(tmp_path).forget()
    assert _names(tmp_path) == {"old0", "old1", "old2", "old3"}
    _long_unused(tmp_path, 30)
    kept = Kept(tmp_path)
    used = {f"old{number}" for number in range(5)} | {"new"}
    for name in used - {"new"}:
        assert kept.get(name) == CONTENT
    kept.put("new", CONTENT)
    kept.forget()
    assert _names(tmp_path) == used | {f"old{number}" for number in range(24, 30)}, "those that were used last"
    Kept(tmp_path).forget()
    assert used < _names(tmp_path), "what another build has used a moment ago"


@pytest.mark.usefixtures("few")
def test_what_cannot_be_forgotten_is_no_obstacle(tmp_path: Path) -> None:
    _long_unused(tmp_path, 8)
    for name in ("a-folder", "z-folder"):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (0, 0))
    (tmp_path / "b-link").symlink_to("nowhere")
    os.utime(tmp_path / "b-link", (0, 0), follow_symlinks=False)
    Kept(tmp_path).forget()
    assert _names(tmp_path) == {"a-folder", "z-folder", *(f"old{number}" for number in range(4, 8))}


@pytest.mark.usefixtures("few")
def test_a_build_beside_one_that_forgets_finds_all_of_an_entry_or_nothing_and_can_keep_it_again(tmp_path: Path) -> None:
    _long_unused(tmp_path, 8)
    beside = Kept(tmp_path)
    Kept(tmp_path).forget()
    assert beside.get("old0") is None
    beside.put("old0", CONTENT)
    assert beside.get("old0") == CONTENT
    shutil.rmtree(tmp_path)
    beside.put("old0", CONTENT)
    assert beside.get("old0") == CONTENT


def test_of_builds_that_keep_the_same_at_once_each_finds_all_of_it_or_nothing(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from khumue.kept import Kept; kept = Kept(Path(sys.argv[1]))\n"
    code += "for n in range(300): kept.put('one', sys.argv[2].encode() * 20_000); print((kept.get('one') or b'-')[:2].decode())"
    command = [sys.executable, "-c", code, str(tmp_path / "kept")]
    both = [subprocess.Popen([*command, sign], cwd=ROOT, stdout=subprocess.PIPE, text=True) for sign in "ab"]
    said = "".join(one.communicate()[0] for one in both).split()
    assert set(said) <= {"aa", "bb"}
    assert len(said) == 600
    assert _names(tmp_path / "kept") == {"one"}


def test_the_name_of_what_is_kept_changes_with_the_code_and_the_libraries_that_make_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    changed, renamed = tmp_path / "code.py", tmp_path / "renamed.py"
    changed.write_text("")
    renamed.write_text("")
    keys = {Kept.key("a"), Kept.key("a", "b")}
    others = [("_libraries", ["jinja2-0.dist-info"]), ("_of_the_system", ["a newer Pango"])]
    for name, other in [("_files", [changed]), ("_files", [renamed]), *others]:
        with monkeypatch.context() as context:
            context.setattr(maker, name, partial(iter, other))
            maker.maker.cache_clear()
            keys.add(Kept.key("a"))
        maker.maker.cache_clear()
    assert len(keys) == 6


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


@pytest.mark.usefixtures("pages_only")
def test_a_build_that_can_keep_nothing_gives_the_site_that_any_other_gives(
    library_pages: Path, full_disk: Path, tmp_path: Path
) -> None:
    (full_disk / "filler").write_bytes(b"0" * 60_000)
    (tmp_path / "file").write_text("")
    for kept in (full_disk / "kept", tmp_path / "file"):
        environment = {**os.environ, "KHUMUE_CACHE": str(kept)}
        done = khumue("--root", LIBRARY, "build", "--site", tmp_path / "site", env=environment)
        assert done.returncode == 0, done.stderr
        assert sums(tmp_path / "site") == sums(library_pages)


def test_compiled_templates_that_are_damaged_are_compiled_anew(manual: Path, tmp_path: Path, quick: dict[str, str]) -> None:
    """In a copy of the program, where Python may keep what it compiles."""
    code = shutil.copytree(ROOT / "generator", tmp_path / "code" / "khumue", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "overrides", code.parent / "overrides")
    for folder in (path for path in code.rglob("*") if path.is_dir() and path.name == "templates"):
        (folder.parent / "__pycache__").mkdir()
    (tmp_path / "file").write_text("")  # where nothing is kept, so that each page is made of its template
    path = f"{code.parent}{os.pathsep}{quick['PYTHONPATH']}"
    environment = {**quick, "PYTHONPATH": path, "KHUMUE_CACHE": str(tmp_path / "file")}
    command = [sys.executable, "-m", "khumue", "--lang", "en", "--root", str(manual), "build"]

    def said() -> tuple[int, list[str]]:
        done = subprocess.run(command, cwd=code.parent, env=environment, capture_output=True, text=True, check=False)
        lines = (done.stdout + done.stderr).splitlines()
        return done.returncode, [line for line in lines if not line.startswith("[")]  # how far it is depends on the hour

    first = said()
    entries = list(code.rglob("*.jinja"))
    assert len(entries) > 5
    assert not any("Traceback" in line for line in first[1])
    for path in entries:
        path.write_bytes(path.read_bytes()[:-40] + bytes(40))
    assert said() == first
    assert all(path.read_bytes()[-40:] != bytes(40) for path in entries)
    template = code / "pages" / "templates" / "chapter.html"
    template.write_text(template.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert said() == first
    assert list(code.rglob("*.jinja")) == entries, "an earlier version is kept no longer"
