"""`check --mend`: ordinary spaces where web pages and word processors left others, and nothing else changed or lost."""

from __future__ import annotations

from pathlib import Path

from .conftest import khumue

STEP = "data/process/3-return.yml"
SPACES = "\u00a0\u2003\u3000"


def test_spaces_that_are_none_become_ordinary_and_the_old_files_are_kept(manual: Path) -> None:
    step, good = manual / STEP, khumue("--root", manual, "check").stderr
    text = step.read_bytes().replace(b"\r\n", b"\n").decode()
    broken = "\ufeff" + text.replace("  th:", "\u00a0\u3000th:\u2003", 1).replace("\n", "\r\n")
    step.write_bytes(broken.encode())
    step.chmod(0o664)
    again = khumue("--root", manual, "check")
    assert again.returncode == 1
    assert f"{STEP}:" in again.stderr
    assert "khumue check --mend" in again.stderr
    done = khumue("--root", manual, "check", "--mend")
    assert done.stderr == good
    assert done.stdout.splitlines()[0] == f"{STEP}: 3 spaces mended; the old file is in .khumue/history/0001/"
    assert step.read_bytes().decode() == "\ufeff" + text.replace("  th:", "  th: ", 1).replace("\n", "\r\n")
    assert (manual / ".khumue/history/0001/files" / STEP).read_bytes().decode() == broken
    assert step.stat().st_mode & 0o777 == 0o664


def test_each_command_keeps_what_was_before_it_and_one_that_mends_nothing_keeps_nothing(manual: Path) -> None:
    for number in (1, 2):
        page = next((manual / "content").glob("*.th.md"))
        page.write_text(page.read_text(encoding="utf-8") + f"\nข้อ{SPACES}{number}\n", encoding="utf-8")
        said = khumue("--root", manual, "check", "--mend").stdout
        assert f".khumue/history/000{number}/" in said
        assert not set(SPACES) & set(page.read_text(encoding="utf-8"))
    khumue("--root", manual, "check", "--mend")
    assert sorted(path.name for path in (manual / ".khumue/history").iterdir()) == ["0001", "0002"]


def test_what_is_quoted_as_it_was_printed_and_what_cannot_be_read_stay_as_they_are(manual: Path) -> None:
    errata = manual / "data" / "errata.yml"
    quoted = f'# printed: a\n- id: x\n  printed: "ก{SPACES}ข"\n'
    errata.write_text(quoted, encoding="utf-8")
    old = manual / "content" / "old.th.md"
    old.write_bytes("ก\u00a0ข".encode("cp874"))
    khumue("--root", manual, "check", "--mend")
    assert errata.read_text(encoding="utf-8") == quoted
    assert old.read_bytes() == "ก\u00a0ข".encode("cp874")
    assert not (manual / ".khumue").exists()


def test_what_nobody_sees_and_marks_that_stand_twice_are_shown_and_then_mended(manual: Path) -> None:
    page = next((manual / "content").glob("*.th.md"))
    text = page.read_text(encoding="utf-8")
    page.write_text(f"\ufeff{text}\nที่\u200bนี่่ ไม่\u00adดีี ฃํ้า\n", encoding="utf-8")
    before = page.read_bytes()
    name = page.relative_to(manual).as_posix()
    line = before.decode().count("\n")
    shown = khumue("--root", manual, "check", "--mend", "--dry-run")
    assert f"{name}:{line}: 2 invisible characters, 2 marks that stood twice" in shown.stdout
    assert page.read_bytes() == before
    done = khumue("--root", manual, "check", "--mend")
    assert (
        f"{name}: 2 invisible characters, 2 marks that stood twice mended; the old file is in .khumue/history/0001/"
        in done.stdout
    )
    assert page.read_bytes().decode() == f"\ufeff{text}\nที่นี่ ไม่ดี ฃํ้า\n"
    khumue("--root", manual, "undo")
    assert page.read_bytes() == before
