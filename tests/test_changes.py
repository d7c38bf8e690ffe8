"""Editions that are kept, and what has changed since one: by record and by word, and nothing that nobody changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from pypdfium2 import PdfDocument

from khumue import build, changes, model, snapshots
from khumue.changes import Change, Changes
from khumue.changes.align import same
from khumue.language import Language
from khumue.markup import Words
from khumue.pages import Page
from khumue.project import Project
from khumue.publishing.manifest import read as manifest
from khumue.wording import compared, words

from . import garden
from .conftest import ROOT, khumue, unheld
from .garden import t

Write = Callable[[str, Any], None]


@pytest.fixture
def manual(tmp_path: Path) -> Path:
    """The garden's manual with a hand-written page, of which edition 1.0 is kept."""
    folder = garden.write(tmp_path / "garden")
    for language, title, said in (("th", "วิธีใช้", "อ่านทีละขั้น แล้วลงมือทำ"), ("en", "How to use", "Read a step, then do it.")):
        head = f"---\ntitle: {title}\nsection: process\ndescription: {title}\n---\n"
        (folder / f"content/use.{language}.md").write_text(f"{head}## {title} {{#use}}\n\n{said}\n", encoding="utf-8")
    assert khumue("--root", folder, "edition", "1.0").returncode == 0
    return folder


def load(folder: Path, name: str) -> Any:
    return json.loads((folder / f"data/{name}.yml").read_text("utf-8"))


def save(folder: Path, name: str, value: object) -> None:
    (folder / f"data/{name}.yml").write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")


def found(folder: Path, since: str | None = None) -> Changes:
    return build.changed(Project(folder, folder / "site"), since)


def told(of: Changes) -> list[tuple[str, str]]:
    return [(one.kind, one.place) for one in of.all]


def marked(said: tuple[Any, ...]) -> str:
    return "".join(one.text if one.sign == "=" else f"[{one.sign}{one.text}]" for one in said)


def one_of(folder: Path) -> Change:
    (one,) = found(folder).all
    return one


# --- what is kept


def test_an_edition_is_numbered_dated_and_kept_a_record_a_line_and_read_back_the_same(tmp_path: Path) -> None:
    folder = garden.write(tmp_path / "garden")
    before = (folder / "data/manual.yml").read_bytes()
    done = khumue(
        "--root", folder, "edition", "1.1", "--date", "1 ธ.ค. 2569", "--note", "แก้เวร", "--note-en", "The rota is mended"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("edition 1.1 is kept in data/editions/1.1.json\n")
    assert "edition 1.0 was not kept, so nobody can say what 1.1 changed since it" in done.stderr
    after = (folder / "data/manual.yml").read_bytes()
    assert after == before.replace(b'"1.0"', b'"1.1"').replace(b"2026-02-01", b"2026-12-01")
    (kept,) = (folder / ".khumue/history").glob("*/files/data/manual.yml")
    assert kept.read_bytes() == before
    text = (folder / "data/editions/1.1.json").read_text("utf-8")
    assert json.loads(text)["note"] == ["แก้เวร", "The rota is mended"]
    assert [line for line in text.split("\n") if line.startswith('{"name": "steps/soil"') and "พรวนดินและใส่ปุ๋ยหมัก" in line]
    edition = snapshots.read(text.encode(), "data/editions/1.1.json")
    assert snapshots.text(edition) == text
    assert found(folder).all == ()
    assert khumue("--root", folder, "check").returncode == 0


def test_an_edition_is_written_once(manual: Path) -> None:
    kept = (manual / "data/editions/1.0.json").read_bytes()
    again = khumue("--root", manual, "edition", "1.0")
    assert (again.returncode, "nothing differs" in again.stdout) == (0, True)
    step = load(manual, "process/soil")
    save(manual, "process/soil", step | {"lead": t("ใส่ปุ๋ยหมักก่อนพรวน", "Compost first.")})
    refused = khumue("--root", manual, "edition", "1.0")
    assert refused.returncode == 1
    assert "data/editions/1.0.json: this edition is kept already and never changed" in refused.stderr
    assert (manual / "data/editions/1.0.json").read_bytes() == kept
    for number, why in (("0.9", "there is an edition 1.0 already"), ("1.0.0", "this is no number of an edition")):
        refused = khumue("--root", manual, "edition", number)
        assert (refused.returncode, why in refused.stderr) == (1, True), refused.stderr
    refused = khumue("--root", manual, "edition", "1.1", "--date", "31/2/2569")
    assert (refused.returncode, "this is no day: 31/2/2569" in refused.stderr) == (1, True)
    assert khumue("--root", manual, "edition", "1.1", "--act", "steps/bed").stderr.startswith(
        "--act: nothing has changed at steps/bed"
    )
    assert not (manual / "data/editions/1.1.json").exists()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda text: text.replace('{"format": 1,', '{"format": 2,'), "kept in format 2, and this program knows formats up to 1"),
        (lambda text: text[: len(text) // 2], "damaged, cut short or was changed"),
        (lambda text: text.replace("พรวนดิน", "ไถดิน"), "damaged, cut short or was changed"),
        (lambda text: "", "damaged, cut short or was changed"),
        (lambda text: "[" * 100_000, "damaged, cut short or was changed"),
        (lambda text: text.encode("cp874", errors="replace").decode("latin-1"), "damaged, cut short or was changed"),
    ],
)
def test_a_kept_edition_that_cannot_be_believed_is_one_clear_line(manual: Path, harm: Callable[[str], str], said: str) -> None:
    path = manual / "data/editions/1.0.json"
    path.write_text(harm(path.read_text("utf-8")), encoding="utf-8")
    for command in ("check", "changes"):
        done = khumue("--root", manual, command)
        assert done.returncode == 1
        first, last = done.stderr.splitlines()
        assert (first.startswith("data/editions/1.0.json:1:1: "), said in first, last) == (True, True, "1 to mend")


