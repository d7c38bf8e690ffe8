"""While a manual is written, a page is made when somebody asks for it; one that is asked for during a build is there after it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from khumue import pages
from khumue.on_demand import serve_on_demand


class Server:
    """A server whose folder is emptied by each build, and which sends nothing while one runs."""

    def __init__(self) -> None:
        self.folder: set[str] = set()
        self.builds, self.may_end, self.is_whole = threading.Event(), threading.Event(), threading.Event()
        self.app: Callable[[dict[str, str], Any], Iterable[bytes]] = self.send
        self.builder = self.build
        self.is_whole.set()

    def build(self) -> None:
        """A build, which empties the folder."""
        self.is_whole.clear()
        self.builds.set()
        self.may_end.wait()
        self.folder.clear()

    def send(self, environ: dict[str, str], start_response: object) -> list[bytes]:
        """What stands in the folder once no build runs."""
        self.is_whole.wait()
        return [b"whole"] if environ["PATH_INFO"] in self.folder else []

    def get_app(self) -> Callable[[dict[str, str], Any], Iterable[bytes]]:
        """What answers."""
        return self.app

    def set_app(self, app: Callable[[dict[str, str], Any], Iterable[bytes]]) -> None:
        """Lets another answer."""
        self.app = app


def test_what_is_asked_for_is_made_and_nothing_else() -> None:
    server, made = Server(), list[str]()

    def make(address: str) -> None:
        made.append(address)
        server.folder.add(address)

    serve_on_demand(server, make)
    assert server.app({"PATH_INFO": "/a.html"}, None) == [b"whole"]
    server.may_end.set()
    server.builder()
    server.is_whole.set()
    assert made == ["/a.html"]
    assert server.app({"PATH_INFO": "/b.html"}, None) == [b"whole"]
    assert made == ["/a.html", "/b.html"]


def test_what_is_asked_for_before_a_build_ends_is_sent_after_it() -> None:
    server, answers = Server(), list[Iterable[bytes]]()
    serve_on_demand(server, server.folder.add)
    server.is_whole.clear()
    asking = threading.Thread(target=lambda: answers.append(server.app({"PATH_INFO": "/a.html"}, None)))
    asking.start()
    while "/a.html" not in server.folder:
        asking.join(0.01)
    building = threading.Thread(target=server.builder)
    building.start()
    server.builds.wait()
    server.may_end.set()
    building.join()
    server.is_whole.set()
    asking.join()
    assert answers == [[b"whole"]]


def test_what_could_not_be_made_is_not_made_after_each_build() -> None:
    server, asked = Server(), list[str]()

    def broken(address: str) -> None:
        asked.append(address)
        raise ValueError(address)

    serve_on_demand(server, broken)
    with pytest.raises(ValueError, match=r"/a\.html"):
        server.app({"PATH_INFO": "/a.html"}, None)
    server.may_end.set()
    server.builder()
    assert asked == ["/a.html"]


def test_asking_whether_there_is_a_page_makes_none() -> None:
    made = pages.Made({"a.html": (None, None)}, lambda *_: pytest.fail("a page was made"))  # type: ignore[dict-item]
    assert "a.html" in made.keys()  # noqa: SIM118 - as what serves asks
    assert "b.html" not in made
