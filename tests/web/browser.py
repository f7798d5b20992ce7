"""A headless Chromium, and the page as somebody in front of it uses it."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from isonomia.build import ROOT

#: Pictures of the page, to look at.
SHOTS = ROOT / "reports" / "web"
_DRIVER = Path(__file__).with_name("browser.mjs")


class Browser:
    """A Chromium of its own, stopped at the end of the `with` block.

    Args:
        video: what its camera shows, a .y4m file
        kind: `any`, or `npm` for the one that npm brought
    """

    def __init__(self, video: Path, kind: str = "any") -> None:
        self._command = ["node", str(_DRIVER), kind, str(video)]

    def __enter__(self) -> Self:
        self._driver = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._driver.stdin
        assert self._driver.stdout
        self._driver.stdin.close()
        self._driver.wait(30)
        self._driver.stdout.close()

    def __call__(self, command: str, **values: Any) -> Any:
        """Have the driver do something and return what came of it."""
        assert self._driver.stdin
        assert self._driver.stdout
        self._driver.stdin.write(json.dumps({"command": command, **values}) + "\n")
        self._driver.stdin.flush()
        answer = json.loads(self._driver.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["result"]


class Page:
    """The page, opened in a browser."""

    def __init__(
        self,
        browser: Browser,
        url: str,
        *,
        width: int = 1280,
        scheme: str = "light",
        language: str = "en",
    ) -> None:
        self.do = browser
        #: Beginnings of the addresses that the page may ask.
        self.allowed = [url, f"blob:{url}"]
        self.do("open", url=url, width=width, scheme=scheme, language=language)

    def connect(self, rpc: str, manifest: Path, second: str = "") -> None:
        """Name a node and a manifest, and wait until the page said how that went."""
        self.allowed += [address for address in (rpc, second) if address]
        self.do("fill", selector="#rpc", text=rpc)
        self.do("fill", selector="#second", text=second)
        self.do("choose", selector="#manifest-file", file=str(manifest))
        with self.awaited("#look, #fault p"):
            self.do("click", selector="#connect button")

    def look(self, identity: str) -> None:
        """Look somebody up, and wait until the page said how that went."""
        self.do("fill", selector="#identity", text=identity)
        with self.awaited("#person, #fault p"):
            self.do("click", selector="#look button[type=submit]")

    @contextmanager
    def awaited(self, selector: str) -> Iterator[None]:
        """Wait at the end for something that was not there, or another one, at the beginning."""
        self.do("mark", selector=selector)
        yield
        parts = selector.split(", ")
        self.do("wait", selector=", ".join(f"{part}:not([data-former])" for part in parts))

    def asked_elsewhere(self) -> list[str]:
        """Return the addresses the page asked that nobody named to it."""
        return [
            url for url in self.do("asked") if not any(url.startswith(own) for own in self.allowed)
        ]

    def shot(self, name: str) -> None:
        """Leave a picture of the whole page among the build output."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.do("shot", file=str(SHOTS / f"{name}.png"))

    def text(self, selector: str) -> str:
        """Return what stands in the first element that a selector finds."""
        return str(self.do("text", selector=selector))

    @property
    def verdict(self) -> str:
        """The outcome of the verdict: proven, false or unknown."""
        script = "document.querySelector('#verdict').classList[1]"
        return str(self.do("value", script=script))

    def failed(self) -> list[str]:
        """Return the checks of the verdict that did not hold."""
        script = "[...document.querySelectorAll('#verdict li.false')].map((it) => it.id)"
        return [name.removeprefix("check-") for name in self.do("value", script=script)]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port and hand out the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        """Let other pages read it, as whoever publishes a manifest does."""
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Stay quiet."""