def test_line_ends_of_another_system_and_a_byte_order_mark_do_no_harm_and_a_wrong_name_is_told(manual: Path) -> None:
    path = manual / "data/editions/1.0.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert khumue("--root", manual, "check").returncode == 0
    path.rename(path.with_name("1.2.json"))
    assert "data/editions/1.2.json: the file is that of edition 1.0; call it 1.0.json" in khumue("--root", manual, "check").stderr


# --- what has changed


def test_one_changed_sentence_is_one_change_with_its_words_marked_and_english_unchanged_is_said(manual: Path) -> None:
    step = load(manual, "process/soil")
    save(manual, "process/soil", step | {"lead": step["lead"] | {"th": "พรวนดินแล้วใส่ปุ๋ยหมัก"}})
    one = one_of(manual)
    assert (one.kind, one.place, one.address, one.basis) == ("reworded", "steps/soil/lead", "process/soil.html", "proposed")
    assert (marked(one.th), one.en) == ("พรวนดิน[-และ][+แล้ว]ใส่ปุ๋ยหมัก", ())
    said = khumue("--root", manual, "changes").stdout
    assert said.splitlines() == [
        "Since edition 1.0: reworded 1",
        "≈ reworded  steps/soil/lead  Step 4 Prepare the soil › lead",
        "    th: พรวนดิน[-และ-]{+แล้ว+}ใส่ปุ๋ยหมัก",
        "    en: English unchanged",
    ]


def test_what_is_added_removed_moved_renumbered_and_set_is_named_and_nothing_else(manual: Path) -> None:
    parts = [
        {"id": id, "title": t(th, en), "points": [{"text": t(f"{th} {n}", f"{en} {n}")} for n in (1, 2, 3)], "status": "proposed"}
        for id, th, en in (("have", "เครื่องมือที่เตรียม", "Tools to have"), ("work", "งานที่ต้องทำ", "Work to do"))
    ]
    save(manual, "process/soil", load(manual, "process/soil") | {"parts": parts})
    assert khumue("--root", manual, "edition", "1.1").returncode == 0
    first, second = parts
    second["points"].insert(0, first["points"].pop(1))  # to another part
    second["points"].insert(1, {"text": t("ล้างมือให้สะอาด", "Wash the hands")})
    save(manual, "process/soil", load(manual, "process/soil") | {"parts": [second, first]})
    sheet = load(manual, "worksheets/visit")
    sheet["sections"][0]["fields"][0]["lines"] = 9
    save(manual, "worksheets/visit", sheet | {"code": "G-4"})
    (manual / "data/process/beds.yml").unlink()
    for number, (id, *_) in enumerate(garden.STEPS[5:], 5):
        save(manual, f"process/{id}", load(manual, f"process/{id}") | {"number": number})
    save(manual, "process/raking", load(manual, "process/sharing") | {"id": "raking", "number": 11})
    changed = found(manual)
    assert sorted(told(changed)) == sorted(
        [
            ("moved", "steps/soil/parts/work"),
            ("added", "steps/soil/parts/work/points/2"),
            ("moved", "steps/soil/parts/work/points/1"),
            ("added", "steps/raking"),
            ("removed", "steps/beds"),
            ("set", "worksheets/visit/sections/1/fields/seen/lines"),
            ("renumbered", "worksheets/visit/code"),
            *(("renumbered", f"steps/{id}/number") for id, *_ in garden.STEPS[5:]),
        ]
    )
    moved = next(one for one in changed.all if one.place == "steps/soil/parts/work/points/1")
    assert moved.was is not None
    assert moved.was.en == "Step 4 Prepare the soil › Tools to have › point 2"
    gone = next(one for one in changed.all if one.kind == "removed")
    assert (gone.called.en, gone.address) == ("Step 5 Make the beds", "")


