"""The page tells what the ledger holds, proves it, and says in plain words what went wrong.

identity  enrolled | closed, opted out, deducted | unknown | mistyped
node      honest | dead | of another chain | without proofs | lying | contradicted by another
manifest  a file | an address | edited | no manifest
reader    pointer | keyboard alone | dark | phone | English | Portuguese
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from isonomia import build, words
from isonomia.build import ROOT
from isonomia.devchain import DevChain
from isonomia.event_logs import event_topic
from tests.verify.cases_lived import live_cases
from tests.verify.lying_node import Lie, Refuse, about_logs, lying_node
from tests.verify.scenario import START, Scenario, identity_of
from tests.verify.scenario_cases import CITIZENS, CaseScenario
from tests.verify.scenario_services import ServiceScenario
from tests.verify.test_verify_lottery import about_view
from tests.web.browser import Page, served
from tests.web.conftest import OpenPage

SHOTS = ROOT / "reports" / "web"
CLOSED_PORT = "http://127.0.0.1:9"
UNKNOWN = "ab" * 32
AWARDED = next(
    event_topic(entry) for entry in build.load("Ledger")["abi"] if entry.get("name") == "Awarded"
)


def looked_up(page: Page, scenario: Scenario, role: str, rpc: str = "", second: str = "") -> Page:
    page.connect(rpc or scenario.dev.url, scenario.manifest_path, second)
    page.look("0x" + identity_of(role).hex())
    return page


def shown_facts(page: Page) -> dict[str, str]:
    script = """Object.fromEntries([...document.querySelectorAll('#numbers dl > div')].map(
        (fact) => [fact.id.replace('numbers-', ''), fact.querySelector('dd').innerText]))"""
    return dict(page.do("value", script=script))


# ---- an honest node ------------------------------------------------------------------------------


@pytest.mark.req("Y3", "Y4")
def test_page__somebody_enrolled__shows_what_the_views_answer_and_proves_it(
    lived: ServiceScenario, open_page: OpenPage
) -> None:
    page = looked_up(open_page(), lived, "patient")
    assert (page.verdict, page.failed()) == ("proven", [])
    ledger = lived.deployment.ledger
    credits, quality, tier, spent = [
        lived.deployment.call(ledger, view, identity_of("patient"))
        for view in ("creditsOf", "qualityOf", "tierOf", "spentBy")
    ]
    facts = shown_facts(page)
    assert facts["credits"] == words.credits(credits)
    assert facts["quality"] == f"{quality} of 1,000"
    assert facts["tier"] == words.TIER_NAMES[tier]
    assert facts["spent"] == words.credits(spent)
    assert "Contribution: Planting trees" in page.text("#quality")
    assert "+50" in page.text("#quality .scroll")
    assert "Bus line 4 (offer 3)" in page.text("#spending")
    assert "refunded on" in page.text("#spending")
    assert "2 of 5" in page.text("#spending")
    assert (
        page.text("#block-hash")
        == lived.chain.call("eth_getBlockByNumber", "latest", False)["hash"]
    )


@pytest.mark.req("Y4", "D2")
def test_page__open_case__says_until_when_one_can_appeal(
    lived: ServiceScenario, open_page: OpenPage
) -> None:
    cases = looked_up(open_page(), lived, "patient").text("#cases")
    assert "Dumping waste" in cases
    assert "in notice: nothing has changed" in cases
    assert "appeal, free of charge, until" in cases


@pytest.mark.req("Y4", "L1")
def test_page__winner_of_a_round__shows_place_prize_and_what_is_left_of_it(
    lived: ServiceScenario, open_page: OpenPage
) -> None:
    page = looked_up(open_page(), lived, "rider")
    assert "won lot 0" in page.text("#rounds")
    assert "An uplift lifts 198.000 credits" in page.text("#quality")
    assert "198.000 credits of it are left" in page.text("#quality")


@pytest.mark.req("Y4", "V1", "V4")
def test_page__connected__lists_organisations_offers_and_ratings(
    lived: ServiceScenario, open_page: OpenPage
) -> None:
    page = open_page()
    page.connect(lived.dev.url, lived.manifest_path)
    listed = page.text("#organisations")
    assert "Küche für alle, als Genossenschaft (organisation 4)" in listed
    assert "Commended: Accessible to everybody" in listed
    assert "Suspended until" in listed
    assert "5 of 5 (ratings: 1)" in listed


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseScenario]:
    """A jurisdiction with everything of due process, on Anvil."""
    with DevChain("anvil", start=START) as dev:
        scenario = CaseScenario(dev, tmp_path_factory.mktemp("cases"))
        live_cases(scenario)
        yield scenario


@pytest.mark.req("Y3", "Y4")
def test_page__everybody_of_a_year_of_cases__history_leads_to_the_proven_slot(
    tried: CaseScenario, open_page: OpenPage
) -> None:
    page = open_page()
    page.connect(tried.dev.url, tried.manifest_path)
    for role in CITIZENS:
        page.look(identity_of(role).hex())
        shown = page.text("#person .hash")
        assert (shown, page.failed(), page.verdict) == (
            "0x" + identity_of(role).hex(),
            [],
            "proven",
        ), role


@pytest.mark.req("Y3", "Y4", "S6")
def test_page__everybody_of_a_year_of_cases__changes_add_up_to_the_quality(
    tried: CaseScenario, open_page: OpenPage
) -> None:
    page = open_page()
    page.connect(tried.dev.url, tried.manifest_path)
    for role in CITIZENS:
        page.look(identity_of(role).hex())
        changes, qualities = columns_of_reasons(page)
        together = [sum(changes[: number + 1]) for number in range(len(changes))]
        assert together == qualities, role
        assert shown_facts(page)["quality"] == f"{qualities[-1]} of 1,000", role
    page.look(identity_of("accused").hex())
    assert "Deduction of 60 points on the whole balance" in page.text("#quality .scroll")


def columns_of_reasons(page: Page) -> tuple[list[int], list[int]]:
    script = """[...document.querySelectorAll('#quality .scroll tbody tr')].map(
        (row) => [1, 2].map((column) => Number(row.cells[column].innerText)))"""
    rows = page.do("value", script=script)
    return [change for change, _ in rows], [quality for _, quality in rows]


# ---- what can be wrong ---------------------------------------------------------------------------


@pytest.mark.req("Y4")
def test_page__unknown_identity__says_that_nobody_is_enrolled_and_proves_it(
    lived: ServiceScenario, open_page: OpenPage
) -> None:
    page = open_page()
    page.connect(lived.dev.url, lived.manifest_path)
    page.look(UNKNOWN)
    assert "Nobody with this identity hash is enrolled" in page.text("#nobody")
    assert page.verdict == "proven"


@pytest.mark.req("Y4")
@pytest.mark.parametrize("mistyped", [UNKNOWN[:-1], "z" * 64, "Maria", "0" * 64])
def test_page__mistyped_identity__says_what_a_hash_looks_like(
    lived_on_anvil: ServiceScenario, open_page: OpenPage, mistyped: str
) -> None:
    page = open_page()
    page.connect(lived_on_anvil.dev.url, lived_on_anvil.manifest_path)
    page.look(mistyped)
    assert "identity hash" in page.text("#fault")


@pytest.mark.req("Y4")
def test_page__dead_node__says_so_and_what_to_do(
    lived_on_anvil: ServiceScenario, open_page: OpenPage
) -> None:
    page = open_page()
    page.connect(CLOSED_PORT, lived_on_anvil.manifest_path)
    assert f"No answer from the node at {CLOSED_PORT}" in page.text("#fault")
    assert "Try another node" in page.text("#fault")


@pytest.mark.req("Y4")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"chain_id": 5}, "the manifest is of the chain 5"),
        ({"format": "something"}, "This file is no manifest"),
        ({"status": "deploying"}, "was not finished"),
        ({"charter": "{}"}, "the file was edited"),
        ({"contracts": {}}, "names no address of the contract Beacon"),
    ],
)
def test_page__wrong_manifest__says_what_is_wrong_with_it(
    lived_on_anvil: ServiceScenario,
    open_page: OpenPage,
    tmp_path: Path,
    change: dict[str, Any],
    said: str,
) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(json.loads(lived_on_anvil.manifest_path.read_text()) | change))
    page = open_page()
    page.connect(lived_on_anvil.dev.url, wrong)
    assert said in page.text("#fault")


# ---- a lying node --------------------------------------------------------------------------------


def edit(method: str, change: Any) -> Lie:
    def lie(asked: str, parameters: list[Any], result: Any) -> Any:
        return change(parameters, result) if asked == method else result

    return lie


def more_in(word: int, by: int) -> Callable[[str], str]:
    """Return a lie that adds to one word of an answer."""

    def lie(answer: str) -> str:
        start = 2 + 64 * word
        value = int(answer[start : start + 64], 16) + by
        return answer[:start] + f"{value:064x}" + answer[start + 64 :]

    return lie


def other_word(parameters: list[Any], result: dict[str, Any]) -> dict[str, Any]:
    first, *others = result["storageProof"]
    wrong = first | {"value": hex(int(first["value"], 16) ^ 1)}
    return result | {"storageProof": [wrong, *others]}


def other_proof(parameters: list[Any], result: dict[str, Any]) -> dict[str, Any]:
    first, *others = result["storageProof"]
    *nodes, leaf = first["proof"]
    forged = leaf[:-1] + f"{int(leaf[-1], 16) ^ 1:x}"
    wrong = {"key": first["key"], "value": hex(int(first["value"], 16) ^ 1)}
    return result | {"storageProof": [wrong | {"proof": [*nodes, forged]}, *others]}


def other_root(parameters: list[Any], result: dict[str, Any]) -> dict[str, Any]:
    return result | {"stateRoot": "0x" + "11" * 32}


def later(parameters: list[Any], result: dict[str, Any]) -> dict[str, Any]:
    return result | {"timestamp": hex(int(result["timestamp"], 16) + 86_400)}


def without_award(logs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    awards = [log for log in logs if log["topics"][0] == AWARDED]
    return [log for log in logs if log is not (awards[-1] if awards else None)]


def better_award(logs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        log | {"data": f"0x{int(log['data'], 16) + (1 << 40):064x}"}
        if log["topics"][0] == AWARDED
        else log
        for log in logs
    ]


LIES = {
    "credits": (about_view("Ledger", "look", more_in(4, 1_000)), {"views"}),
    "quality": (about_view("Ledger", "look", more_in(5, 1)), {"views"}),
    "deadline of a case": (about_view("Cases", "caseOf", more_in(2, 86_400)), {"entries"}),
    "code": (edit("eth_getCode", lambda _, code: code[:-1] + "0"), {"code"}),
    "storage word": (edit("eth_getProof", other_word), {"storage"}),
    "storage proof": (edit("eth_getProof", other_proof), {"storage"}),
    "state root": (edit("eth_getBlockByNumber", other_root), {"header", "storage"}),
    "time": (edit("eth_getBlockByNumber", later), {"header", "views"}),
    "missing award": (about_logs(without_award), {"history"}),
    "better award": (about_logs(better_award), {"history"}),
}


@pytest.mark.req("Y4", "Y2")
@pytest.mark.parametrize("lie", LIES)
def test_page__lying_node__verdict_is_red_and_names_the_check(
    lived: ServiceScenario, open_page: OpenPage, lie: str
) -> None:
    told, checks = LIES[lie]
    with lying_node(lived.dev.url, told) as url:
        page = looked_up(open_page(), lived, "patient", rpc=url)
        assert (page.verdict, set(page.failed())) == ("false", checks)
    assert "Do not rely on what stands below" in page.text("#verdict")
    colour = "getComputedStyle(document.querySelector('#verdict-title')).color"
    red, green, blue = map(int, re.findall(r"\d+", page.do("value", script=colour))[:3])
    assert red > 2 * max(green, blue)


@pytest.mark.req("Y4", "S8")
def test_page__other_code_at_the_ledger__is_found_out_though_the_node_proves_it(
    tried: CaseScenario, open_page: OpenPage
) -> None:
    snapshot = tried.dev.snapshot()
    ledger = tried.manifest.addresses["Ledger"]
    code = tried.chain.call("eth_getCode", ledger, "latest")
    tried.chain.call("anvil_setCode", ledger, code + "00")
    tried.chain.call("evm_mine")
    page = looked_up(open_page(), tried, "accused")
    assert (page.verdict, page.failed()) == ("false", ["code"])
    tried.dev.revert(snapshot)


@pytest.mark.req("Y4")
def test_page__place_in_a_round_told_wrongly__turns_the_verdict_red(
    lived: ServiceScenario, open_page: OpenPage
) -> None:
    with lying_node(lived.dev.url, about_view("Pool", "placeOf", more_in(0, 1))) as url:
        page = looked_up(open_page(), lived, "rider", rpc=url)
        assert (page.verdict, page.failed()) == ("false", ["entries"])


@pytest.mark.req("Y4")
def test_page__node_without_proofs__verdict_is_not_proven(
    lived_on_anvil: ServiceScenario, open_page: OpenPage
) -> None:
    def refuse(parameters: list[Any], result: Any) -> Any:
        raise Refuse(-32601, "the method eth_getProof does not exist")

    with lying_node(lived_on_anvil.dev.url, edit("eth_getProof", refuse)) as url:
        page = looked_up(open_page(), lived_on_anvil, "patient", rpc=url)
        assert (page.verdict, page.failed()) == ("unknown", [])
        assert "eth_getProof" in page.text("#verdict")


@pytest.mark.req("Y4")
def test_page__second_node__agrees_or_turns_the_verdict_red(
    lived_on_anvil: ServiceScenario, open_page: OpenPage
) -> None:
    honest = looked_up(open_page(), lived_on_anvil, "patient", second=lived_on_anvil.dev.url)
    assert "The second node has the same block" in honest.text("#verdict")
    other = edit("eth_getBlockByNumber", lambda _, block: block | {"hash": "0x" + "22" * 32})
    with lying_node(lived_on_anvil.dev.url, other) as url:
        page = looked_up(open_page(), lived_on_anvil, "patient", second=url)
        assert (page.verdict, page.failed()) == ("false", ["elsewhere"])


# ---- whoever reads it ----------------------------------------------------------------------------


@pytest.mark.req("Y4")
def test_page__keyboard_alone__is_enough_and_goes_to_what_was_found(
    lived_on_anvil: ServiceScenario, open_page: OpenPage, browser: Any
) -> None:
    with served(lived_on_anvil.manifest_path.parent) as files:
        page = open_page()
        browser("press", key="Tab")
        for keys in (lived_on_anvil.dev.url, None, files + "manifest.json"):
            browser("press", key="Tab")
            if keys:
                browser("type", text=keys)
        browser("press", key="Enter")
        browser("wait", selector="#look")
        for _ in range(3):
            browser("press", key="Tab")
        browser("type", text=identity_of("patient").hex())
        browser("press", key="Enter")
        browser("wait", selector="#person")
        focused = "document.activeElement.innerText"
        assert browser("value", script=focused) == "What the ledger holds"
        assert page.verdict == "proven"


@pytest.mark.req("Y4")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (390, "pt"), (320, "en")])
def test_page__any_scheme_width_and_language__is_accessible_and_fits(
    lived_on_anvil: ServiceScenario,
    open_page: OpenPage,
    browser: Any,
    scheme: str,
    width: int,
    language: str,
) -> None:
    page = open_page(width=width, scheme=scheme, language=language)
    assert browser("axe") == []
    looked_up(page, lived_on_anvil, "patient")
    SHOTS.mkdir(parents=True, exist_ok=True)
    browser("shot", file=str(SHOTS / f"{scheme}-{width}-{language}.png"))
    assert browser("axe") == []
    assert browser("value", script="document.documentElement.scrollWidth") <= width
    assert browser("value", script="document.documentElement.lang") == language
    background = browser("value", script="getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(255, 255, 255)") == (scheme == "light")


@pytest.mark.req("Y4")
def test_page__another_language_chosen__says_the_same_in_it(
    lived_on_anvil: ServiceScenario, open_page: OpenPage, browser: Any
) -> None:
    page = looked_up(open_page(), lived_on_anvil, "patient")
    browser("select", selector=".language select", value="pt")
    assert "Provado" in page.text("#verdict-title")
    assert "Contribuição: Planting trees" in page.text("#quality")
