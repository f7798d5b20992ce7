"""A node that asks an honest one, and answers only as well as it is told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import urllib3

Span = tuple[int, int]


class Limp(Enum):
    """How a node can fail to answer."""

    BUSY = auto()
    HANGS = auto()
    HANGS_UP = auto()
    NO_JSON = auto()


@dataclass(slots=True)
class Watched:
    """What a node was asked.

    Attributes:
        url: where it answers
        spans: ranges of blocks whose logs were asked for, in the order they came in
        methods: of every single question
    """

    url: str = ""
    spans: list[Span] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, spans: int, seconds: float) -> bool:
        """Return whether so many ranges were asked for within some seconds."""
        with self.arrived:
            return self.arrived.wait_for(lambda: len(self.spans) >= spans, seconds)


#: Gets a range of blocks and how many were asked for before; returns None to answer, a way to fail,
#: or code and message of an error.
Gait = Callable[[Span, int], Limp | tuple[int, str] | None]


def steady(_span: Span, _before: int) -> None:
    """Answer everything."""


@contextmanager
def limping_node(url: str, gait: Gait = steady) -> Iterator[Watched]:
    """Serve on a free port; only questions about logs are answered badly."""
    node, watched, over = urllib3.PoolManager(maxsize=8), Watched(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body leave in one packet: the client would wait for the second one otherwise.
        wbufsize = -1

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            limp = self._limp(asked if isinstance(asked, list) else [asked])
            if limp is Limp.HANGS:
                over.wait()
            if limp in (Limp.HANGS, Limp.HANGS_UP):
                self.close_connection = True
            elif limp is Limp.BUSY:
                self._answer(HTTPStatus.TOO_MANY_REQUESTS, b"slow down")
            elif limp is Limp.NO_JSON:
                self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"<html>")
            elif isinstance(limp, tuple):
                error = dict(zip(("code", "message"), limp, strict=True))
                told = {"jsonrpc": "2.0", "id": asked["id"], "error": error}
                self._answer(HTTPStatus.OK, json.dumps(told).encode())
            else:
                self._answer(HTTPStatus.OK, node.request("POST", url, json=asked).data)

        def _limp(self, questions: list[dict[str, Any]]) -> Limp | tuple[int, str] | None:
            with watched.arrived:
                watched.methods += [question["method"] for question in questions]
                if questions[0]["method"] != "eth_getLogs":
                    return None
                wanted = questions[0]["params"][0]
                span = int(wanted["fromBlock"], 16), int(wanted["toBlock"], 16)
                watched.spans.append(span)
                watched.arrived.notify_all()
                return gait(span, len(watched.spans) - 1)

        def _answer(self, status: HTTPStatus, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    watched.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield watched
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()
        node.clear()