def test_a_record_that_was_renamed_is_the_same_record(manual: Path) -> None:
    term = load(manual, "glossary")[0]
    save(manual, "glossary", [term | {"id": "compost-heap", "aliases": ["heap"]}])
    one = one_of(manual)
    assert (one.kind, one.place) == ("moved", "terms/compost-heap")
    assert one.was is not None
    assert one.was.en == "glossary.html#heap"


def test_how_a_file_is_written_and_what_nobody_reads_is_no_change(manual: Path) -> None:
    for path in sorted((manual / "data").rglob("*.yml")):
        plain = json.loads(path.read_text("utf-8"))
        path.write_text("# another form\r\n" + json.dumps(plain, ensure_ascii=True), encoding="utf-8")
    step = load_commented(manual, "process/soil")
    save(manual, "process/soil", dict(reversed((step | {"aliases": ["ground"], "parts": []}).items())))
    assert found(manual).all == ()


def load_commented(folder: Path, name: str) -> Any:
    return json.loads((folder / f"data/{name}.yml").read_text("utf-8").partition("\n")[2])


def test_keys_that_a_later_program_calls_otherwise_are_no_change(manual: Path) -> None:
    now = found(manual).new

    def once(key: str) -> str:
        return key.replace("lead", "intro").replace("levels/=", "scale/=")

    def earlier(record: snapshots.Record) -> snapshots.Record:
        texts = tuple(said._replace(key=once(said.key)) for said in record.texts)
        values, basis = ({once(key): value for key, value in held.items()} for held in (record.values, record.basis))
        return replace(record, texts=texts, values=values, basis=basis)

    records = tuple(map(earlier, now.records))
    kept = snapshots.Snapshot("0.9", now.date, None, (), now.languages, now.addresses, lambda: records)
    compared_now = changes.compare(kept, now)
    assert (compared_now.all, compared_now.bases) == ((), 0)


def test_a_reference_or_a_link_in_the_place_of_typed_words_is_no_change(manual: Path) -> None:
    page = manual / "content/use.en.md"
    typed = page.read_text("utf-8").replace("Read a step", "Read step 3, [the place](process/place.html)")
    page.write_text(typed, encoding="utf-8")
    now = found(manual).new
    (record,) = (record for record in now.records if record.name == "content/use")
    said = record.texts[-1]
    assert said.en is not None
    referring = said._replace(
        en=said.en.replace("step 3, [the place](process/place.html)", "{step:kinds}, [the place](step:place)")
    )
    other = said._replace(en=said.en.replace("do it", "do it {count:steps} times"))
    for later, changed in ((referring, 0), (other, 1)):
        records = tuple(replace(one, texts=(*one.texts[:-1], later)) if one is record else one for one in now.records)
        edition = snapshots.Snapshot("1.1", now.date, None, (), now.languages, now.addresses, lambda records=records: records)
        assert len(changes.compare(now, edition).all) == changed


def test_spaces_and_signs_are_counted_and_so_is_where_it_comes_from(manual: Path) -> None:
    step = load(manual, "process/soil")
    step["lead"] = t("พรวนดิน และใส่ปุ๋ยหมัก", "Loosen the soil and add **compost**.")
    approved = {"by": t("กลุ่ม", "The group"), "date": "2026-03-01", "document": t("บันทึก 1", "Minutes 1")}
    used = [step["tools"][0] | {"status": None, "approved": approved, "gaps": ["how-much"]}]
    used = [{key: value for key, value in one.items() if value} for one in used]
    save(
        manual,
        "process/soil",
        {key: value for key, value in step.items() if key != "status"} | {"approved": approved, "tools": used},
    )
    changed = found(manual)
    assert (changed.signs, changed.bases) == (1, 3)  # the step, its use of a tool, and what that waits for
    assert [one.place for one in changed.all if "approved" not in one.place] == []


