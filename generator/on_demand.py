"""A server of MkDocs whose files are made when somebody asks for them: after a change nobody waits
for pages that nobody looks at."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterable
from threading import Lock, Timer
from typing import Any

_READ_BY_THEN = 5.0
"""So many seconds after a build the page is in the browser: what was built before is thrown away
then, which takes as long as to make many pages."""


def tidy_later() -> None:
    """Throws away what was built before, once the page is in the browser; where rubbish is collected
    all along, there is nothing to do."""
    if not gc.isenabled():
        rest = Timer(_READ_BY_THEN, gc.collect)
        rest.daemon = True
        rest.start()


def serve_on_demand(server: Any, make: Callable[[str], None]) -> None:
    """Lets a server ask for each file before it sends it, by its address: `make` puts it where the
    server looks, if it can be made and is not there.

    What is asked for while the site is built anew, which empties its folder, is made at the end of
    that: the server waits for it, and sends it then.
    """
    answer, build = server.get_app(), server.builder
    turn, asked = Lock(), Counter[str]()

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        address = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        try:
            with turn:
                asked[address] += 1
                make(address)
            return answer(environ, start_response)  # type: ignore[no-any-return]
        finally:
            with turn:
                asked[address] -= 1

    def builder() -> None:
        with turn:
            build()
            for address in +asked:
                make(address)
        tidy_later()

    server.set_app(app)
    server.builder = builder
