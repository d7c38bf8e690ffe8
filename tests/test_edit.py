"""The manual is edited in the browser, where it is read: by keyboard and by mouse, in both languages, and nothing is lost."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import shutil
import socket
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
import yaml
from playwright.sync_api import Page, expect

from khumue.editing import history
from khumue.editor.copy import Copy
from khumue.editor.desk import Conflict, Desk, Mistakes, Wanted, seen
from khumue.editor.jobs import Job
from khumue.editor.server import SCRIPTS, app, listening_at
from khumue.language import Language
from khumue.mkdocs_yml import project_at
from khumue.problems import ProblemsFound
from khumue.texts import pairs
from khumue.translations import State

from . import garden
from .conftest import FITTED, ROOT, Watched, khumue, until, wait_until
from .killing import Killer
from .test_history import files
from .test_quality import DESK, PHONE, faults
from .test_thai_alone import in_thai

SECRET = "given-to-the-one-who-opened-it"  # noqa: S105 - of the test alone
SENTENCE = "steps/forum/parts/results/points/2/text"
BY = "นักพัฒนาสังคม"


class Office:
    """A manual that is edited on this machine."""

    def __init__(self, root: Path, folder: Path, commands: tuple[str, ...] = ("check",)) -> None:
        self.root = root
        self.desk = Desk(project_at(root, None), folder, folder / "name.txt")
        listening = listening_at([0])
        self.port = listening.getsockname()[1]
        self.home = f"http://127.0.0.1:{self.port}"
        self.job = Job(root, commands)
        config = uvicorn.Config(app(self.desk, self.job, self.port, SECRET), log_level="warning", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([listening],), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends the server."""
        self._server.should_exit = True
        self._thread.join()

    def ask(self, method: str, path: str, body: Any = None, **changed: str | None) -> tuple[int, Any]:
        """Asks as a page of the editor does, but for the headers that are said otherwise."""
        headers: dict[str, str | None] = {"Cookie": f"khumue-{self.port}={SECRET}", "Host": f"127.0.0.1:{self.port}"}
        if method == "POST":
            headers |= {"Origin": self.home, "Content-Type": "application/json"}
        headers |= {name.replace("_", "-"): value for name, value in changed.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        content = body if isinstance(body, str) else json.dumps(body)
        try:
            kept = {name: value for name, value in headers.items() if value is not None}
            connection.request(method, path, None if body is None else content.encode(), kept)
            answer = connection.getresponse()
            said = answer.read()
            as_json = answer.getheader("content-type") == "application/json"
            return answer.status, json.loads(said) if as_json else said
        finally:
            connection.close()

    def open(self, watch: Callable[..., Watched], path: str, **options: object) -> Page:
        """A page of the manual, opened with the address that opens the editor."""
        watched = watch(self.home, bypass_csp=True, reduced_motion="reduce", **options)
        watched.page.goto(f"{self.home}/-/open?secret={SECRET}")
        watched.page.goto(f"{self.home}/{path}")
        expect(watched.page.locator(".ked-bar")).to_be_visible()
        self.watched = watched
        return watched.page


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The real manual on somebody's desk: each test leaves it as it was."""
    root = tmp_path_factory.mktemp("office")
    for name in ("data", "content"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "mkdocs.yml", root)
    one = Office(root, tmp_path_factory.mktemp("desk"))
    one.desk.name(BY)
    yield one
    one.close()


@pytest.fixture
def small(manual: Path, tmp_path: Path) -> Desk:
    """The library manual on a desk, without a browser."""
    return Desk(project_at(manual, None), tmp_path / "desk", tmp_path / "name.txt")


def change(desk: Desk, key: str, th: str, en: str | None = None) -> Any:
    pair = desk.text(key).pair
    return desk.save(Wanted(key, th, pair.en or "" if en is None else en, seen(pair), "later"))


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def renewed(page: Page, said: str) -> None:
    """Waits until the page shows what has become of a change."""
    expect(page.locator("[data-ked-said]")).to_contain_text(said)


WORDS = {
    "": {"saved": "บันทึกแล้ว", "behind": "อังกฤษตามไม่ทัน 1", "none": "อังกฤษตามไม่ทัน 0", "undone": "ย้อนกลับแล้ว", "choose": "เลือกหนึ่งข้อ"},
    "en/": {
        "saved": "Saved",
        "behind": "English behind: 1",
        "none": "English behind: 0",
        "undone": "Undone",
        "choose": "Choose one",
    },
}


@pytest.mark.parametrize(
    ("language", "size", "by_keyboard"), [("", DESK, True), ("en/", PHONE, False)], ids=["keyboard", "touch"]
)
def test_a_sentence_is_changed_its_english_confirmed_and_both_undone(
    office: Office, watch: Callable[..., Watched], language: str, size: dict[str, int], by_keyboard: bool
) -> None:
    words, before = WORDS[language], files(office.root)
    office.desk.name(BY if not by_keyboard else "")
    page = office.open(watch, f"{language}process/forum.html", viewport=size, has_touch=not by_keyboard)
    text = page.locator(f'[data-text="{SENTENCE}"]')

    def begin() -> None:
        if by_keyboard:
            text.locator("xpath=following-sibling::button").focus()
            press(page, "Enter")
        else:
            text.tap()
        expect(page.locator("#ked-th")).to_be_visible()

    def act(id: str) -> None:
        if by_keyboard:
            page.locator(id).focus()
            press(page, "Space")
        else:
            page.locator(id).check()

    def save() -> None:
        press(page, "Control+Enter") if by_keyboard else page.locator(".ked-btn--main").tap()

    def undo() -> None:
        page.locator("[data-ked=history]").focus() if by_keyboard else page.locator("[data-ked=history]").tap()
        if by_keyboard:
            press(page, "Enter")
        button = page.locator("#ked-panel button").first
        expect(button).to_be_visible()
        button.focus() if by_keyboard else button.tap()
        if by_keyboard:
            press(page, "Enter")
        renewed(page, words["undone"])

    begin()
    assert faults(page) == []
    page.locator("#ked-th").fill("ชุมชนเป็นผู้คิดและริเริ่มเอง")
    expect(page.locator(".ked-ask")).to_be_visible()
    expect(page.locator(".ked-diff ins")).to_contain_text("และ")
    if by_keyboard:
        save()
        expect(page.locator("#ked-bad-by")).not_to_be_empty()
        expect(page.locator("#ked-by")).to_be_focused()
        page.locator("#ked-by").fill(BY)
    save()
    expect(page.locator(".ked-ask .ked-bad")).to_contain_text(words["choose"])
    expect(page.locator("#ked-mended")).to_be_focused()
    assert faults(page) == []
    assert files(office.root) == before
    act("#ked-later")
    save()
    renewed(page, words["saved"])
    expect(page.locator("[data-ked=behind]")).to_have_text(words["behind"])
    if not language:
        expect(text).to_have_text("ชุมชนเป็นผู้คิดและริเริ่มเอง")
    expect(text).to_have_class(re.compile("ked-behind"))
    expect(text.locator("xpath=following-sibling::button")).to_be_focused()
    begin()
    expect(page.locator(".ked-tag--behind")).to_be_visible()
    act("#ked-holds")
    save()
    renewed(page, words["saved"])
    expect(page.locator("[data-ked=behind]")).to_have_text(words["none"])
    changed = {name for name, content in files(office.root).items() if before[name] != content}
    assert changed == {"data/process/03-forum.yml", "data/translations.txt"}
    last = history.done(office.desk.project)[0]
    assert (last.what, last.by) == (f"edit {SENTENCE}", BY)
    page.locator("[data-ked=history]").click()
    expect(page.locator("#ked-panel")).to_contain_text(BY)
    assert faults(page) == []
    page.locator(".ked-close").click()
    undo()
    expect(page.locator("[data-ked=behind]")).to_have_text(words["behind"])
    undo()
    expect(page.locator("[data-ked=behind]")).to_have_text(words["none"])
    assert files(office.root) == before
    assert BY in khumue("--root", office.root, "undo", "--list").stdout
    assert office.watched.complaints == []


def test_marks_take_no_room(office: Office, watch: Callable[..., Watched], site: Path, serve: Callable[[Path], str]) -> None:
    """Lines break where the published page breaks them, and what prints holds nothing of the editor."""
    where = """[...document.querySelectorAll("main :is(h1, h2, h3, p, li, dd, dt, td)")].map(one => {
        const box = one.getBoundingClientRect(), main = document.querySelector("main").getBoundingClientRect();
        return [one.tagName, ...[box.left, box.top - main.top, box.width, box.height].map(Math.round)].join(" ");
    }).filter(one => one)"""
    for size, path in ((DESK, "tools/bmn.html"), (PHONE, "en/about.html")):  # which have no file to print
        page = office.open(watch, path, viewport=size)
        page.locator(FITTED).wait_for(state="attached")
        edited = page.evaluate(where)
        page.emulate_media(media="print")
        assert page.evaluate("[...document.querySelectorAll('.ked-bar, .ked-pen')].filter(one => one.checkVisibility())") == []
        plain = watch(serve(site), viewport=size, bypass_csp=True).page
        plain.goto(f"{serve(site)}{path}")
        plain.locator(FITTED).wait_for(state="attached")
        assert edited == plain.evaluate(where)


def test_a_text_that_somebody_else_has_changed_shows_both_and_loses_neither(
    office: Office, watch: Callable[..., Watched]
) -> None:
    path = office.root / "data/process/03-forum.yml"
    before = path.read_bytes()
    page = office.open(watch, f"process/forum.html?text={SENTENCE}", viewport=DESK)
    page.locator("#ked-th").fill("ชุมชนคิดเอง")
    path.write_bytes(before.replace("ชุมชนเป็นผู้คิดริเริ่มเอง".encode(), "ชุมชนเป็นผู้ริเริ่ม".encode()))
    page.locator("#ked-later").check()
    press(page, "Control+Enter")
    other = page.locator(".ked-other")
    expect(other).to_contain_text("ชุมชนเป็นผู้ริเริ่ม")
    expect(page.locator("#ked-th")).to_have_value("ชุมชนคิดเอง")
    assert faults(page) == []
    other.locator("button").click()
    expect(page.locator("#ked-th")).to_have_value("ชุมชนเป็นผู้ริเริ่ม")
    expect(other).to_contain_text("ชุมชนคิดเอง")
    other.locator("button").click()
    press(page, "Control+Enter")
    renewed(page, "บันทึกแล้ว")
    assert "th: ชุมชนคิดเอง".encode() in path.read_bytes()
    office.ask("POST", "/-/undo", {})
    assert "ชุมชนเป็นผู้ริเริ่ม".encode() in path.read_bytes()
    path.write_bytes(before)


def test_what_was_typed_and_not_saved_is_offered_again(office: Office, watch: Callable[..., Watched]) -> None:
    before = files(office.root)
    page = office.open(watch, f"process/forum.html?text={SENTENCE}", viewport=DESK)
    page.locator("#ked-th").fill("ยังพิมพ์ไม่เสร็จ")
    press(page, "Escape")
    expect(page.locator(".ked-drop")).to_be_visible()
    expect(page.locator(".ked-drop button").first).to_be_focused()
    again = page.context.new_page()
    page.close()
    again.goto(f"{office.home}/index.html")
    again.locator("[data-ked=drafts]").click()
    again.locator("#ked-panel a").click()
    expect(again.locator("#ked-th")).to_have_value("ยังพิมพ์ไม่เสร็จ")
    expect(again.locator(".ked-note")).to_be_visible()
    again.locator("#ked-en").focus()
    press(again, "Escape", "Enter")
    expect(again.locator(".ked-form")).to_have_count(0)
    expect(again.locator(f'[data-text="{SENTENCE}"] + .ked-pen')).to_be_focused()
    again.reload()
    expect(again.locator("[data-ked=history]")).to_be_visible()
    assert again.locator("[data-ked=drafts]").count() == 0
    assert files(office.root) == before


def test_a_mistake_stands_beside_its_field_and_the_word_of_the_glossary_is_put_in_with_one_press(
    office: Office, watch: Callable[..., Watched]
) -> None:
    before = files(office.root)
    page = office.open(watch, f"en/process/forum.html?text={SENTENCE}", viewport=DESK)
    page.locator("#ked-th").fill("ชุมชนริเริ่มเองในเวที {step:nowhere}")
    page.locator(".ked-terms button").filter(has_text="forum").click()
    expect(page.locator("#ked-en")).to_have_value(re.compile(r"\bforum\b"))
    expect(page.locator(".ked-terms button").filter(has_text="forum")).to_have_count(0)
    page.locator("#ked-mended").check()
    press(page, "Control+Enter")
    expect(page.locator("#ked-bad-th")).to_contain_text("nowhere")
    expect(page.locator("#ked-th")).to_be_focused()
    page.locator("#ked-th").fill("ชุมชนริเริ่มเอง\u0007ในเวที")
    press(page, "Control+Enter")
    expect(page.locator("#ked-bad-th")).to_contain_text("U+0007")
    selected = page.evaluate("(t => t.value.slice(t.selectionStart, t.selectionEnd))(document.querySelector('#ked-th'))")
    assert selected == "\u0007"
    assert files(office.root) == before


def test_a_hand_written_page_is_edited_from_beside_its_headings(office: Office, watch: Callable[..., Watched]) -> None:
    path, before = office.root / "content/about.th.md", files(office.root)
    page = office.open(watch, "about.html", viewport=DESK)
    assert page.locator("h1").inner_text() == page.locator("h1").text_content()
    page.locator("h2#languages + .ked-pen").focus()
    press(page, "Enter")
    field = page.locator("#ked-th")
    said = field.input_value()
    assert said.startswith("## ")
    field.fill(f"{said}\n\n- **ข้อใหม่** ของหน้านี้")
    page.locator("#ked-later").check()
    press(page, "Control+Enter")
    renewed(page, "บันทึกแล้ว")
    expect(page.locator("main li strong", has_text="ข้อใหม่")).to_be_visible()
    assert path.read_bytes() == before["content/about.th.md"].replace(said.encode(), f"{said}\n\n- **ข้อใหม่** ของหน้านี้".encode())
    assert office.ask("POST", "/-/undo", {})[0] == 200
    assert files(office.root) == before


def test_an_english_text_that_is_emptied_is_asked_for_once(office: Office, watch: Callable[..., Watched]) -> None:
    before = files(office.root)
    page = office.open(watch, f"en/process/forum.html?text={SENTENCE}", viewport=DESK)
    page.locator("#ked-en").fill("")
    press(page, "Control+Enter")
    expect(page.locator(".ked-drop")).to_contain_text("readers will see the Thai")
    expect(page.locator(".ked-drop button").first).to_be_focused()
    assert faults(page) == []
    page.locator(".ked-drop button").last.click()
    expect(page.locator("#ked-en")).to_be_focused()
    press(page, "Control+Enter", "Enter")
    renewed(page, "Saved")
    text = page.locator(f'[data-text="{SENTENCE}"]')
    expect(text).to_have_text("ชุมชนเป็นผู้คิดริเริ่มเอง")
    text.click()
    expect(page.locator(".ked-tag--missing")).to_be_visible()
    office.ask("POST", "/-/undo", {})
    assert files(office.root) == before


@pytest.mark.parametrize("shows", [True, False], ids=["a browser that shows PDFs", "one that does not"])
def test_the_paper_of_a_sheet_stands_beside_its_fields_where_there_is_room(
    office: Office, watch: Callable[..., Watched], shows: bool
) -> None:
    before, key = files(office.root), "worksheets/forum/when"
    page = office.open(watch, "worksheets/forum.html", viewport=DESK)
    page.add_init_script(f"Object.defineProperty(Navigator.prototype, 'pdfViewerEnabled', {{get: () => {str(shows).lower()}}})")
    page.goto(f"{office.home}/worksheets/forum.html?text={key}")
    expect(page.locator("#ked-th")).to_be_visible()
    expect(page.locator(".ked-form a[href*='/-/sheet?key=worksheets']")).to_be_visible()
    paper = page.locator(".ked-paper")
    expect(paper).to_have_count(int(shows))
    if not shows:
        return
    expect(paper.locator("iframe")).to_have_attribute("src", re.compile(r"^/-/sheet\?key=worksheets%2Fforum&language=th#"))
    form, beside = page.locator(".ked-form").bounding_box(), paper.bounding_box()
    assert form
    assert beside
    assert form["x"] + form["width"] <= beside["x"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#ked-th").fill("ทุกครั้งที่มีเวที")
    page.locator("#ked-later").check()
    press(page, "Control+Enter")
    renewed(page, "บันทึกแล้ว")
    expect(paper.locator("iframe")).to_be_visible()  # laid out anew
    page.set_viewport_size(PHONE)
    expect(paper).to_be_hidden()
    page.set_viewport_size(DESK)
    paper.locator("button").click()
    expect(paper).to_have_count(0)
    page.reload()
    expect(page.locator("[data-ked=sheets]")).to_be_visible()
    expect(paper).to_have_count(0)
    office.ask("POST", "/-/undo", {})
    assert files(office.root) == before


def test_a_written_page_is_moved_in_its_list(office: Office, watch: Callable[..., Watched]) -> None:
    before = files(office.root)
    page = office.open(watch, "about.html", viewport=PHONE, has_touch=True)

    def orders() -> set[int]:
        return {one.order for one in office.desk.known.guide.prose if one.name == "about"}

    for said, order in (("เลื่อนขึ้น", 1), ("เลื่อนลง", 2)):
        page.locator("[data-ked-structure]").tap()
        page.locator(".ked-menu").get_by_role("button", name=said, exact=True).tap()
        wait_until(
            page, lambda order=order: {one.order for one in office.desk.known.guide.prose if one.name == "about"} == {order}
        )
        expect(page.locator(".ked-menu")).to_have_count(0)
        renewed(page, "ย้ายแล้ว")
    assert files(office.root) == before


FORGED: dict[str, tuple[str, str, dict[str, str | None]]] = {
    "from another page": ("POST", "/-/undo", {"Origin": "http://elsewhere.example"}),
    "from no page": ("POST", "/-/undo", {"Origin": None}),
    "from another site, as the browser tells": ("POST", "/-/undo", {"Sec_Fetch_Site": "cross-site"}),
    "under another name of this machine": ("POST", "/-/undo", {"Host": "rebound.example"}),
    "under another name, by a page of that name": (
        "POST",
        "/-/undo",
        {"Host": "rebound.example", "Origin": "http://rebound.example"},
    ),
    "as a form would": ("POST", "/-/undo", {"Content_Type": "application/x-www-form-urlencoded"}),
    "as plain text": ("POST", "/-/undo", {"Content_Type": "text/plain"}),
    "without the cookie": ("POST", "/-/undo", {"Cookie": None}),
    "with a wrong secret": ("POST", "/-/undo", {"Cookie": "khumue-{port}=guessed"}),
    "with the cookie of another manual": ("POST", "/-/undo", {"Cookie": f"khumue-1={SECRET}"}),
    "to look without the cookie": ("GET", "/process/forum.html", {"Cookie": None}),
    "to look under another name": ("GET", "/-/state", {"Host": "rebound.example"}),
    "to open with a wrong secret": ("GET", "/-/open?secret=guessed", {"Cookie": None}),
}


@pytest.mark.parametrize("how", FORGED)
def test_what_does_not_come_from_the_editor_is_refused(office: Office, how: str) -> None:
    method, path, headers = FORGED[how]
    before = files(office.root)
    told = {name: value and value.format(port=office.port) for name, value in headers.items()}
    status, said = office.ask(method, path, {} if method == "POST" else None, **told)
    assert status == 403
    assert "khumue edit" in said.decode()
    assert files(office.root) == before


def test_another_method_is_not_allowed_and_what_is_too_large_or_not_looked_for_is_refused(office: Office) -> None:
    before = files(office.root)
    assert office.ask("GET", "/-/undo")[0] == 404
    assert office.ask("PUT", "/-/save", {}, Origin=office.home, Content_Type="application/json")[0] == 405
    assert office.ask("POST", "/-/state", {})[0] == 405
    assert office.ask("POST", "/-/save", {"key": SENTENCE, "th": "ก" * 1_000_000, "seen": ""})[0] == 413
    assert office.ask("POST", "/-/save", {"file": "data/manual.yml", "th": "x", "seen": ""})[0] == 400
    assert office.ask("POST", "/-/save", "no JSON")[0] == 400
    for path in (
        "/-/..%2fserver.py",
        "/-/server.py",
        "/..%2f..%2fdata/manual.yml",
        "/data/manual.yml",
        "/-/text?key=../data/manual.yml",
    ):
        assert office.ask("GET", path)[0] == 404, path
    assert files(office.root) == before


def test_every_answer_carries_the_strict_policy_and_the_cookie_no_script_can_read(office: Office) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", office.port)
    connection.request("GET", f"/-/open?secret={SECRET}", headers={"Host": f"127.0.0.1:{office.port}"})
    answer = connection.getresponse()
    cookie = answer.getheader("set-cookie") or ""
    assert "frame-ancestors 'none'" in (answer.getheader("content-security-policy") or "")
    assert re.fullmatch(rf"khumue-{office.port}={SECRET}; HttpOnly; Path=/; SameSite=strict", cookie)
    assert "script-src 'self'" in (answer.getheader("content-security-policy") or "")
    page = office.ask("GET", "/process/forum.html")[1].decode()
    assert "form-action 'none'; frame-src 'self'\">" in page  # for the paper of a sheet, which alone lets itself be framed
    assert all(f'src="/-/{name}"' in page for name in SCRIPTS)
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=", page)


def test_a_published_site_holds_nothing_of_the_editor(library_pages: Path) -> None:
    for path in library_pages.rglob("*"):
        if path.suffix in (".html", ".js", ".css"):
            assert not re.search(r"data-text=|/-/|ked-", path.read_text(encoding="utf-8")), path


PASTED = {
    "“คำ”\u00a0จาก\u200bWord": ("“คำ” จากWord", True),
    "บรรทัด\r\n\r\nใหม่": ("บรรทัด ใหม่", False),
    "นำ้ใจที่่ดี": ("น้ำใจที่ดี", True),
    "'yes': [ไม่ใช่] #รายการ": ("'yes': [ไม่ใช่] #รายการ", False),
}
REFUSED = [
    "<script>alert(1)</script> คือรหัส",
    "ความยาว" * 1_429,
    "ควบคุม\x07เสียง",
    "ก\u0e34\u0e35า",
    "\u0e48ก",
    "",
    "ข้อความ\ufffdเสีย",
    "ความ" * 2_500 + "\x00",
]


def test_what_is_pasted_is_mended_where_that_is_safe_and_else_refused_with_its_place(small: Desk) -> None:
    key = "steps/lend/lead"
    for typed, (kept, told) in PASTED.items():
        assert bool(change(small, key, typed).mended) == told, typed
        assert small.text(key).pair.th == kept
    before = files(small.project.root)
    done = len(history.done(small.project))
    for typed in REFUSED:
        with pytest.raises(Mistakes) as found:
            change(small, key, typed)
        assert {field for _, field, _ in found.value.found} == {"th"}, typed
    long = "ความยาว" * 1_428
    change(small, key, long)
    assert small.text(key).pair.th == long
    small.undo()
    assert files(small.project.root) == before
    assert len(history.done(small.project)) == done + 2


def test_an_english_text_goes_when_that_is_said_and_comes_back_to_the_byte(small: Desk) -> None:
    for path in small.project.content.glob("welcome.*.md"):
        path.write_text(path.read_text(encoding="utf-8").replace("\n## ", "\nHello.\n\n## ", 1), encoding="utf-8")
    before, passage = files(small.project.root), "content/welcome/text"
    for key in ("steps/lend/lead", passage):
        pair = small.text(key).pair
        with pytest.raises(Mistakes):
            small.save(Wanted(key, pair.th, "", seen(pair), "later"))
        small.save(Wanted(key, pair.th, "", seen(pair), "none"))
        assert small.text(key).pair.en is None
        assert small.text(key).state is State.MISSING
        assert pair.en
        change(small, key, pair.th, pair.en)
        assert files(small.project.root) == before
    title = small.text(f"{passage.rpartition('/')[0]}/title").pair
    with pytest.raises(ProblemsFound, match="has to have its title"):
        small.save(Wanted(title.key, title.th, "", seen(title), "none"))


def test_a_file_differs_in_the_value_alone(small: Desk) -> None:
    path = small.project.data / "process/01-lend.yml"
    path = next(one for one in (small.project.data / "process").iterdir() if b"id: lend" in one.read_bytes())
    text = path.read_text(encoding="utf-8")
    path.write_bytes(b"\xef\xbb\xbf" + f"# หมายเหตุ\n{text}".replace("\n", "\r\n").encode())
    before, pair = path.read_bytes(), small.text("steps/lend/lead").pair
    change(small, "steps/lend/lead", pair.th + " เสมอ")
    assert path.read_bytes() == before.replace(pair.th.encode(), (pair.th + " เสมอ").encode())
    small.undo()
    assert path.read_bytes() == before


def test_a_file_that_is_marked_as_read_only_is_left_as_it_is(small: Desk) -> None:
    path = small.project.root / small.text("steps/lend/lead").pair.th_at.file
    path.chmod(0o444)
    with pytest.raises(Mistakes) as found:
        change(small, "steps/lend/lead", "ใหม่")
    assert "read-only" in found.value.found[0][0].what.en
    assert not history.done(small.project)


def test_nothing_is_written_outside_the_folders_of_the_manual(small: Desk, tmp_path: Path) -> None:
    path = small.project.root / small.text("steps/lend/lead").pair.th_at.file
    outside = tmp_path / "outside.yml"
    shutil.move(path, outside)
    path.symlink_to(outside)
    before = outside.read_bytes()
    with pytest.raises(Mistakes):
        change(small, "steps/lend/lead", "ใหม่")
    with pytest.raises(ProblemsFound):
        small.write({small.project.root / "mkdocs.yml": b"x"}, "test")
    assert outside.read_bytes() == before


def test_a_full_disk_leaves_all_as_it_was(small: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    pair, before = small.text("steps/lend/lead").pair, files(small.project.root)
    kept = small.project.root / ".khumue"
    kept.symlink_to("/dev/full")
    with pytest.raises(OSError, match=r".") as met:
        change(small, pair.key, "ใหม่")
    assert met.value.errno
    kept.unlink()
    assert files(small.project.root) == before
    assert small.text(pair.key).pair == pair
    change(small, pair.key, "ใหม่")
    assert small.text(pair.key).pair.th == "ใหม่"


def test_who_steps_back_and_forward_meets_each_change_once(small: Desk) -> None:
    key, states = "steps/lend/lead", [files(small.project.root)]
    for word in ("หนึ่ง", "สอง", "สาม"):
        change(small, key, word)
        states.append(files(small.project.root))
    for state in states[2::-1]:
        assert small.undo()
        assert files(small.project.root) == state
    assert small.undo() is None
    for state in states[1:3]:
        small.redo()
        assert files(small.project.root) == state
    small.undo()
    small.redo()
    assert files(small.project.root) == states[2]
    change(small, key, "สี่")
    assert small.redo() is None
    small.undo()
    assert files(small.project.root) == states[2]


def test_what_was_seen_is_no_more_is_a_conflict(small: Desk) -> None:
    pair = small.text("steps/lend/lead").pair
    change(small, pair.key, "ของอีกแท็บ")
    with pytest.raises(Conflict) as met:
        small.save(Wanted(pair.key, "ของแท็บนี้", pair.en or "", seen(pair), "later"))
    assert met.value.pair
    assert met.value.pair.th == "ของอีกแท็บ"
    with pytest.raises(Conflict):
        small.save(Wanted("steps/gone/lead", "x", "", seen(pair), "later"))


def test_long_work_ends_well_or_badly_or_is_cancelled(manual: Path, pages_only: None) -> None:
    job = Job(manual, ("check",))
    job.start("en")
    until(lambda: job.state["state"] not in ("running",))
    assert job.state["state"] == "failed"
    assert any("to mend" in line for line in job.state["said"])
    job = Job(manual, ("build", "bundle"))
    job.start("en")
    job.cancel()
    until(lambda: job.state["state"] == "cancelled")
    assert job.state["done"] == 0
    assert not (manual / "dist").exists()


def test_a_bundle_is_made_to_its_end_and_saved_from_the_bar(tmp_path: Path, watch: Callable[..., Watched], every: bool) -> None:
    if not every:
        pytest.skip("part of make check")
    root = tmp_path / "garden"
    root.mkdir()
    garden.write_short(root)
    office = Office(root, tmp_path / "desk", ("build", "bundle"))
    try:
        office.desk.name(BY)
        page = office.open(watch, "index.html", viewport=PHONE, accept_downloads=True)
        assert office.ask("GET", "/-/made/mkdocs.yml")[0] == 404
        page.locator("[data-ked=publish]").click()
        page.locator("#ked-panel button").first.click()
        link = page.locator("#ked-panel li a[href$='.zip']")
        wait_until(page, lambda: office.job.state["state"] != "running")
        expect(link).to_have_text(str(next((root / "dist").glob("*.zip"))))
        assert faults(page) == []
        with page.expect_download() as saved:
            link.click()
        with zipfile.ZipFile(saved.value.path()) as archive:
            assert archive.testzip() is None
            assert any(name.endswith("index.html") for name in archive.namelist())
        assert office.ask("GET", "/-/made/mkdocs.yml")[0] == 404
    finally:
        office.close()


def test_the_paper_of_a_sheet_is_laid_out_when_it_is_asked_for(small: Desk) -> None:
    assert small.sheet("worksheets/lend", Language.TH).startswith(b"%PDF-")
    with pytest.raises(KeyError):
        small.sheet("worksheets/../../data", Language.TH)


def test_the_copy_follows_whoever_changes_the_manual(small: Desk, tmp_path: Path) -> None:
    copy = Copy(small.project, tmp_path / "copy")
    assert copy.follow()
    assert files(copy.project.root) == {n: c for n, c in files(small.project.root).items() if n.startswith(("data/", "content/"))}
    assert not copy.follow()
    next(small.project.content.glob("*.en.md")).unlink()
    assert copy.follow()
    assert {n for n in files(copy.project.root) if n.endswith(".en.md")} == {
        n for n in files(small.project.root) if n.endswith(".en.md")
    }


def test_a_file_that_bears_the_time_and_the_size_that_it_had_is_noticed_while_that_is_fresh(small: Desk, tmp_path: Path) -> None:
    copy = Copy(small.project, tmp_path / "copy")
    path = small.project.root / small.text("steps/lend/lead").pair.th_at.file
    tomorrow = time.time_ns() + 86_400_000_000_000  # as fresh as on the slowest machine
    os.utime(path, ns=(tomorrow, tomorrow))
    copy.follow()
    before = path.read_bytes()
    path.write_bytes(before.replace(b"lend", b"lent"))
    os.utime(path, ns=(tomorrow, tomorrow))
    assert copy.is_behind([path]) == [path]
    assert copy.follow()
    assert files(copy.project.root)[small.project.name_of(path)] == before.replace(b"lend", b"lent")
    assert not copy.follow()
    path.touch()  # as it was, at another time
    assert not copy.follow()


def test_what_was_refused_is_in_no_page_though_no_file_of_the_manual_has_changed(small: Desk) -> None:
    revision, path = small.revision, small.project.data / "exercises/new.yml"
    known = {one.id for one in small.known.guide.exercises}
    with pytest.raises(ProblemsFound):
        small.write({path: b"id: [\n"}, "test")
    assert {one.id for one in small.known.guide.exercises} == known
    assert not any(one.place.file.endswith("new.yml") for one in small.problems)
    assert small.revision > revision
    assert not path.exists()


def test_an_address_that_cannot_be_had_is_told_with_the_option_for_another(manual: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = khumue("--root", manual, "edit", "--no-browser", "--port", str(port))
    assert done.returncode == 1
    assert f"127.0.0.1:{port}: " in done.stderr
    assert "--port" in done.stderr
    assert "--address" not in done.stderr


def test_what_nobody_asks_for_in_a_manual_in_thai_alone_is_not_asked(tmp_path: Path, watch: Callable[..., Watched]) -> None:
    in_thai(tmp_path / "thai")
    office = Office(tmp_path / "thai", tmp_path / "desk")
    try:
        office.desk.name(BY)
        page = office.open(watch, "process/lend.html?text=steps/lend/lead", viewport=PHONE)
        page.locator("#ked-th").fill("ให้ยืมหนังสือ")
        assert page.locator("#ked-en, [data-ked=behind], .ked-ask:visible").count() == 0
        press(page, "Control+Enter")
        renewed(page, "บันทึกแล้ว")
        expect(page.locator('[data-text="steps/lend/lead"]').first).to_have_text("ให้ยืมหนังสือ")
    finally:
        office.close()


def test_a_save_that_is_killed_has_written_all_or_nothing(manual: Path, tmp_path: Path, every: bool) -> None:
    project = project_at(manual, None)
    before = files(manual)
    with Killer() as killer:
        steps = killer.run("save", manual, tmp_path / "desk", "steps/lend/lead", "ให้ยืม")
        after = files(manual)
        assert after != before
        history.undo(project)
        writes = range(1, steps.count("os.rename") + 1)
        for number in writes if every else writes[-4:]:
            killer.run("save", manual, tmp_path / f"desk-{number}", "steps/lend/lead", "ให้ยืม", at=("os.rename", number))
            history.recover(project)
            assert files(manual) in (before, after), number
            if files(manual) == after:
                history.undo(project)


SIGNS = ["แล้ว", "(2)", "“ว่า”", "50%", "ก. ข.", "A & B", "ที่ 1/2", "it's", "ใช่: ไม่", "# หนึ่ง", "ข้อ - ก", "'"]


def apart(text: str) -> tuple[list[str], list[str]]:
    """A file of YAML as its values, and as all that stands around them, to the letter."""
    values = [token for token in yaml.scan(text) if isinstance(token, yaml.ScalarToken)]
    ends = [0, *(token.end_mark.index for token in values)]
    starts = [*(token.start_mark.index for token in values), len(text)]
    return [token.value for token in values], [text[end:start] for end, start in zip(ends, starts, strict=True)]


def folded(text: str) -> str:
    return " ".join(text.split())


def test_fifty_random_edits_change_the_values_that_were_changed_and_nothing_else(office: Office, every: bool) -> None:
    """Compared by a program that knows nothing of splicing: all around the values is the same to the byte."""
    before, chance = files(office.root), random.Random(50)
    texts = {one.key: one for one in pairs(office.desk.known.guide)}
    changed: set[tuple[str, str]] = set()
    names: set[str] = set()
    for key in chance.sample(sorted(texts), 50 if every else 3):
        pair = office.desk.text(key).pair
        gap = "\n\n" if pair.is_passage else " "
        th, en = (f"{text}{gap}{chance.choice(SIGNS)}" if text else "" for text in (pair.th, pair.en or ""))
        office.desk.save(Wanted(key, th, en, seen(pair), "later"))
        changed |= {(pair.th, th), (pair.en or "", en)}
        names |= {pair.th_at.file, pair.en_at.file}
    told = {(folded(was), folded(became)) for was, became in changed}
    after = files(office.root)
    assert {name for name, content in after.items() if content != before.get(name)} == names
    for name in names:
        old, new = before[name].decode(), after[name].decode()
        if name.endswith(".md"):
            for was, became in changed:
                new = new.replace(became, was) if was else new
            assert new == old, name
            continue
        was_values, was_around = apart(old)
        values, around = apart(new)
        assert around == was_around, name
        for was, became in zip(was_values, values, strict=True):
            assert was == became or (folded(was), folded(became)) in told, (name, became)
    while office.desk.undo():
        pass
    assert files(office.root) == before