def test_a_hand_written_page_is_compared_section_by_section_and_long_texts_show_what_is_near(manual: Path) -> None:
    page = manual / "content/use.en.md"
    page.write_text(page.read_text("utf-8").replace("then do it", "then do it at once"), encoding="utf-8")
    one = one_of(manual)
    assert (one.place, one.where.en, one.th) == ("content/use/#use", "How to use › How to use", ())
    assert marked(one.en) == "How to use Read a step, then do it [+at once]."
    long = " ".join(f"word{n}" for n in range(100))
    assert (
        marked(compared(long, long.replace("word50", "another")))
        == "… word46 word47 word48 word49 [-word50][+another] word51 word52 word53 word54 …"
    )


def test_thai_words_are_never_cut() -> None:
    old, new = "ผู้ให้คะแนนอย่างน้อยสองคน", "ผู้ให้คะแนนอย่างน้อยสามคนจากต่างฝ่าย"
    assert marked(compared(old, new)) == "ผู้ให้คะแนนอย่างน้อย[-สอง][+สาม]คน[+จากต่างฝ่าย]"
    assert "".join(words(new)) == new


def test_without_an_edition_to_compare_with_the_remedy_is_told(tmp_path: Path) -> None:
    folder = garden.write_short(tmp_path)
    assert "no edition is kept yet; call khumue edition 1.0" in khumue("--root", folder, "changes").stderr
    assert khumue("--root", folder, "edition", "1.0").returncode == 0
    assert "no edition 0.9 is kept; there are: 1.0" in khumue("--root", folder, "changes", "0.9").stderr


def test_the_edits_of_this_manual_since_its_first_edition_are_named_each_and_no_other() -> None:
    """Every place is a line of `git diff ba2c7c1 -- data content` that changes what is read."""
    edited = {
        "crosswalk/notes/2/text",
        "crosswalk/notes/3/text",
        "crosswalk/relations/=forum=know-follow-up",
        "worksheets/readiness/sections/1/title",
        *(
            f"criteria/factors/criteria/factor-2/judging/{key}"
            for key in ("evidence", "levels/=1/text", "levels/=3/text", "levels/=5/text")
        ),
        "questions/abbreviation-centre",
        "questions/abbreviation-centre/title",
        "questions/abbreviation-centre/says",
        *(f"questions/{id}/says" for id in ("step-1-lead-in", "personal-data", "website-addresses", "tools-in-steps")),
        "questions/personal-data/title",
        *(f"questions/abbreviation-{of}" for of in ("ministry", "local-government", "volunteers", "nrd2c")),
        "questions/model-status",
        *(f"content/how-to-use/#{id}" for id in ("what-the-marks-mean", "filling", "crosswalk")),
        "content/editing/#new-texts",
    }
    now = found(ROOT, "0.1")
    assert edited <= {one.place for one in now.all}
    for one in now.all:
        if one.kind == "reworded":
            assert any(piece.sign != "=" for piece in (*one.th, *one.en)), one
    told_of = {one.record for one in now.all}
    before, after = (
        {(record.name, said.key): said for record in edition.records for said in record.texts} for edition in (now.old, now.new)
    )
    differ = {name for name, key in before.keys() & after.keys() if not same(before[name, key], after[name, key])}
    assert differ <= told_of


# --- addresses that editions had


