"""The workers of a Dask cluster make what our own processes make: the only user of `distributed`,
which is installed with the extra `cluster`.

Dask shares the work out, and gives that of a worker that was ended to another. Certificates, where
the cluster speaks TLS, are those that Dask's own configuration names.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from itertools import islice
from threading import Lock
from types import TracebackType
from typing import Any

from .maker import drawer
from .problems import Place, Problem, ProblemsFound, Say
from .workers import Work, alone

_PATIENCE = 10
"""Seconds in which a scheduler has to answer, and after which it is asked how it is where nothing
comes back."""
_ONE = Lock()
"""What lays pages out does so for one at a time, and a worker may have several threads."""
_AGAIN = Say("เรียกใหม่ ส่วนที่ทำแล้วเก็บไว้", "call again: what was made is kept")
_GONE = Say("คลัสเตอร์หายไปกลางคัน", "the cluster went away")
_NO_WORKER = (
    Say("คลัสเตอร์ไม่มีเครื่องที่ทำงานอยู่", "the cluster has no worker"),
    Say(
        "เริ่ม dask worker แล้วเรียกใหม่ ส่วนที่ทำแล้วเก็บไว้",
        "start a dask worker, and call again: what was made is kept",
    ),
)
_WHO = "worker"
_Made = tuple[dict[str, str], bytes]
"""What of a worker is otherwise than here, and what it made if nothing is."""


class Cluster:
    """A cluster by the address of its scheduler, as long as the `with` that it was opened in.

    Raises ProblemsFound where it does not answer, has no workers, or has one that would make other
    bytes.
    """

    def __init__(self, address: str) -> None:
        try:
            import distributed
        except ImportError:
            what = Say("ยังไม่ได้ติดตั้ง Dask", "Dask is not installed")
            remedy = Say("ติดตั้ง khumue[cluster]", "install khumue[cluster]")
            raise _refused("--cluster", what, remedy) from None
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        self._dask: Any = distributed
        self._address = address
        try:
            self._client = self._dask.Client(address, timeout=_PATIENCE, name="khumue")
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            what = Say("ติดต่อคลัสเตอร์ไม่ได้", "the cluster does not answer")
            reason = f" ({_first_line(error)})" if isinstance(error, OSError | ValueError) else ""
            remedy = Say(
                f"ดูที่อยู่ (เช่น tcp://10.0.0.5:8786) เครือข่าย และใบรับรองของ tls://{reason}",
                f"look at the address (such as tcp://10.0.0.5:8786), the network, and the certificates of tls://{reason}",
            )
            raise _refused(address, what, remedy) from None

    def __enter__(self) -> Cluster:
        try:
            self._must_be_alike()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        with suppress(Exception):  # it may be gone, and then there is nothing to take leave of
            self._client.close(timeout=_PATIENCE)

    def finished(self, works: Sequence[Work]) -> Iterator[tuple[Work, bytes]]:
        """Each of the works as soon as it is made, in whatever order; no more are begun than are soon
        taken. Raises ProblemsFound where the cluster or its last worker goes away."""
        left, here = iter(works), drawer()
        begun: dict[Any, Work] = {}

        def begin(count: int) -> None:
            for work in islice(left, count):
                begun[self._client.submit(_made, work, here, pure=False)] = work

        with self._told():
            begin(2 * self._threads())
            while begun:
                for done in self._done(list(begun)):
                    work = begun.pop(done)
                    other, content = done.result()
                    if other:
                        raise ProblemsFound(_otherwise(other.pop(_WHO), other))
                    done.release()
                    yield work, content
                    begin(1)

    def _must_be_alike(self) -> None:
        """Every worker has to make the very bytes that are made here."""
        told = self._client.run(drawer, on_error="return")
        if not told:
            raise _refused(self._address, *_NO_WORKER)
        here = drawer()
        wrong = {
            worker: _others(here, there)
            if isinstance(there, dict)
            else {"khumue": _first_line(there)}
            for worker, there in told.items()
        }
        problems = [
            one for worker, other in wrong.items() if other for one in _otherwise(worker, other)
        ]
        if problems:
            raise ProblemsFound(problems)

    def _threads(self) -> int:
        return sum(self._client.nthreads().values())

    def _done(self, begun: list[Any]) -> list[Any]:
        """Those that are made, once one is."""
        while True:
            try:
                return list(
                    self._dask.wait(begun, timeout=_PATIENCE, return_when="FIRST_COMPLETED").done
                )
            except TimeoutError:
                if self._client.status != "running":
                    raise _refused(self._address, _GONE, _AGAIN) from None
                if not self._threads():
                    raise _refused(self._address, *_NO_WORKER) from None

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tells of what becomes of a cluster in one line."""
        try:
            yield
        except self._dask.KilledWorker as error:
            worker = getattr(error, "last_worker", None)
            where = getattr(worker, "address", self._address)
            what = Say(
                "คลัสเตอร์หยุดงานชิ้นเดียวกันหลายครั้ง",
                "workers were ended again and again at the same work",
            )
            remedy = Say(
                "ให้แต่ละเครื่องมีหน่วยความจำ 500 MB ต่อกระบวนการ แล้วเรียกใหม่ ส่วนที่ทำแล้วเก็บไว้",
                "give each 500 MB of memory, and call again: what was made is kept",
            )
            raise _refused(where, what, remedy) from None
        except (CancelledError, OSError, self._dask.comm.core.CommClosedError):
            raise _refused(self._address, _GONE, _AGAIN) from None


def _made(work: Work, here: dict[str, str]) -> _Made:
    """What a worker makes, unless it would be something else than here: it may have come later than
    all were asked."""
    from distributed import get_worker

    with _ONE:
        if other := _others(here, drawer()):
            return other | {_WHO: get_worker().address}, b""
        return {}, alone(work)


def _others(here: dict[str, str], there: dict[str, str]) -> dict[str, str]:
    """What is otherwise there, as it is there and here."""
    return {
        name: f"{there.get(name, '-')} ≠ {own}"
        for name, own in here.items()
        if there.get(name) != own
    }


def _otherwise(worker: str, other: dict[str, str]) -> Iterator[Problem]:
    listed = ", ".join(f"{name} {versions}" for name, versions in other.items())
    what = Say(
        f"เครื่องนี้ทำไฟล์ได้ไม่ตรงกับที่นี่ ({listed})",
        f"this worker would make other files than here ({listed})",
    )
    remedy = Say(
        "ติดตั้ง khumue และไลบรารีรุ่นเดียวกันที่นั่น หรือเอาออกจากคลัสเตอร์",
        "install the same khumue and libraries there, or take it out of the cluster",
    )
    yield Problem(Place(worker), what, remedy)


def _refused(place: str, what: Say, remedy: Say) -> ProblemsFound:
    return ProblemsFound([Problem(Place(place), what, remedy)])


def _first_line(error: object) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
