"""A node that answers like a public one: it stands before a real node and is sometimes difficult.

The real node does all the work; the front only refuses, delays or drops requests, as nodes on the
internet do and development chains never.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import urllib3

#: Gets the request; returns an HTTP status, a JSON answer, or None to let the node answer.
Mood = Callable[[Any], Any]


@contextmanager
def difficult_front(url: str, mood: Mood) -> Iterator[str]:
    """Yield the address of a front before the node at `url`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(url, mood))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(url: str, mood: Mood) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            request = json.loads(body)
            answer = mood(request)
            if isinstance(answer, int):
                self.send_response(answer)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            content = json.dumps(answer).encode() if answer else _forward(url, body)
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    return Handler


def _forward(url: str, body: bytes) -> bytes:
    headers = {"Content-Type": "application/json"}
    with urllib3.PoolManager() as pool:
        return pool.request("POST", url, body=body, headers=headers).data
