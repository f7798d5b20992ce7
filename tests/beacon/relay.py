"""A relay on this computer that answers as it is told: rightly, wrongly, slowly or never."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: Gets the handler of one request and answers it.
Manner = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Relay:
    """A running relay and the paths it was asked for."""

    url: str
    asked: list[str] = field(default_factory=list)
    #: Set when the test is over, so that nobody waits longer.
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def running(manner: Callable[[Relay], Manner]) -> Iterator[Relay]:
    """Serve on a free port of this computer."""
    relay = Relay("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            relay.asked.append(self.path)
            answer(self)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Stay quiet."""

    answer = manner(relay)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    relay.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield relay
    finally:
        relay.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def says(body: bytes | dict[str, Any], status: int = 200) -> Callable[[Relay], Manner]:
    """Answer everything the same."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return lambda _: answer


def only_at(path: str, body: dict[str, Any]) -> Callable[[Relay], Manner]:
    """Answer at one path, and that there is nothing at any other."""
    found, missing = says(body), says(b"not found", 404)
    return lambda relay: (
        lambda handler: (found if handler.path == path else missing)(relay)(handler)
    )


def stalls(relay: Relay) -> Manner:
    """Take the question and never answer."""
    return lambda _: relay.over.wait() and None


def drips(relay: Relay) -> Manner:
    """Send one byte after the other without an end, each of them in time."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not relay.over.wait(0.05):
            try:
                handler.wfile.write(b" ")
            except OSError:
                return

    return answer


def hangs_up(_: Relay) -> Manner:
    """Close the connection without a word."""
    return lambda handler: handler.connection.close()


def redirects_to(url: str) -> Callable[[Relay], Manner]:
    """Send the client elsewhere."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", url + handler.path)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return lambda _: answer
