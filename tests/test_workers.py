"""What takes long is made by several processes as by one, is kept as soon as it is made, and is not lost with a process."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from multiprocessing import active_children
from pathlib import Path

import pytest

from khumue import workers
from khumue.kept import Kept
from khumue.language import Language
from khumue.problems import ProblemsFound
from khumue.workers import Work, Workers

from .conftest import until


def _told(said: str) -> bytes:
    return said.encode()


def _ended(folder: Path) -> bytes:
    """Ends the process that works here, as a system without memory does, once others have done their work."""
    until(lambda: len(list(folder.glob("[!.]*"))) >= 6)
    os.kill(os.getpid(), signal.SIGKILL)
    return b"never"


def _dies() -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b"never"


def works(count: int) -> list[Work]:
    return [Work(f"{number:064}", _told, (f"work {number}",)) for number in range(count)]


def test_a_process_that_is_ended_is_told_in_one_line_and_what_was_made_is_made_no_more(tmp_path: Path) -> None:
    some = works(9)
    deadly = [*some[:6], Work(some[6].name, _ended, (tmp_path,)), *some[7:]]
    with pytest.raises(ProblemsFound) as found, Workers(tmp_path, 2) as crew:
        list(crew.made(deadly))
    (problem,) = found.value.problems
    assert problem.line(Language.EN).startswith("--jobs: one of the processes was ended; call again")
    kept = Kept(tmp_path)
    before = sum(kept.get(work.name) is not None for work in some)
    assert before >= 6
    told: list[tuple[int, int]] = []
    made = list(Workers(tmp_path, 1).made(some, lambda done, total: told.append((done, total))))
    assert made == [f"work {number}".encode() for number in range(9)]
    assert told == [(number, 9 - before) for number in range(9 - before)]


def test_where_no_process_can_be_begun_all_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []

    def none(count: int) -> None:
        begun.append(count)
        raise PermissionError("no semaphores")

    monkeypatch.setattr(workers, "_processes", none)
    with Workers(Path(os.devnull), 2) as here:  # where nothing is kept, so that all is made each time
        for _ in range(2):
            assert list(here.made(works(9))) == [f"work {number}".encode() for number in range(9)]
    assert begun == [2]


def test_what_is_made_comes_in_its_order_and_few_things_are_made_here(tmp_path: Path) -> None:
    with Workers(tmp_path / "few", 2) as crew:
        here = Work("few", lambda: b"no other process could be told of this", ())
        assert list(crew.made([here])) == [here.make()]
    with Workers(Path(os.devnull), 2) as crew:
        assert list(crew.made(works(20))) == [f"work {number}".encode() for number in range(20)]
    twice = [*works(2), *works(2)]
    for _ in range(2):
        assert list(Workers(tmp_path, 1).made(twice)) == [b"work 0", b"work 1"] * 2


def test_what_is_finished_is_handed_over_and_not_kept_and_a_process_that_is_ended_is_told(tmp_path: Path) -> None:
    with Workers(tmp_path, 2) as crew:
        made = {work.name: content for work, content in crew.finished(works(9))}
        assert made == {work.name: work.make(*work.of) for work in works(9)}
        assert list(tmp_path.iterdir()) == []
    with pytest.raises(ProblemsFound, match="one of the processes was ended; call again"), Workers(tmp_path, 2) as crew:
        list(crew.finished([Work("deadly", _dies, ()), *works(9)]))
    assert dict(Workers(tmp_path, 1).finished(works(2))) == {work: work.make(*work.of) for work in works(2)}


def when_all_are_there(folder: Path, act: Callable[[], object]) -> Callable[[int], int]:
    """What makes a number, in two copies at the same time, and does something first in one of them."""

    def make(number: int) -> int:
        own = folder / str(os.getpid())
        own.touch()
        until(lambda: len(list(folder.iterdir())) == 2)
        if own == min(folder.iterdir()):
            act()
        return number

    return make


@pytest.mark.usefixtures("copied")
def test_copies_know_what_is_known_here_and_make_in_its_order_what_is_made(tmp_path: Path) -> None:
    make = when_all_are_there(tmp_path, int)
    with Workers(Path(os.devnull), 2) as crew:
        assert crew.by_copies(lambda number: make(number) * 2, range(400)) == list(range(0, 800, 2))
    assert str(os.getpid()) not in [path.name for path in tmp_path.iterdir()]
    assert active_children() == []


def test_where_a_copy_would_lack_a_thread_all_is_made_here() -> None:
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        with Workers(Path(os.devnull), 2) as crew:
            assert set(crew.by_copies(lambda number: os.getpid(), range(400))) == {os.getpid()}
    finally:
        done.set()
        other.join()


@pytest.mark.usefixtures("copied")
def test_a_copy_that_is_ended_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound) as found, Workers(Path(os.devnull), 2) as crew:
        crew.by_copies(when_all_are_there(tmp_path, _dies), range(400))
    (problem,) = found.value.problems
    assert problem.line(Language.EN).startswith("--jobs: one of the processes was ended; call again")
    assert active_children() == []


@pytest.mark.usefixtures("copied")
def test_copies_that_are_waited_for_end_with_who_waits(tmp_path: Path) -> None:
    """As with Ctrl-C, of which they hear nothing."""
    before = signal.getsignal(signal.SIGALRM)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    own = os.getpid()
    signal.signal(signal.SIGALRM, interrupted)
    try:
        with pytest.raises(KeyboardInterrupt), Workers(Path(os.devnull), 2) as crew:
            crew.by_copies(when_all_are_there(tmp_path, lambda: (os.kill(own, signal.SIGALRM), signal.pause())), range(400))
    finally:
        signal.signal(signal.SIGALRM, before)
    assert active_children() == []