def test_a_record_that_is_gone_is_an_error_until_something_stands_in_its_place(manual: Path) -> None:
    glossary = load(manual, "glossary")
    second = glossary[0] | {"id": "mulch", "title": t("วัสดุคลุมดิน", "Mulch")}
    save(manual, "glossary", [*glossary, second])
    assert khumue("--root", manual, "edition", "1.1").returncode == 0
    save(manual, "glossary", glossary)
    (manual / "data/process/beds.yml").unlink()
    for number, (id, *_) in enumerate(garden.STEPS[5:], 5):
        save(manual, f"process/{id}", load(manual, f"process/{id}") | {"number": number})
    said = khumue("--root", manual, "check").stderr.splitlines()
    told = (
        "edition {} had {}, which is no longer there; add aliases: [{}] to the record that stands in its place, or where there is"
    )
    assert said == [
        f"data/glossary.yml: {told.format('1.1', 'glossary.html#mulch', 'mulch')} none write moved: "
        "[{old: glossary.html#mulch, now: glossary.html}] in data/manual.yml",
        f"data/process/: {told.format('1.0', 'process/beds.html', 'beds')} none write moved: "
        "[{old: process/beds.html, now: index.html}] in data/manual.yml",
        "2 to mend",
    ]
    assert khumue("--root", manual, "build", "--pages").returncode == 1
    save(manual, "glossary", [glossary[0] | {"aliases": ["mulch"]}])
    moved = [{"old": "process/beds.html", "now": "process/soil.html"}]
    save(manual, "manual", load(manual, "manual") | {"moved": moved})
    assert khumue("--root", manual, "check").returncode == 0
    assert khumue("--root", manual, "build", "--pages").returncode == 0
    for path in ("process/beds.html", "en/process/beds.html"):
        assert 'content="0; url=soil.html"' in (manual / "site" / path).read_text("utf-8")
    assert '<span id="mulch"></span>' in (manual / "site/glossary.html").read_text("utf-8")


def test_english_addresses_are_missed_when_english_is_taken_out_and_may_lead_to_the_thai_pages(manual: Path) -> None:
    said = load(manual, "manual") | {"languages": ["th"]}
    save(manual, "manual", said)
    done = khumue("--root", manual, "check").stderr.splitlines()
    assert done[0] == (
        "data/manual.yml:96:15: edition 1.0 had English pages, which are no longer there; write moved: [{old: en/, now: /}] in "
        "data/manual.yml, so that they lead to the Thai ones, or write languages: [th, en]"
    )
    save(manual, "manual", said | {"moved": [{"old": "en/", "now": "/"}]})
    assert khumue("--root", manual, "check").returncode == 0
    assert khumue("--root", manual, "build", "--pages").returncode == 0
    assert 'content="0; url=../../process/soil.html"' in (manual / "site/en/process/soil.html").read_text("utf-8")
    assert khumue("verify", manual / "site").returncode == 0


def test_what_moved_names_has_to_be_there_and_to_be_an_address(manual: Path) -> None:
    manual_yml = load(manual, "manual")
    save(manual, "manual", manual_yml | {"moved": [{"old": "process/bed.html", "now": "process/soi.html"}]})
    assert "now: there is no process/soi.html; did you mean" in khumue("--root", manual, "check").stderr
    save(manual, "manual", manual_yml | {"moved": [{"old": "http://elsewhere.invalid/", "now": "index.html"}]})
    assert "write an address of the manual, such as tools/bmn.html" in khumue("--root", manual, "check").stderr


# --- the page of an edition


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The garden's manual in its third edition: a step reworded, a term added, then one more word."""
    folder = garden.write(tmp_path_factory.mktemp("issued") / "garden")
    said = load(folder, "manual")
    save(folder, "manual", said | {"edition": {"number": "0.9", "date": "2026-01-05"}})
    assert khumue("--root", folder, "edition", "0.9").returncode == 0
    step = load(folder, "process/soil")
    save(folder, "process/soil", step | {"lead": t("พรวนดินแล้วใส่ปุ๋ยหมัก", "Loosen the soil, then add compost.")})
    glossary = load(folder, "glossary")
    second = glossary[0] | {"id": "mulch", "title": t("วัสดุคลุมดิน", "Mulch"), "definition": t("ฟางที่คลุมดิน", "Straw on the soil.")}
    save(folder, "glossary", [*glossary, second])
    note = ("--note", "แก้ขั้นเตรียมดิน", "--note-en", "Preparing the soil is mended", "--act", "steps/soil")
    assert khumue("--root", folder, "edition", "1.0", "--date", "2026-02-01", *note).returncode == 0
    save(folder, "glossary", [*glossary, second | {"definition": t("ฟางหนาที่คลุมดิน", "Straw on the soil.")}])
    assert khumue("--root", folder, "edition", "1.1", "--date", "2026-03-01").returncode == 0
    return folder


