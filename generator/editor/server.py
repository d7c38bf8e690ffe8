"""The editor's web server: the pages of the manual with the editor on them, and its questions and
changes as JSON under `/-/`. Who has not been given the secret sees nothing."""

from __future__ import annotations

import hmac
import secrets
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import uvicorn
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ..problems import ProblemsFound
from ..system import media_type
from ..theme import POLICY
from ..translations import Standing
from .desk import Conflict, Desk, English, Wanted, gone, seen, told

ASSETS = Path(__file__).parent / "assets"
LARGEST = 1_000_000
"""Bytes of what a page may send."""
_HEAD = b'<link rel="stylesheet" href="/-/edit.css"><script src="/-/edit.js" defer></script></head>'
_HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_REFUSED = (
    "หน้านี้เปิดได้ด้วยที่อยู่ที่ khumue edit แสดงไว้เท่านั้น\n"
    "This page opens with the address that khumue edit shows, and with no other.\n"
)


class _Change(BaseModel):
    """A text as a page sends it."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(max_length=500)
    th: str = Field(min_length=1, max_length=100_000)
    en: str = Field(default="", max_length=100_000)
    seen: str = Field(max_length=64)
    english: English = "later"


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
hold."""


def _route(path: str, act: Act, body: type[BaseModel] | None = None) -> Route:
    async def endpoint(request: Request) -> Response:
        try:
            sent = body.model_validate_json(await request.body()) if body else None
        except ValidationError:
            return JSONResponse({}, 400, headers=_HEADERS)
        try:
            answer = await run_in_threadpool(act, request.app.state.desk, request, sent)
        except Conflict as conflict:
            now = conflict.pair
            said = {"th": now.th, "en": now.en or "", "seen": seen(now)} if now else None
            return JSONResponse({"conflict": said}, 409, headers=_HEADERS)
        except ProblemsFound as found:
            return JSONResponse({"problems": told(found.problems)}, 422, headers=_HEADERS)
        except KeyError as key:
            return JSONResponse({"problems": told([gone(str(key))])}, 404, headers=_HEADERS)
        except OSError as error:
            why = {"failed": error.strerror or str(error), "file": str(error.filename)}
            return JSONResponse(why, 500, headers=_HEADERS)
        return answer if isinstance(answer, Response) else JSONResponse(answer, headers=_HEADERS)

    return Route(path, endpoint, methods=["POST" if body or act in _CHANGES else "GET"])


def _state(desk: Desk, request: Request, sent: None) -> dict[str, Any]:
    desk.refresh()
    last = desk.last()
    return {
        "revision": desk.revision,
        "behind": sum(one.state == "behind" for one in desk.standings.values()),
        "problems": told(desk.problems),
        "undo": {"what": last.what, "when": last.when.isoformat(), "by": last.by} if last else None,
        "by": desk.by,
        "languages": [language.value for language in desk.guide.manual.languages],
    }


def _text(desk: Desk, request: Request, sent: None) -> dict[str, Any]:
    return _shown(desk.text(request.query_params.get("key", "")))


def _shown(one: Standing) -> dict[str, Any]:
    pair = one.pair
    return {
        "key": pair.key,
        "address": pair.address,
        "place": str(pair.th_at),
        "passage": pair.is_passage,
        "th": pair.th,
        "en": pair.en or "",
        "seen": seen(pair),
        "state": one.state.value,
        "was": one.line.said if one.line and one.state == "behind" else None,
    }


def _save(desk: Desk, request: Request, sent: _Change) -> dict[str, Any]:
    return _shown(desk.save(Wanted(**sent.model_dump())))


def _undo(desk: Desk, request: Request, sent: None) -> dict[str, Any]:
    return {"undone": desk.undo().what}


_CHANGES = {_undo}
"""What changes something though nothing is sent with it."""


def _asset(desk: Desk, request: Request, sent: None) -> Response:
    path = ASSETS / request.path_params["name"]
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
    return Response(content, status, media_type=kind, headers=_HEADERS)


def app(desk: Desk, port: int, secret: str) -> ASGIApp:
    """The editor, for those who have the secret."""
    found = Starlette(
        routes=[
            _route("/-/state", _state),
            _route("/-/text", _text),
            _route("/-/save", _save, _Change),
            _route("/-/undo", _undo),
            _route("/-/{name}", _asset),
            _route("/{path:path}", _page),
        ]
    )
    found.state.desk = desk
    return _Guard(found, port, secret)


def serve(desk: Desk, port: int, opened: Callable[[str], None]) -> None:
    """Serves the editor on this machine alone until it is interrupted; `opened` is told the address
    that opens it. Raises OSError where the port is taken."""
    with closing(socket.create_server(("127.0.0.1", port))) as listening:
        port, secret = listening.getsockname()[1], secrets.token_urlsafe(24)
        config = uvicorn.Config(app(desk, port, secret), log_level="warning", lifespan="off")
        opened(f"http://127.0.0.1:{port}/-/open?secret={secret}")
        uvicorn.Server(config).run([listening])
