"""The page as it is built, a browser, and a jurisdiction with everything in it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from isonomia.build import ROOT
from isonomia.devchain import DevChain, Kind
from tests.verify.cases_lived import live_cases
from tests.verify.scenario import START, identity_of
from tests.verify.scenario_cases import WASTE, CaseScenario
from tests.verify.scenario_services import ServiceScenario
from tests.verify.services_lived import live_services
from tests.web.browser import Browser, Page, served
from tests.web.cards import write_video

#: What the browser says of nodes that are dead, and of how often pictures of a camera are read.
HARMLESS = ("net::ERR", "willReadFrequently")
OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the page, built afresh; another run of tests may be building its own."""
    folder = tmp_path_factory.mktemp("page")
    subprocess.run(["node", str(ROOT / "tools" / "web" / "build.mjs"), str(folder)], check=True)
    return folder


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the camera of the browser shows: the card of the patient."""
    file = tmp_path_factory.mktemp("camera") / "card.y4m"
    write_video(file, "0x" + identity_of("patient").hex())
    return file


@pytest.fixture(scope="session")
def browser(video: Path) -> Iterator[Browser]:
    """A headless Chromium for all tests, whose camera sees the card of the patient."""
    with Browser(video) as running:
        yield running


@pytest.fixture(scope="session")
def address(built: Path) -> Iterator[str]:
    """Where the page is served."""
    with served(built) as url:
        yield url


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[OpenPage]:
    """Opens the page; afterwards nothing may have failed, or been asked that nobody named."""
    pages: list[Page] = []

    def opened(**how: Any) -> Page:
        pages.append(Page(browser, address, **how))
        return pages[-1]

    yield opened
    assert [line for line in browser("said") if not any(sign in line for sign in HARMLESS)] == []
    if pages:
        assert pages[-1].asked_elsewhere() == []


@pytest.fixture(scope="session")
def lived(chain_kind: Kind, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceScenario]:
    """A jurisdiction in which credits were spent and somebody was accused just now."""
    with DevChain(chain_kind, start=START) as dev:
        scenario = ServiceScenario(dev, tmp_path_factory.mktemp("web"))
        live_services(scenario)
        scenario.accuse(WASTE, {"patient": scenario.today - 1})
        yield scenario


@pytest.fixture(scope="session")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseScenario]:
    """A jurisdiction with everything of due process, on Anvil."""
    with DevChain("anvil", start=START) as dev:
        scenario = CaseScenario(dev, tmp_path_factory.mktemp("cases"))
        live_cases(scenario)
        yield scenario
