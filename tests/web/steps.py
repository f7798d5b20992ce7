"""What several tests of the page do."""

from __future__ import annotations

from collections.abc import Callable

from tests.verify.scenario import Scenario, identity_of
from tests.web.browser import Page

OPEN_ALL = "document.querySelectorAll('details').forEach((it) => { it.open = true; })"


def looked_up(page: Page, scenario: Scenario, role: str, rpc: str = "", second: str = "") -> Page:
    """Connect to a scenario's chain, or to another node, and look somebody up."""
    page.connect(rpc or scenario.dev.url, scenario.manifest_path, second)
    page.look("0x" + identity_of(role).hex())
    return page


def shown_facts(page: Page) -> dict[str, str]:
    """Return what stands in the tiles, by the name of each."""
    script = """Object.fromEntries([...document.querySelectorAll('#numbers dl > div')].map(
        (fact) => [fact.id.replace('numbers-', ''), fact.querySelector('dd').innerText]))"""
    return dict(page.do("value", script=script))


def sealed(page: Page) -> dict[str, str]:
    """Return for each section whether it is said to be proven, false or unknown."""
    script = """Object.fromEntries([...document.querySelectorAll('section[id]:has(.seal)')].map(
        (part) => [part.id, part.querySelector('.seal').classList[1]]))"""
    return dict(page.do("value", script=script))


def more_in(word: int, by: int) -> Callable[[str], str]:
    """Return a lie that adds to one word of an answer."""

    def lie(answer: str) -> str:
        start = 2 + 64 * word
        value = int(answer[start : start + 64], 16) + by
        return answer[:start] + f"{value:064x}" + answer[start + 64 :]

    return lie
