"""Cards: an identity hash as a QR code, drawn by the command and read by the page.

source   a picture chosen | pasted | the camera
content  a hash | an address with a hash | something else | nothing
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
import segno
from typer.testing import CliRunner

from isonomia.cli import app
from tests.verify.scenario import identity_of
from tests.verify.scenario_services import ServiceScenario
from tests.web.browser import Page
from tests.web.conftest import OpenPage

HASH = "0x" + identity_of("patient").hex()
PASTED = """(() => {
    const bytes = Uint8Array.from(atob('%s'), (sign) => sign.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], 'card.png', { type: 'image/png' }));
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData }));
})()"""


def draw(path: Path, *options: str, identity: str = HASH) -> Any:
    arguments = ["identity", "card", identity, "--out", str(path), *options]
    return CliRunner().invoke(app, arguments)


@pytest.fixture
def page(lived: ServiceScenario, open_page: OpenPage) -> Page:
    """The page, connected."""
    connected = open_page()
    connected.connect(lived.dev.url, lived.manifest_path)
    return connected


@pytest.mark.req("Y4")
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("card.png", ()),
        ("card.svg", ()),
        ("card.png", ("--page", "https://ledger.example/#rpc=https://node.example")),
    ],
)
def test_card__chosen_as_a_picture__is_looked_up(
    page: Page, tmp_path: Path, name: str, options: tuple[str, ...]
) -> None:
    assert draw(tmp_path / name, *options).exit_code == 0
    with page.awaited("#person, #fault p"):
        page.do("choose", selector="#card", file=str(tmp_path / name))
    assert page.text("#person .hash") == HASH
    assert page.verdict == "proven"


@pytest.mark.req("Y4")
def test_card__pasted_as_a_picture__is_looked_up(page: Page, tmp_path: Path) -> None:
    assert draw(tmp_path / "card.png").exit_code == 0
    picture = base64.b64encode((tmp_path / "card.png").read_bytes()).decode()
    with page.awaited("#person, #fault p"):
        page.do("value", script=PASTED % picture)
    assert page.text("#person .hash") == HASH


@pytest.mark.req("Y4")
def test_card__before_the_camera__is_looked_up_and_the_camera_stops(page: Page) -> None:
    with page.awaited("#person, #fault p"):
        page.do("click", selector="#camera")
    assert page.text("#person .hash") == HASH
    assert page.do("value", script="document.querySelectorAll('video').length") == 0


@pytest.mark.req("Y4")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nothing of ours", "holds no identity hash, or several"),
        (f"{HASH} and {HASH[:-1]}0", "holds no identity hash, or several"),
        (HASH + "00", "holds no identity hash, or several"),
    ],
)
def test_card__with_another_code__says_so(page: Page, tmp_path: Path, text: str, said: str) -> None:
    segno.make(text, error="m").save(str(tmp_path / "other.png"), scale=6)
    with page.awaited("#person, #fault p"):
        page.do("choose", selector="#card", file=str(tmp_path / "other.png"))
    assert said in page.text("#fault")


@pytest.mark.req("Y4")
def test_card__picture_without_a_code_or_no_picture__says_what_to_do(
    page: Page, tmp_path: Path
) -> None:
    blank, broken = tmp_path / "blank.svg", tmp_path / "broken.png"
    blank.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"/>')
    broken.write_text("no picture")
    for file, said in ((blank, "No QR code can be read"), (broken, "is no picture")):
        with page.awaited("#person, #fault p"):
            page.do("choose", selector="#card", file=str(file))
        assert said in page.text("#fault")


@pytest.mark.offline
@pytest.mark.req("Y4")
def test_card__of_what_is_no_hash__is_refused(tmp_path: Path) -> None:
    refused = draw(tmp_path / "card.svg", identity=HASH[:-1])
    assert refused.exit_code == 2
    assert not (tmp_path / "card.svg").exists()
    assert draw(tmp_path / "card.pdf").exit_code == 1
