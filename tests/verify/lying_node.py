"""A node that asks an honest one and changes what it likes on the way back."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import urllib3


class Refuse(Exception):  # noqa: N818 - it is what the node does
    """Raised by a lie to answer with an error."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.error = {"code": code, "message": message}


#: Gets method, parameters and the honest result; returns what to answer.
Lie = Callable[[str, list[Any], Any], Any]


def honest(_method: str, _parameters: list[Any], result: Any) -> Any:
    """Change nothing."""
    return result


def about_logs(change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> Lie:
    """Return a lie that changes the list of logs and nothing else."""

    def lie(method: str, _parameters: list[Any], result: Any) -> Any:
        return change(result) if method == "eth_getLogs" else result

    return lie


@contextmanager
def lying_node(url: str, lie: Lie) -> Iterator[str]:
    """Serve on a free port and hand out the address."""
    honest_node = urllib3.PoolManager(maxsize=8)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body leave in one packet: the client would wait for the second one otherwise.
        wbufsize = -1

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            questions = asked if isinstance(asked, list) else [asked]
            response = honest_node.request("POST", url, json=questions)
            answers = _told(questions, response.json(), lie)
            body = json.dumps(answers if isinstance(asked, list) else answers[0]).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(body)

        def do_OPTIONS(self) -> None:
            """Let pages in browsers ask, as nodes do."""
            self.send_response(204)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Access-Control-Allow-Headers", "Content-Type")
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        honest_node.clear()


def _told(
    questions: list[dict[str, Any]], honest_answers: list[dict[str, Any]], lie: Lie
) -> list[dict[str, Any]]:
    answers = {answer["id"]: answer for answer in honest_answers}
    told = []
    for question in questions:
        answer = answers[question["id"]]
        if "result" in answer:
            try:
                answer["result"] = lie(question["method"], question["params"], answer["result"])
            except Refuse as refuse:
                answer = {"jsonrpc": "2.0", "id": question["id"], "error": refuse.error}
        told.append(answer)
    return told
