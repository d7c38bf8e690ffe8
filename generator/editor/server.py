"""The editor's web server: the pages of the manual with the editor on them, and its questions and
changes as JSON under `/-/`. Who has not been given the secret sees nothing."""

from __future__ import annotations

import hmac
import secrets
import socket
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Literal

import uvicorn
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ..editing import Wanted as NewRecord
from ..language import Language
from ..problems import ProblemsFound
from ..system import media_type
from ..theme import POLICY
from . import forms, telling
from .desk import Conflict, Desk, English, Mistakes, Wanted
from .jobs import Job

ASSETS = Path(__file__).parent / "assets"
LARGEST = 1_000_000
"""Bytes of what a page may send."""
SCRIPTS = ("edit.js", "bar.js", "paper.js", "text.js", "controls.js", "forms.js", "structure.js")
"""What runs in a page that is edited, in this order."""
_HEAD = "".join(
    [
        *(f'<link rel="stylesheet" href="/-/{name}.css">' for name in ("edit", "forms")),
        *(f'<script src="/-/{name}" defer></script>' for name in SCRIPTS),
        "</head>",
    ]
).encode()
_POLICY = f"{POLICY}; frame-src 'self'"
"""That of a page that is edited, which may show a sheet beside it: nothing else lets itself be
framed."""
_HEADERS = {
    "Content-Security-Policy": f"{_POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_WITHOUT_FRAMES, _WITH_FRAMES = (f'content="{one}"'.encode() for one in (POLICY, _POLICY))
_REFUSED = (
    "หน้านี้เปิดได้ด้วยที่อยู่ที่ khumue edit แสดงไว้เท่านั้น\n"
    "This page opens with the address that khumue edit shows, and with no other.\n"
)


class Sent(BaseModel):
    """What a page sends; what is not looked for is refused."""

    model_config = ConfigDict(extra="forbid")


class _Typed(Sent):
    """A text as somebody types it."""

    key: str = Field(max_length=500)
    th: str = Field(max_length=100_000)
    en: str = Field(default="", max_length=100_000)


class _Change(_Typed):
    """A text that is to be written."""

    seen: str = Field(max_length=64)
    english: English = "later"


class _Person(Sent):
    """Who works here."""

    by: str = Field(max_length=200)


class _Wished(Sent):
    """The language that somebody reads."""

    language: Language = Language.TH


class _Texts(Sent):
    """The texts of a page."""

    keys: list[str] = Field(max_length=5_000)


class _Values(Sent):
    """Other values for what a key leads to."""

    key: str = Field(max_length=500)
    values: dict[str, Any]
    seen: str = Field(max_length=64)


class _Entry(Sent):
    """An entry for a list of what a key leads to."""

    of: str = Field(max_length=500)
    list: str = Field(max_length=80)
    position: int = Field(ge=0, le=10_000)
    values: dict[str, Any]
    seen: str = Field(max_length=64)


class _Record(Sent):
    """A record more."""

    kind: str = Field(max_length=80)
    after: str | None = Field(default=None, max_length=80)
    before: str | None = Field(default=None, max_length=80)
    sheets: tuple[str, ...] = ()
    values: dict[str, Any]


class _Going(Sent):
    """What is to go, and where its old address is to lead."""

    key: str = Field(max_length=500)
    now: str = Field(default="", max_length=500)
    seen: str = Field(default="", max_length=64)


class _Moving(Sent):
    """What is to change places, with what stands before it (-1) or behind it (1)."""

    key: str = Field(max_length=500)
    by: Literal[-1, 1]
    seen: str = Field(max_length=64)


class _Guard:
    """Lets nobody in who was not given the secret, and nothing change from another page or under
    another name of this machine."""

    def __init__(self, app: ASGIApp, port: int, secret: str) -> None:
        self._app, self._secret = app, secret
        self._cookie = f"khumue-{port}"
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        request = Request(scope)
        return await (self._answer(request) or self._app)(scope, receive, send)

    def _answer(self, request: Request) -> Response | None:
        """What is answered in the place of what was asked for; None where it may be."""
        host = request.headers.get("host", "")
        if host not in self._hosts:
            return _refused()
        given = request.query_params.get("secret", "")
        if request.method == "GET" and request.url.path == "/-/open" and self._is_it(given):
            response: Response = RedirectResponse("/", 303, headers=_HEADERS)
            response.set_cookie(self._cookie, self._secret, httponly=True, samesite="strict")
            return response
        if not self._is_it(request.cookies.get(self._cookie, "")):
            return _refused()
        if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return _refused()
        if request.method not in ("GET", "HEAD"):
            as_json = (
                request.headers.get("content-type", "").partition(";")[0] == "application/json"
            )
            if request.headers.get("origin") != f"http://{host}" or not as_json:
                return _refused()
            length = request.headers.get("content-length", "")
            if not length.isdecimal() or int(length) > LARGEST:
                return JSONResponse({}, 413, headers=_HEADERS)
        return None

    def _is_it(self, said: str) -> bool:
        return hmac.compare_digest(said.encode(), self._secret.encode())


def _refused() -> Response:
    return PlainTextResponse(_REFUSED, 403, headers=_HEADERS)


Act = Callable[[Desk, Request, Any], Any]
"""What is done for a question: with what the page sent, if it sent something; gives what JSON can
hold, or a whole answer."""


def route(path: str, act: Act, body: type[Sent] | None = None) -> Route:
    """A question, or with a body a change, and what is done for it."""

    async def endpoint(request: Request) -> Response:
        try:
            sent = body.model_validate_json(await request.body()) if body else None
        except ValidationError:
            return JSONResponse({}, 400, headers=_HEADERS)
        answer, status = await run_in_threadpool(_answered, act, request, sent)
        if isinstance(answer, Response):
            return answer
        return JSONResponse(answer, status, headers=_HEADERS)

    return Route(path, endpoint, methods=["POST" if body else "GET"])


def _answered(act: Act, request: Request, sent: Sent | None) -> tuple[Any, int]:
    try:
        return act(request.app.state.desk, request, sent), 200
    except Conflict as met:
        return telling.conflict(met), 409
    except Mistakes as found:
        return telling.mistakes(found), 422
    except ProblemsFound as found:
        return {"problems": telling.problems(found.problems)}, 422
    except KeyError as key:
        return {"problems": telling.problems([telling.gone(str(key.args[0]))])}, 404
    except OSError as error:
        return {"problems": telling.problems([telling.unwritten(error)])}, 500


def _language(request: Request) -> Language:
    return Language.EN if request.query_params.get("language") == "en" else Language.TH


def _state(desk: Desk, request: Request, sent: None) -> Any:
    path = request.query_params.get("page", "").lstrip("/").removeprefix(Language.EN.folder)
    path += "index.html" if not path or path.endswith("/") else ""
    return telling.state(desk, path, _language(request)) | {"job": _job(desk, request, None)}


def _text(desk: Desk, request: Request, sent: None) -> Any:
    return telling.text(desk, request.query_params.get("key", ""))


def _look(desk: Desk, request: Request, sent: _Typed) -> Any:
    return telling.look(desk.look(sent.key, sent.th, sent.en))


def _save(desk: Desk, request: Request, sent: _Change) -> Any:
    return telling.saved(desk.save(Wanted(**sent.model_dump())))


def _undo(desk: Desk, request: Request, sent: Sent) -> Any:
    return telling.undone(desk.undo())


def _redo(desk: Desk, request: Request, sent: Sent) -> Any:
    return telling.undone(desk.redo())


def _name(desk: Desk, request: Request, sent: _Person) -> Any:
    desk.name(sent.by)
    return {"by": desk.by}


def _job(desk: Desk, request: Request, sent: None) -> Any:
    job: Job = request.app.state.job
    return job.state


def _made(desk: Desk, request: Request, sent: None) -> Response:
    job: Job = request.app.state.job
    path = {one.name: one for one in job.made}[request.path_params["name"]]
    return FileResponse(path, filename=path.name, headers=_HEADERS)


def _publish(desk: Desk, request: Request, sent: _Wished) -> Any:
    request.app.state.job.start(sent.language.value)
    return _job(desk, request, None)


def _cancel(desk: Desk, request: Request, sent: Sent) -> Any:
    request.app.state.job.cancel()
    return _job(desk, request, None)


def _sheet(desk: Desk, request: Request, sent: None) -> Response:
    content = desk.sheet(request.query_params.get("key", ""), _language(request))
    headers = {**_HEADERS, "Content-Security-Policy": "frame-ancestors 'self'"}
    return Response(content, media_type="application/pdf", headers=headers)


def _entries(desk: Desk, request: Request, sent: _Texts) -> Any:
    return forms.entries(desk, sent.keys)


def _entry(desk: Desk, request: Request, sent: None) -> Any:
    return forms.entry(desk, request.query_params.get("key", ""))


def _form(desk: Desk, request: Request, sent: None) -> Any:
    asked = request.query_params
    if kind := asked.get("kind"):
        return forms.new(desk, kind, asked.get("after", ""))
    if of := asked.get("of"):
        position = asked.get("position", "0")
        at = int(position) if position.isdecimal() else 0
        return forms.begun(desk, of, asked.get("list", ""), at)
    return forms.described(desk, asked.get("key", ""))


def _put(desk: Desk, request: Request, sent: _Values) -> Any:
    return forms.put(desk, sent.key, sent.values, sent.seen)


def _insert(desk: Desk, request: Request, sent: _Entry) -> Any:
    return forms.insert(desk, sent.of, sent.list, sent.position, sent.values, sent.seen)


def _add(desk: Desk, request: Request, sent: _Record) -> Any:
    return forms.record(desk, NewRecord(**sent.model_dump(), id="", told=False))


def _move(desk: Desk, request: Request, sent: _Moving) -> Any:
    return forms.move(desk, sent.key, sent.by, sent.seen)


def _going(desk: Desk, request: Request, sent: None) -> Any:
    return forms.going(desk, request.query_params.get("key", ""))


def _remove(desk: Desk, request: Request, sent: _Going) -> Any:
    return forms.remove(desk, sent.key, sent.now, sent.seen)


def _asset(desk: Desk, request: Request, sent: None) -> Response:
    found = {path.name: path for path in ASSETS.iterdir()}
    path = found[request.path_params["name"]]
    kind = media_type(path.name)
    return Response(path.read_bytes(), media_type=kind, headers=_HEADERS)


def _page(desk: Desk, request: Request, sent: None) -> Response:
    path = request.path_params["path"]
    path += "index.html" if not path or path.endswith("/") else ""
    content = desk.file(path)
    status = 200 if content is not None else 404
    content = content if content is not None else desk.file("404.html") or b""
    kind = media_type(path)
    if status == 404 or kind == "text/html":
        kind, content = "text/html", content.replace(b"</head>", _HEAD, 1)
        content = content.replace(_WITHOUT_FRAMES, _WITH_FRAMES, 1)
    return Response(content, status, media_type=kind, headers=_HEADERS)


def app(desk: Desk, job: Job, port: int, secret: str) -> ASGIApp:
    """The editor, for those who have the secret."""
    found = Starlette(
        routes=[
            route("/-/state", _state),
            route("/-/text", _text),
            route("/-/look", _look, _Typed),
            route("/-/save", _save, _Change),
            route("/-/undo", _undo, Sent),
            route("/-/redo", _redo, Sent),
            route("/-/name", _name, _Person),
            route("/-/job", _job),
            route("/-/publish", _publish, _Wished),
            route("/-/made/{name}", _made),
            route("/-/cancel", _cancel, Sent),
            route("/-/sheet", _sheet),
            route("/-/entries", _entries, _Texts),
            route("/-/entry", _entry),
            route("/-/form", _form),
            route("/-/put", _put, _Values),
            route("/-/insert", _insert, _Entry),
            route("/-/add", _add, _Record),
            route("/-/move", _move, _Moving),
            route("/-/going", _going),
            route("/-/remove", _remove, _Going),
            route("/-/{name}", _asset),
            route("/{path:path}", _page),
        ]
    )
    found.state.desk, found.state.job = desk, job
    return _Guard(found, port, secret)


def serve(desk: Desk, ports: Iterable[int], opened: Callable[[str], None]) -> None:
    """Serves the editor on this machine alone until it is interrupted, at the first of the ports
    that is free; `opened` is told the address that opens it. Raises OSError where none is."""
    with closing(listening_at(list(ports))) as listening:
        port, secret = listening.getsockname()[1], secrets.token_urlsafe(24)
        job = Job(desk.project.root, ("build", "bundle"))
        made = app(desk, job, port, secret)
        opened(f"http://127.0.0.1:{port}/-/open?secret={secret}")
        try:
            uvicorn.Server(uvicorn.Config(made, log_level="warning", lifespan="off")).run(
                [listening]
            )
        finally:
            job.cancel()


def listening_at(ports: list[int]) -> socket.socket:
    """Takes the first of the ports of this machine that is free. Raises OSError where none is."""
    for port in ports[:-1]:
        with suppress(OSError):
            return socket.create_server(("127.0.0.1", port))
    return socket.create_server(("127.0.0.1", ports[-1]))