def test_each_edition_has_a_page_that_says_first_what_changes_what_is_done(issued: Path) -> None:
    pages: dict[str, Page] = {page.path: page for page in build.manual(Project(issued, issued / "site")).site.pages}
    latest, earlier = pages["en/changes.html"], pages["en/changes/1-0.html"]
    assert (latest.title, earlier.title) == ("What edition 1.1 changed since 1.0", "What edition 1.0 changed since 0.9")
    assert 'href="changes/1-0.html">What edition 1.0 changed since 0.9</a>' in unheld(latest.html)
    assert "English unchanged" in latest.html
    assert "Preparing the soil is mended" in earlier.html
    plain = unheld(earlier.html)
    acting, others = plain.split("Not said to change what is done: 1")
    assert "Changes what is done: 1" in acting
    assert "Awaiting approval: 1" in acting
    gone, new = ('<del><span class="k-sr k-ear">removed </span>', '<ins><span class="k-sr k-ear">added </span>')
    assert f'พรวนดิน{gone}และ<span class="k-sr k-ear"> </span></del>{new}แล้ว' in acting
    assert '<a href="../process/soil.html">' in acting
    assert '<a href="../glossary.html#mulch">' in others
    assert 'href="changes.html">What edition 1.1 changed since 1.0</a>' in unheld(pages["en/index.html"].html)


def test_a_manual_without_an_earlier_edition_has_no_page_of_changes(manual: Path) -> None:
    site = build.manual(Project(manual, manual / "site")).site
    assert [page.path for page in site.pages if "changes" in page.path or "changes.html" in page.html] == []


# --- what a new edition changes in a site


def test_a_new_number_changes_no_page_and_one_sentence_those_that_show_it(manual: Path, tmp_path: Path) -> None:
    shutil.rmtree(manual / "data/editions")

    def site(name: str) -> dict[str, str]:
        done = khumue("--root", manual, "build", "--pages", "--site", tmp_path / name)
        assert done.returncode == 0, done.stderr
        return manifest(tmp_path / name)

    before = site("before")
    save(manual, "manual", load(manual, "manual") | {"edition": {"number": "1.1", "date": "2026-03-01"}})
    numbered = site("numbered")
    assert {path for path in before | numbered if before.get(path) != numbered.get(path)} == {
        "edition.css",
        "editions.js",
        "khumue.json",
    }
    step = load(manual, "process/soil")
    save(manual, "process/soil", step | {"lead": step["lead"] | {"th": "พรวนดินแล้วใส่ปุ๋ยหมัก"}})
    changed = site("changed")
    assert {path for path in before | changed if numbered.get(path) != changed.get(path)} == {
        "assets/search/th.js",
        "process/index.html",
        "process/soil.html",
    }


def test_a_page_with_many_changes_is_one_sheet_of_paper_and_says_how_many_are_left_out(manual: Path, browser: Browser) -> None:
    for id, *_ in garden.STEPS:
        step = load(manual, f"process/{id}")
        save(
            manual,
            f"process/{id}",
            step | {"lead": t(step["lead"]["th"] + " ทำพร้อมกัน" * 5, step["lead"]["en"] + " All at once." * 9)},
        )
    for _, id, *_ in garden.ITEMS:
        item = load(manual, f"approach/{id}")
        save(manual, f"approach/{id}", item | {"lead": t(item["lead"]["th"] + "ทุกวัน", item["lead"]["en"])})
    arguments = ("--act", "steps/place", "--note", "ทำพร้อมกัน", "--note-en", "All at once")
    assert khumue("--root", manual, "edition", "1.1", *arguments).returncode == 0
    assert khumue("--root", manual, "build", "--pages").returncode == 0
    for path, left in (("changes.html", "และอีก"), ("en/changes.html", "more, to be read on this page on screen")):
        page = browser.new_page()
        page.goto((manual / "site" / path).as_uri())
        sheets = PdfDocument(page.pdf(prefer_css_page_size=True))
        assert len(sheets) == 1
        assert left in sheets[0].get_textpage().get_text_range()
        assert page.locator("tr.k-beyond").first.is_visible()
        page.close()


def test_every_part_of_a_record_has_a_name_that_a_list_of_changes_can_say() -> None:
    parts = {
        name
        for kind in vars(model).values()
        if isinstance(kind, type) and issubclass(kind, model.Element) and kind not in (model.Element, model.Text)
        for name in model.fields_with_elements(kind)
    }
    assert len(parts) > 40
    assert parts - {"title", "label", "text"} - Words(Language.TH).section("key").keys() == set()
