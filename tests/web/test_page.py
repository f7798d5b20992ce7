"""The page tells what the ledger holds, proves it, and says in plain words what went wrong.

identity  enrolled | closed, opted out, deducted | unknown | mistyped | looked up before another
node      honest | dead | of another chain
manifest  a file | an address | edited | no manifest
"""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from isonomia import words
from tests.tamper.node_lies import selector
from tests.verify.lying_node import lying_node
from tests.verify.scenario import identity_of
from tests.verify.scenario_cases import CITIZENS, CaseScenario
from tests.verify.scenario_services import ServiceScenario
from tests.web.browser import Page, served
from tests.web.conftest import OpenPage
from tests.web.steps import OPEN_ALL, looked_up, sealed, shown_facts

CLOSED_PORT = "http://127.0.0.1:9"
UNKNOWN = "ab" * 32


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
    assert sealed(page) == {
        **dict.fromkeys(("numbers", "deadlines", "quality", "cases"), "proven"),
        # That somebody entered no round is only what the node says.
        "rounds": "unknown",
        **dict.fromkeys(("spending", "organisations"), "proven"),
    }
    assert "2 of 5" in page.text("#spending")
    page.do("click", selector="#verdict summary")
    assert (
        page.text("#block-hash")
        == lived.chain.call("eth_getBlockByNumber", "latest", False)["hash"]
    )


@pytest.mark.req("Y4", "D2")
def test_page__open_case__says_until_when_one_can_appeal(
    lived: ServiceScenario, open_page: OpenPage
) -> None:
    page = looked_up(open_page(), lived, "patient")
    cases = page.text("#cases")
    assert "Dumping waste" in cases
    assert "In notice: nothing has changed" in cases
    assert "the person can appeal, free of charge" in cases
    assert "Appeal, free of charge, until" in page.text("#deadlines")


@pytest.mark.req("Y4", "L1")
def test_page__winner_of_a_round__shows_place_prize_and_what_is_left_of_it(
    lived: ServiceScenario, open_page: OpenPage
) -> None:
    page = looked_up(open_page(), lived, "rider")
    assert "Won lot 0" in page.text("#rounds")
    assert "Computed here: lot 0 falls on this entrant" in page.text("#rounds")
    assert sealed(page)["rounds"] == "proven"
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


@pytest.mark.req("Y4", "D3")
def test_page__case_before_two_panels__tells_its_story_and_who_was_drawn(
    tried: CaseScenario, open_page: OpenPage
) -> None:
    page = looked_up(open_page(), tried, "accused")
    page.do("value", script=OPEN_ALL)
    story = page.text("#cases .steps")
    told = (
        "Filed; evidence",
        "Panel 2 of 5 was called: the facts are not so",
        "Panel 2 was drawn by lot from the councils of other communities: 5 of 5",
        "Panel 2 upheld it, signed by 3 of 5",
        "The second panel, 4, of 11 was called",
        "Panel 4 was drawn by lot from the councils of other communities: 11 of 11",
        "Panel 4 upheld it, signed by 6 of 11",
        "Carried out",
    )
    places = [story.index(step) for step in told]
    assert places == sorted(places)
    assert sum("0x" + identity.hex() in story for identity in tried.lists[4]) == 16


@pytest.mark.req("Y4", "D3")
@pytest.mark.parametrize(
    ("role", "told"),
    [
        ("innocent", "Panel 3 rejected it, signed by 5 of 5"),
        ("mistaken", "Withdrawn by the council that filed it"),
        ("reformed", "The council certified that the remedy is done"),
        ("survivor", "the account is open again"),
        ("released", "The deduction was ended"),
        ("reviewed", "The person had panel"),
        ("awarded", "Challenged, by"),
    ],
)
def test_page__case_that_ended_in_some_way__says_in_which(
    tried: CaseScenario, open_page: OpenPage, role: str, told: str
) -> None:
    page = looked_up(open_page(), tried, role)
    page.do("value", script=OPEN_ALL)
    assert told in page.text("#cases")
    assert sealed(page)["cases"] == "proven"


@pytest.mark.req("Y3", "Y4", "S6")
def test_page__everybody_of_a_year_of_cases__changes_lead_to_the_proven_quality(
    tried: CaseScenario, open_page: OpenPage
) -> None:
    page = open_page()
    page.connect(tried.dev.url, tried.manifest_path)
    for role in CITIZENS:
        page.look(identity_of(role).hex())
        assert page.text("#person .hash") == "0x" + identity_of(role).hex(), role
        assert (page.failed(), page.verdict) == ([], "proven"), role
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
    lived: ServiceScenario, open_page: OpenPage, mistyped: str
) -> None:
    page = open_page()
    page.connect(lived.dev.url, lived.manifest_path)
    page.look(mistyped)
    assert "identity hash" in page.text("#fault")


@pytest.mark.req("Y4")
def test_page__dead_node__says_so_and_what_to_do(
    lived: ServiceScenario, open_page: OpenPage
) -> None:
    page = open_page()
    page.connect(CLOSED_PORT, lived.manifest_path)
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
    lived: ServiceScenario,
    open_page: OpenPage,
    tmp_path: Path,
    change: dict[str, Any],
    said: str,
) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(json.loads(lived.manifest_path.read_text()) | change))
    page = open_page()
    page.connect(lived.dev.url, wrong)
    assert said in page.text("#fault")


@pytest.mark.req("Y4")
def test_page__manifest_by_its_address__is_read_from_there(
    lived: ServiceScenario, open_page: OpenPage
) -> None:
    with served(lived.manifest_path.parent) as files:
        page = open_page()
        page.allowed.append(files)
        page.do("fill", selector="#rpc", text=lived.dev.url)
        page.allowed.append(lived.dev.url)
        page.do("fill", selector="#manifest", text=files + "manifest.json")
        page.do("click", selector="#connect button")
        page.do("wait", selector="#look")
        assert "Scenario of services" in page.text("#connection")


@pytest.mark.req("Y4")
def test_page__slow_answer_about_somebody_else__does_not_take_the_place_of_the_latest(
    lived: ServiceScenario, open_page: OpenPage
) -> None:
    slow, fast = (identity_of(role).hex() for role in ("patient", "rider"))
    released = threading.Event()

    asked = selector("Ledger", "look")

    def hold_back(method: str, parameters: list[Any], result: Any) -> Any:
        data = parameters[0]["data"] if method == "eth_call" else ""
        if data.startswith(asked) and slow in data:
            assert released.wait(60)
        return result

    with lying_node(lived.dev.url, hold_back) as url:
        page = open_page()
        page.connect(url, lived.manifest_path)
        page.do("fill", selector="#identity", text=slow)
        page.do("click", selector="#look button[type=submit]")
        page.look(fast)
        released.set()
        page.do("idle")
        assert page.text("#person .hash") == f"0x{fast}"
        assert page.verdict == "proven"
