"""What takes long is made on as many processors as there are, and kept as soon as it is made.

Each process that helps is begun anew, on every system alike, and knows nothing but what it is told.
Where all that ours knows is needed, copies of it help, on the systems that make sound ones.
"""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, TypeVar

from .kept import Kept
from .problems import Place, Problem, ProblemsFound, Say
from .quiet import hush
from .system import MOST_PROCESSES, can_be_copied, processors

Progress = Callable[[int, int], None]
Thing = TypeVar("Thing")
Made = TypeVar("Made")

_NO_PROCESSES = (OSError, ImportError, NotImplementedError)
"""What is raised where a system has nothing with which processes wait for one another: all is made
in the one that is there."""
_WORTH = 4
"""So many things that take long are worth a process of their own, which takes two seconds."""
_PORTION = 25
"""So many things a copy is asked for at once: few enough that the copies end together."""

_make: Callable[[Any], Any]
"""What this process makes, where it is a copy."""


@dataclass(frozen=True)
class Work:
    """Something to be made: the name under which it is kept, the function that makes it, and of
    what; and whether it takes long."""

    name: str
    make: Callable[..., bytes]
    of: tuple[Any, ...]
    long: bool = True


class Workers:
    """Up to `jobs` processes that make things, or as many as there are processors; begun where
    enough is to be made, and ended at the end of the `with` that they were opened in."""

    def __init__(self, kept: Path, jobs: int | None = None) -> None:
        self._kept = Kept(kept)
        self._jobs = min(jobs or processors(), MOST_PROCESSES)
        self._pool: Executor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        if self._pool:
            if kind:
                _end()
            self._pool.shutdown(cancel_futures=True)

    def kept(self, name: str) -> bytes | None:
        """What is kept under a name."""
        return self._kept.get(name)

    def made(
        self, works: Sequence[Work], progress: Progress = lambda done, total: None
    ) -> Iterator[bytes]:
        """What each of the works makes, in their order: as it was kept, or made now and kept.

        `progress` is told how many of those that were not kept are made. Raises ProblemsFound where
        a process was ended, and what a work raises.
        """
        kept = {work.name: self._kept.get(work.name) for work in works}
        missing = [work for work in works if kept[work.name] is None]
        made = self._each(missing)
        count = 0
        for work in works:
            content = kept[work.name]
            if content is None:
                progress(count, len(missing))
                count += 1
                content = next(made)
            yield content

    def finished(self, works: Sequence[Work]) -> Iterator[tuple[Work, bytes]]:
        """Each of the works as soon as it is made, in whatever order. None is kept, and no more are
        begun than are soon taken. Raises what `made` raises."""
        pool = self._helpers(len(works))
        if pool is None:
            yield from ((work, alone(work)) for work in works)
            return
        left = iter(works)
        with _told():
            begun = {pool.submit(alone, work): work for work in islice(left, 2 * self._jobs)}
            while begun:
                for done in wait(begun, return_when=FIRST_COMPLETED).done:
                    yield begun.pop(done), done.result()
                    begun |= {pool.submit(alone, work): work for work in islice(left, 1)}

    def by_copies(self, make: Callable[[Thing], Made], things: Sequence[Thing]) -> list[Made]:
        """What is made of each thing, in their order, by copies of this process, or here where these
        are not sound. Raises ProblemsFound where a copy was ended, and what `make` raises."""
        portion = min(_PORTION, -(-len(things) // (2 * self._jobs)))
        if min(self._jobs, len(things)) > 1 and can_be_copied():
            with suppress(*_NO_PROCESSES), _copies(self._jobs, make) as pool, _told():
                return list(pool.map(_copied, things, chunksize=portion))
        return list(map(make, things))

    def _each(self, works: Sequence[Work]) -> Iterator[bytes]:
        make = partial(_made, self._kept)
        pool = self._helpers(sum(work.long for work in works) // _WORTH)
        if pool is None:
            yield from map(make, works)
            return
        with _told():
            yield from pool.map(make, works)

    def _helpers(self, worth: int) -> Executor | None:
        """The processes that help, where so many are worth it and can be begun."""
        if self._pool is None and min(self._jobs, worth) > 1:
            try:
                self._pool = _processes(self._jobs)
            except _NO_PROCESSES:
                self._jobs = 1
        return self._pool


@contextmanager
def _told() -> Iterator[None]:
    """Tells of a process that was ended in one line."""
    try:
        yield
    except BrokenExecutor:
        what = Say("โปรเซสหนึ่งหยุดกลางคัน", "one of the processes was ended")
        remedy = Say(
            "เรียกใหม่ ส่วนที่ทำแล้วเก็บไว้ หรือลด --jobs",
            "call again: what was made is kept; or use fewer --jobs",
        )
        raise ProblemsFound([Problem(Place("--jobs"), what, remedy)]) from None


def _processes(count: int) -> Executor:
    from concurrent.futures import ProcessPoolExecutor  # loaded where processes are begun
    from multiprocessing import get_context

    return ProcessPoolExecutor(count, get_context("spawn"), _begin)


@contextmanager
def _copies(count: int, make: Callable[[Any], Any]) -> Iterator[Executor]:
    """Copies of this process as it stands, which make what they are asked for."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(count, get_context("fork"), _begin_copy, (make,))
    try:
        yield pool
    except BaseException:
        _end()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _begin_copy(make: Callable[[Any], Any]) -> None:
    global _make
    _make = make
    gc.freeze()  # to look for rubbish in what both have would copy it
    _begin()


def _copied(thing: Any) -> Any:
    return _make(thing)


def _end() -> None:
    """Ends the processes that help: nobody waits any more for what they make."""
    from multiprocessing import active_children

    for child in active_children():
        child.terminate()


def _made(kept: Kept, work: Work) -> bytes:
    content = alone(work)
    kept.put(work.name, content)
    return content


def alone(work: Work) -> bytes:
    """What a work makes, with what that leaves behind put away."""
    content = work.make(*work.of)
    gc.collect(1)  # what is laid out is full of circles, and no build collects by itself
    return content


def _begin() -> None:
    """Makes a process as quiet as ours and as sparing, and lets it end when the one that called it
    was killed: its queue would wait for ever."""
    hush()
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked for it is told by the one that called

    from multiprocessing import parent_process

    def wait() -> None:
        if parent := parent_process():
            parent.join()
            signal.raise_signal(signal.SIGTERM)

    Thread(target=wait, daemon=True).start()
