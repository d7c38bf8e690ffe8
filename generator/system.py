"""What one system has and another has not, each with its other way: the one room that asks on which
it runs, and asks for what is there and not for a name.

`tests/elsewhere/` lets a Python on Linux be as one on Windows is, so that both ways are gone.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib import import_module
from mimetypes import MimeTypes
from pathlib import Path
from typing import Any

IS_WINDOWS = hasattr(os, "add_dll_directory")
"""Asked for nothing but what is done there and cannot be asked for by itself."""
HAS_LINKS = not IS_WINDOWS
"""Whether a link to a folder can be replaced in one step: Windows has links for some, and replaces
none."""
READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""How a file of bytes is opened; a pipe that somebody put there is opened at once, and is none of
ours."""
WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
MOST_PROCESSES = 60
"""More than so many Windows does not wait for at once."""

_EXCHANGE = 2  # RENAME_EXCHANGE of Linux's renameat2
_HERE = -100  # AT_FDCWD: paths are relative to the working directory
_PAUSES = 0.01, 0.02, 0.04, 0.08, 0.16, 0.32
"""Seconds between tries: a scanner for viruses or a copier to a cloud opens what has just been
written, and lets it go soon."""
_DLLS = r"C:\msys64\ucrt64\bin;C:\msys64\mingw64\bin;C:\Program Files\GTK3-Runtime Win64\bin"
"""Where WeasyPrint looks for libraries on Windows, unless WEASYPRINT_DLL_DIRECTORIES says."""


def lock(file: int) -> bool:
    """Locks an open file until it is closed or this process ends, however it ends; False where
    another has it."""
    try:
        try:
            fcntl = import_module("fcntl")
        except ImportError:
            msvcrt = import_module("msvcrt")
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def remove(locked: int, path: Path) -> None:
    """Removes a file that is open and locked, and closes it: then, so that nobody locks it in
    between; or before, where what is open cannot be removed, nor what another has opened then."""
    try:
        path.unlink()
    except OSError:
        os.close(locked)
        with suppress(OSError):
            path.unlink()
    else:
        os.close(locked)


def move(one: Path, place: Path) -> None:
    """Renames a file or folder; a file takes the place of another in one step. Raises OSError: on
    Windows also where a program has open what is there, for longer than a moment."""
    for pause in _PAUSES:
        try:
            one.replace(place)
            return
        except PermissionError as error:
            if not hasattr(error, "winerror"):
                raise
            time.sleep(pause)
    one.replace(place)


def exchange(one: Path, other: Path) -> bool:
    """Swaps two folders in one step; False where the system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):  # TypeError is how Windows says that it has none
        return False
    return bool(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


def sync() -> None:
    """Lets all that was written come to stand on the disk, where a program can ask for it."""
    if hasattr(os, "sync"):
        os.sync()


def sync_names(folder: Path) -> None:
    """The same of the names in a folder; Windows opens none."""
    with suppress(PermissionError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def apart() -> dict[str, Any]:
    """How `subprocess` begins a command apart from the window of ours, of which Ctrl-C then ends ours
    alone."""
    group = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    return {"creationflags": group, "start_new_session": not group}


def end(process: subprocess.Popen[Any]) -> None:
    """Ends a command that was begun apart, with all the processes that help it."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGTERM)
    else:
        process.send_signal(signal.CTRL_BREAK_EVENT)  # type: ignore[attr-defined,unused-ignore]


def can_be_copied() -> bool:
    """Whether a copy of this process (fork) would go on as it does: a copy has one thread, and what
    others hold stays held there for ever. Only Linux tells of those that libraries begin."""
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return False
    with suppress(OSError):
        for pause in _PAUSES:
            if len([*Path("/proc/self/task").iterdir()]) == 1:
                return True
            time.sleep(pause)  # one that has ended is gone a little later
    return False


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@cache
def media_type(name: str) -> str | None:
    """What a file is to a browser, by its name and Python's own table: into that of Windows programs
    write that a script is plain text."""
    return MimeTypes().guess_type(name)[0]


def library(name: str) -> ctypes.CDLL | None:
    """A library of the system by its name on Linux, libpango-1.0.so.0, as WeasyPrint finds it on
    this one; None where there is none."""
    for path in names_of(name):
        with suppress(OSError):
            return ctypes.CDLL(path)
    return None


def names_of(name: str) -> Iterator[str]:
    """The names and places by which a library is looked for."""
    yield name
    yield f"{name.replace('.so.', '.')}.dylib"  # on macOS
    if IS_WINDOWS:
        for folder in os.environ.get("WEASYPRINT_DLL_DIRECTORIES", _DLLS).split(";"):
            yield f"{folder}\\{name.replace('.so.', '-')}.dll"
