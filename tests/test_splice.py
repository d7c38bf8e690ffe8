"""Changes to files where a text stands: the text is read back as it was meant, and all else is as it was, to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from khumue.editing import Splices
from khumue.editing.history import change, recover
from khumue.language import Language
from khumue.mkdocs_yml import project_at
from khumue.problems import ProblemsFound
from khumue.project import Project
from khumue.reading import read
from khumue.reading.yaml_file import read_yaml, written
from khumue.texts import Pair, pairs

NASTY = (
    "- ข้อ: หนึ่ง",
    "no",
    "12:30",
    "2569-01-31",
    "007",
    "'ก' \"ข\" \\",
    "ก #ข",
    "[ก](process/a.html)",
    "{step:forum} ก",
    "ก: ข, ค}",
    "*ก",
    "~",
    "",
    "ก\nข",
)


def texts(project: Project) -> dict[str, Pair]:
    guide, _ = read(project)
    assert guide is not None
    return {pair.key: pair for pair in pairs(guide)}


@pytest.mark.parametrize("style", ["", "'", '"', "|", ">"])
@pytest.mark.parametrize("value", NASTY)
def test_a_value_is_read_back_in_brackets_and_without(value: str, style: str) -> None:
    for flow, around in ((False, "th: {}\nen: x\n"), (True, "{{th: {}, en: x}}\n")):
        document, _ = read_yaml(around.format(written(value, style, flow=flow)), "a.yml")
        assert document is not None
        assert (document.value["th"], document.value["en"]) == (value, "x")


def test_a_plain_text_stays_plain() -> None:
    assert written("ประชุมกับภาคี ครั้งที่ 1") == "ประชุมกับภาคี ครั้งที่ 1"
    assert written("it's") == "it's"
    assert written("no") == "'no'"


@pytest.mark.parametrize("form", [lambda text: text, lambda text: "\ufeff" + text.replace("\n", "\r\n")])
def test_every_text_can_be_changed_in_its_place_and_nothing_else_changes(manual: Path, form: object) -> None:
    for path in [*(manual / "data").rglob("*.yml"), *(manual / "content").glob("*.md")]:
        text = path.read_bytes().decode().removeprefix("\ufeff").replace("\r\n", "\n")
        path.write_bytes(form(text).encode())  # type: ignore[operator]
    project = project_at(manual, None)
    before = texts(project)
    for turn, language in enumerate(Language):
        splices, meant = Splices(project), {}
        for number, (key, pair) in enumerate(before.items()):
            heading = pair.th.partition("\n")[0] if "/#" in key else ""
            old = pair.th if language is Language.TH else pair.en or f"{heading}\nnew".strip()
            meant[key] = f"{old} ที่ {number}" if language is Language.TH else f"{old} no. {number}"
            splices.say(pair, language, meant[key])
        kept = splices.write("test")
        assert kept is not None
        assert kept.name == f"{turn + 1:04}"
        after = texts(project)
        assert after.keys() == before.keys()
        for key, pair in after.items():
            own, other = (pair.th, pair.en) if language is Language.TH else (pair.en, pair.th)
            unchanged = before[key].th if language is Language.EN else before[key].en
            assert own == meant.get(key), key
            assert other == unchanged, key
        before = after


def test_a_text_on_several_lines_is_one_line_afterwards_and_its_neighbours_stay(manual: Path) -> None:
    project = project_at(manual, None)
    for opening in ("|", ">-", "|+", '"', ""):
        closing = '"' if opening == '"' else ""
        news = f"news:\n  - date: 2026-11-22\n    text:\n      th: {opening}\n        ก\n        ข{closing}\n\n# after\n"
        path = manual / "data/manual.yml"
        path.write_text(path.read_text(encoding="utf-8").partition("news:")[0].rstrip() + "\n" + news, encoding="utf-8")
        splices = Splices(project)
        pair = texts(project)["manual/news/1/text"]
        splices.say(pair, Language.TH, "ค: ง")
        splices.write("test")
        assert path.read_text(encoding="utf-8").rpartition("text:\n")[2].split("ง", 1)[1].lstrip("\"'") == "\n\n# after\n"
        assert texts(project)["manual/news/1/text"].th == "ค: ง"


def test_lines_stay_lines_and_a_missing_english_stands_below_with_as_many(manual: Path) -> None:
    project = project_at(manual, None)
    path = manual / "data/manual.yml"
    begun = path.read_text(encoding="utf-8").partition("news:")[0].rstrip()
    news = "\nnews:\n  - date: 2026-11-22\n    text:\n      th: |  # a note\n         ก\n\n         ข\n# after\n"
    path.write_text(begun + news, encoding="utf-8")
    pair = texts(project)["manual/news/1/text"]
    assert pair.th == "ก\n\nข"
    splices = Splices(project)
    splices.say(pair, Language.TH, "ก\n\nค: #")
    splices.say(pair, Language.EN, "A\n\nB")
    splices.write("test")
    written = path.read_text(encoding="utf-8").rpartition("text:\n")[2]
    assert written == "      th: |-\n         ก\n\n         ค: #\n      en: |-\n         A\n\n         B\n# after\n"
    assert (texts(project)["manual/news/1/text"].th, texts(project)["manual/news/1/text"].en) == ("ก\n\nค: #", "A\n\nB")


def test_english_is_written_where_it_is_missing(manual: Path) -> None:
    project = project_at(manual, None)
    thai, english = (manual / f"content/welcome.{code}.md" for code in ("th", "en"))
    head = english.read_text(encoding="utf-8").partition("\n---\n")[0]
    thai.write_text(
        "---\ntitle: ก\nsection: about\norder: 3  # stays\ndescription: >\n  ข\n---\nต้น\n\n## ก {#a}\nก1\n\n## ข {#b}\nข1\n",
        encoding="utf-8",
    )
    english.write_text(f"{head}\n---\n\n## A {{#a}}\n\nA1\n", encoding="utf-8")

    def say(**said: str) -> None:
        splices = Splices(project)
        found = texts(project)
        for key, text in said.items():
            splices.say(
                found[f"content/welcome/{key if key in ('title', 'description', 'text') else '#' + key}"], Language.EN, text
            )
        splices.write("test")

    say(b="## B {#b}\nB1")
    say(text="first")
    assert english.read_text(encoding="utf-8") == f"{head}\n---\n\nfirst\n\n## A {{#a}}\n\nA1\n\n## B {{#b}}\nB1\n"
    english.unlink()
    with pytest.raises(ProblemsFound, match="without its title and description"):
        say(b="## B {#b}\nB1")
    say(b="## B {#b}\nB1", title="a: b", description="D")
    made = "---\ntitle: 'a: b'\nsection: about\norder: 3  # stays\ndescription: \"D\"\n---\n## B {#b}\nB1\n"
    assert english.read_text(encoding="utf-8") == made


def test_a_note_after_a_text_stays_with_it_and_a_text_of_several_places_has_one_wording(manual: Path) -> None:
    project = project_at(manual, None)
    path = manual / "data/manual.yml"
    begun = path.read_text(encoding="utf-8").partition("news:")[0].rstrip()
    news = "\nnews:\n  - date: 2026-11-22\n    text: &t\n      th: ก  # a note\n  - {date: 2026-11-23, text: *t}\n"
    path.write_text(begun + news, encoding="utf-8")
    first, second = (texts(project)[f"manual/news/{number}/text"] for number in (1, 2))
    splices = Splices(project)
    splices.say(first, Language.EN, "A")
    splices.say(second, Language.EN, "A")
    splices.say(first, Language.TH, "ข")
    with pytest.raises(ProblemsFound, match="this text stands for several"):
        splices.say(second, Language.TH, "ค")
    splices.write("test")
    assert "th: ข  # a note\n      en: A\n  - {" in path.read_text(encoding="utf-8")


def test_a_file_that_changed_meanwhile_is_left_alone_with_all_others(manual: Path) -> None:
    project = project_at(manual, None)
    splices = Splices(project)
    for pair in list(texts(project).values())[:40]:
        splices.say(pair, Language.TH, "ข้อความใหม่")
    path = manual / "data/manual.yml"
    path.write_bytes(path.read_bytes() + b"# by a colleague\n")
    before = {path: path.read_bytes() for path in (manual / "data").rglob("*.yml")}
    with pytest.raises(ProblemsFound):
        splices.write("test")
    assert {path: path.read_bytes() for path in (manual / "data").rglob("*.yml")} == before
    assert not (manual / ".khumue").exists()


def test_what_fails_in_the_middle_or_is_killed_leaves_all_as_it_was(manual: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = project_at(manual, None)
    paths = sorted((manual / "data").glob("*.yml"))
    before = {path: path.read_bytes() for path in paths}
    from khumue.editing import history

    put = history.become
    for fault in (OSError("no room"), KeyboardInterrupt()):
        done: list[Path] = []

        def fail(path: Path, content: bytes | None, done: list[Path] = done, fault: BaseException = fault) -> None:
            if len(done) == 2:
                done.append(path)
                raise fault
            done.append(path)
            put(path, content)

        monkeypatch.setattr(history, "become", fail)
        with pytest.raises(type(fault)):
            change(project, "test", dict.fromkeys(paths, b"new") | {manual / "data/made.yml": b"new"})
        monkeypatch.setattr(history, "become", put)
        assert {path: path.read_bytes() for path in paths} == before

    def killed(path: Path, content: bytes | None) -> None:
        put(path, b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(history, "_restore", lambda *_: None)  # a kill leaves what it had begun
    monkeypatch.setattr(history, "become", killed)
    with pytest.raises(KeyboardInterrupt):
        change(project, "test", dict.fromkeys(paths, b"new"))
    monkeypatch.undo()
    assert paths[0].read_bytes() == b"half"
    assert recover(project)
    assert {path: path.read_bytes() for path in paths} == before
    assert not list((manual / ".khumue/history").iterdir())
