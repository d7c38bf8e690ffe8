"""Where the search works: in a worker or in the page, in slices, on the newest query alone; and what is told where it cannot."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import Watched
from .test_search import QUERIES, READY, open_box, rows, type_query

SAMPLE = [query["q"] for queries in QUERIES.values() for query in queries][::9]
FIND = """async (queries) => {
  const found = [];
  for (const query of queries) {
    const { rows, card } = await khumue.search.find(query, "th");
    found.push([card?.address, rows.map(({ address, id, score, held }) => [address, id, score, held])]);
  }
  return found;
}"""
HERE = "document.querySelectorAll('script[src*=engine]').length"
"""How often the page itself has the engine."""
FAILED = "เปิดข้อมูลค้นหาไม่ได้ ใช้หน้ารวมแทนได้"


def searched(watch: Callable[..., Watched], home: str, begin: str = "") -> Page:
    """A page whose search is ready, after a script has run in it."""
    page = watch(home).page
    page.add_init_script(begin)
    page.goto(home + "index.html")
    open_box(page)
    return page


def test_a_worker_the_page_and_a_disk_give_the_same_rows(
    site: Path, serve: Callable[[Path], str], watch: Callable[..., Watched]
) -> None:
    home = serve(site)
    worker = searched(watch, home)
    page = searched(watch, home, "delete window.Worker")
    disk = searched(watch, site.as_uri() + "/")
    assert [at.evaluate(HERE) for at in (worker, page, disk)] == [0, 1, 1]
    found = worker.evaluate(FIND, SAMPLE)
    assert sum(bool(rows) for _, rows in found) > len(SAMPLE) / 2
    assert page.evaluate(FIND, SAMPLE) == found
    assert disk.evaluate(FIND, SAMPLE) == found


def test_where_no_worker_starts_the_page_searches_itself(
    site: Path, serve: Callable[[Path], str], watch: Callable[..., Watched]
) -> None:
    home = serve(site)
    page = watch(home).page
    page.route("**/engine.js", lambda route: route.abort(), times=1)
    page.goto(home + "index.html")
    open_box(page, "เวที")
    assert page.evaluate(HERE) == 1
    assert rows(page)


STEPPED = """
  let now = 0;
  performance.now = () => (now += 1000); // each step takes longer than a slice may
  window.turns = 0;
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (...message) { turns++; return post.apply(this, message); };
"""
"""A page in which every step of the engine ends a slice, and is counted."""


def test_between_steps_of_the_engine_the_page_is_free(library_pages: Path, watch: Callable[..., Watched]) -> None:
    page = searched(watch, library_pages.as_uri() + "/", STEPPED)
    passages = page.evaluate("khumue.search.find('การ', 'th').then(({ rows }) => rows.length)")
    assert page.evaluate("turns") > 2 * passages
    heard = """query => new Promise(done => {
      const { port1, port2 } = new MessageChannel();
      let heard = 0, found;
      port1.onmessage = () => found ? done(heard) : port2.postMessage(heard++);
      khumue.search.find(query, "th").then(answer => (found = answer));
      port2.postMessage(0);
    })"""
    assert page.evaluate(heard, "ยืมหนังสือแล้วไม่คืน") > 5


def test_a_query_that_a_newer_one_follows_is_dropped(library_pages: Path, watch: Callable[..., Watched]) -> None:
    page = searched(watch, library_pages.as_uri() + "/", STEPPED)
    ask = (
        "queries => Promise.all(queries.map(query => khumue.search.find(query, 'th')))"
        ".then(all => all.map(one => one?.rows.length))"
    )
    *older, newer = page.evaluate(ask, ["ก", "กา", "การยืม", "หนังสือ"])
    assert older == [None, None, None]
    assert newer
    begun = page.evaluate("turns")
    assert page.evaluate(ask, ["หนังสือ"]) == [newer]
    assert page.evaluate("turns") - begun > 5


@pytest.mark.parametrize("data", ['khumue.search.take("th", "eJw=");', 'khumue.search.take("th", "!");', ""])
def test_damaged_search_data_are_told_in_one_line(
    library_pages: Path, serve: Callable[[Path], str], watch: Callable[..., Watched], data: str
) -> None:
    watched = watch(home := serve(library_pages))
    page = watched.page
    page.route("**/search/th.js", lambda route: route.fulfill(body=data, content_type="text/javascript"))
    page.goto(home + "index.html")
    page.keyboard.press("/")
    expect(page.locator("#__found")).to_have_text(FAILED)
    expect(page.locator("[data-results] a")).to_have_attribute("href", re.compile("all.html"))
    page.unroute("**/search/th.js")
    page.keyboard.press("Escape")
    page.wait_for_url(home + "index.html")
    open_box(page, "หนังสือ")
    assert rows(page)
    assert watched.complaints == []


def test_of_keys_that_come_fast_the_last_one_has_its_rows(
    site: Path, serve: Callable[[Path], str], watch: Callable[..., Watched]
) -> None:
    page = searched(watch, serve(site))
    page.evaluate(
        "queries => { const box = document.querySelector('#__query');"
        "for (const query of queries) { box.value = query; box.dispatchEvent(new Event('input')); } }",
        ["ใ", "ใบ", "ใบงาน", "เวที"],
    )
    page.locator(READY).wait_for(state="attached")
    shown: list[Any] = rows(page)
    type_query(page, "ใบงาน")
    type_query(page, "เวที")
    assert shown == rows(page)
