"""Lets a Python on Linux be as one on Windows is, where that matters to files: for who has this folder in PYTHONPATH, and for all
processes that it begins.

Locks, links, forks and exchanges of Linux are not there. What is open can neither be removed nor renamed, nor a folder with it;
no folder can be opened, and none is replaced. A text is in the encoding of the country, and two characters end its lines, unless
a program says otherwise.
"""

import builtins
import ctypes
import errno
import fcntl
import io
import os
import shutil
import sys
import types
from importlib import import_module
from pathlib import Path

_OPENED = "/proc/self/fd"
_list, _open, _open_text, _rename, _library = os.listdir, os.open, io.open, os.rename, ctypes.CDLL


def _denied(path):
    error = PermissionError(errno.EACCES, "Access is denied", os.fsdecode(path))
    error.winerror = 32
    return error


def _is_open(path):
    """Whether this process has open a file, or one below a folder."""
    place = os.path.realpath(os.fsdecode(path))
    for number in _list(_OPENED):
        try:
            there = str(Path(_OPENED, number).readlink())
        except OSError:
            continue
        if there == place or there.startswith(f"{place}/"):
            return True
    return False


def _unless_open(act):
    def act_unless_open(path, *others, **options):
        if options.get("dir_fd") is None and any(map(_is_open, (path, *others[:1]))):
            raise _denied(path)
        return act(path, *others, **options)

    return act_unless_open


def _renamed(one, other):
    if os.path.lexists(other):
        raise FileExistsError(errno.EEXIST, "Cannot create a file when that file already exists", os.fsdecode(other))
    _rename(one, other)


def _replaced(one, other):
    if Path(other).is_dir():
        raise _denied(other)
    _rename(one, other)


def _opened(file, flags, mode=0o777, *, dir_fd=None):
    if dir_fd is None and Path(file).is_dir():
        raise _denied(file)
    return _open(file, flags, mode, dir_fd=dir_fd)


def _opened_text(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, *more):
    if "b" not in mode:
        encoding = "cp874" if encoding in (None, "locale") else encoding
        newline = "\r\n" if newline is None and mode[0] in "wax" else newline
    return _open_text(file, mode, buffering, encoding, errors, newline, *more)


def _locked(file, mode, size):
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise PermissionError(errno.EACCES, "Permission denied") from None


def _found(name, *arguments, **options):
    if name is None:
        raise TypeError("argument of type 'NoneType' is not iterable")
    return _library(name, *arguments, **options)


def _not_allowed(*arguments, **options):
    raise OSError(errno.EPERM, "A required privilege is not held by the client")


def _no_folder(path):
    raise FileNotFoundError(errno.ENOENT, "The system cannot find the path specified", path)


import_module("subprocess")  # which takes a system that has msvcrt for Windows itself: before there is one
for _name in ("sync", "fork", "sched_getaffinity", "getuid", "geteuid", "O_NONBLOCK"):
    delattr(os, _name)
os.rename, os.replace = _unless_open(_renamed), _unless_open(_replaced)
os.unlink, os.remove, os.rmdir = map(_unless_open, (os.unlink, os.remove, os.rmdir))
os.open, os.symlink, os.add_dll_directory = _opened, _not_allowed, _no_folder
io.open = builtins.open = _opened_text
ctypes.CDLL = _found
shutil._use_fd_functions = False
sys.modules["msvcrt"] = types.SimpleNamespace(LK_NBLCK=2, locking=_locked)
sys.modules["fcntl"] = None
