"""Whoever reads the page: by keyboard alone, in the dark, on a phone, in another language.

reader    pointer | keyboard alone | light, dark | wide, phone | English, Portuguese
browser   the system's | the one that npm brought
policy    what the page tries to load or run from elsewhere is stopped
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tamper.node_lies import about_view
from tests.verify.lying_node import lying_node
from tests.verify.scenario import identity_of
from tests.verify.scenario_services import ServiceScenario
from tests.web.browser import Browser, Page, served
from tests.web.conftest import OpenPage
from tests.web.steps import OPEN_ALL, looked_up, more_in

FOCUSED = """(() => {
    const { tagName, id, textContent } = document.activeElement;
    const { outlineStyle } = getComputedStyle(document.activeElement);
    return [tagName, id || textContent.slice(0, 40), outlineStyle];
})()"""
REACHABLE = """[...document.querySelectorAll(
    'a, button, input, select, summary, [tabindex=\\"0\\"]')].filter((it) =>
    it.checkVisibility()).length"""
#: Everything that the policy must stop, and which of its rules does.
FORBIDDEN = """(async () => {
    const stopped = new Set();
    document.addEventListener('securitypolicyviolation', (event) =>
        stopped.add(event.effectiveDirective));
    const add = (name, values) => document.head.append(
        Object.assign(document.createElement(name), values));
    try { document.body.innerHTML = '<p>'; } catch { stopped.add('trusted-types'); }
    add('img', { src: 'http://127.0.0.1:9/pixel.png' });
    add('link', { rel: 'stylesheet', href: 'http://127.0.0.1:9/style.css' });
    add('iframe', { src: 'http://127.0.0.1:9/frame' });
    add('style', { textContent: 'p { color: red }' });
    try { document.body.setAttribute('onclick', '1'); } catch { stopped.add('onclick'); }
    const wanted = ['img-src', 'style-src-elem', 'frame-src'];
    while (!wanted.every((rule) => stopped.has(rule))) {
        await new Promise((resolve) => document.addEventListener(
            'securitypolicyviolation', resolve, { once: true }));
    }
    return [...stopped].sort();
})()"""


@pytest.mark.req("Y4")
def test_page__keyboard_alone__is_enough_and_goes_to_what_was_found(
    lived: ServiceScenario, open_page: OpenPage, browser: Browser
) -> None:
    with served(lived.manifest_path.parent) as files:
        page = open_page()
        page.allowed += [files, lived.dev.url]
        # Language, the title of the form, node, file, address of the manifest.
        for keys in (None, None, lived.dev.url, None, files + "manifest.json"):
            browser("press", key="Tab")
            if keys:
                browser("type", text=keys)
        browser("press", key="Enter")
        browser("wait", selector="#look")
        browser("type", text=identity_of("patient").hex())
        browser("press", key="Enter")
        browser("wait", selector="#person")
        assert browser("value", script=FOCUSED)[1] == "What the ledger holds"
        assert page.verdict == "proven"
        browser("press", key="Tab")
        browser("press", key="Enter")
        assert "The block's header has the hash" in page.text("#verdict")


@pytest.mark.req("Y4")
def test_page__tab_from_beginning_to_end__reaches_everything_and_shows_where_one_is(
    lived: ServiceScenario, open_page: OpenPage, browser: Browser
) -> None:
    looked_up(open_page(), lived, "patient")
    browser("value", script="document.activeElement.blur(); scrollTo(0, 0)")
    expected = browser("value", script=REACHABLE)
    reached: list[list[str]] = []
    browser("click", selector="h1")
    for _ in range(2 * expected):
        browser("press", key="Tab")
        focused = browser("value", script=FOCUSED)
        if focused[0] == "BODY":
            break
        reached.append(focused)
    assert len(reached) == expected, reached
    assert [one for one in reached if one[2] == "none"] == []


@pytest.mark.req("Y4")
@pytest.mark.parametrize(
    ("scheme", "width", "language"),
    [
        ("light", 1280, "en"),
        ("dark", 1280, "en"),
        ("light", 360, "pt"),
        ("dark", 360, "pt"),
        ("light", 320, "en"),
    ],
)
def test_page__any_scheme_width_and_language__is_accessible_and_fits(
    lived: ServiceScenario,
    open_page: OpenPage,
    browser: Browser,
    scheme: str,
    width: int,
    language: str,
) -> None:
    page = open_page(width=width, scheme=scheme, language=language)
    assert browser("axe") == []
    page.shot(f"{scheme}-{width}-{language}-start")
    looked_up(page, lived, "patient")
    browser("value", script=OPEN_ALL)
    page.shot(f"{scheme}-{width}-{language}")
    assert browser("axe") == []
    assert browser("value", script="document.documentElement.scrollWidth") <= width
    assert browser("value", script="document.documentElement.lang") == language
    background = browser("value", script="getComputedStyle(document.body).backgroundColor")
    assert (int(background[4:].split(",")[0]) > 127) == (scheme == "light")


@pytest.mark.req("Y4")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page__view_that_says_what_is_wrong__is_accessible_too(
    lived: ServiceScenario, open_page: OpenPage, browser: Browser, scheme: str
) -> None:
    page = open_page(scheme=scheme, width=360)
    page.connect("http://127.0.0.1:9", lived.manifest_path)
    assert browser("axe") == []
    page.connect(lived.dev.url, lived.manifest_path)
    for asked in ("ab" * 32, "no hash"):
        page.look(asked)
        assert browser("axe") == []
    with lying_node(lived.dev.url, about_view("Ledger", "look", more_in(4, 1_000))) as url:
        page.do("click", selector="main > details > summary")
        looked_up(page, lived, "rider", rpc=url)
        assert page.verdict == "false"
        assert browser("axe") == []
        assert browser("value", script="document.documentElement.scrollWidth") <= 360


@pytest.mark.req("Y4")
def test_page__another_language_chosen__says_the_same_in_it(
    lived: ServiceScenario, open_page: OpenPage, browser: Browser
) -> None:
    page = looked_up(open_page(), lived, "patient")
    browser("select", selector=".language select", value="pt")
    assert "Provado" in page.text("#verdict-title")
    assert "Contribuição: Planting trees" in page.text("#quality")


@pytest.mark.req("Y4")
def test_page__something_from_elsewhere_or_inline__is_stopped_by_the_policy(
    open_page: OpenPage, browser: Browser
) -> None:
    page = open_page()
    # The browser tells of what it stopped as if it had been asked.
    page.allowed.append("http://127.0.0.1:9/")
    stopped = browser("value", script=FORBIDDEN)
    assert len(browser("said")) >= len(stopped)
    assert {"img-src", "style-src-elem", "frame-src"} <= set(stopped)
    assert {"trusted-types", "onclick"} <= set(stopped)


@pytest.mark.req("Y4")
def test_page__browser_that_npm_brought__opens_it_too(
    lived: ServiceScenario, address: str, video: Path
) -> None:
    with Browser(video, "npm") as packed:
        page = looked_up(Page(packed, address), lived, "patient")
        assert (page.verdict, page.asked_elsewhere()) == ("proven", [])
