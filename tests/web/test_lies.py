"""A node that lies turns the verdict red, and the page names the check that does not hold.

about the person  numbers | history | cases and panels | rounds | redemptions, refunds, stars
about the block   header | state root | time | storage | code | another node has another one
about the lists   an organisation left out | price | stars | effect
otherwise         no proofs at all
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from isonomia import build
from isonomia.event_logs import event_topic
from tests.tamper.node_lies import about_view
from tests.verify.lying_node import Lie, Refuse, about_logs, lying_node
from tests.verify.scenario_cases import CaseScenario
from tests.verify.scenario_services import ServiceScenario
from tests.web.conftest import OpenPage
from tests.web.steps import looked_up, more_in, sealed


def topic(contract: str, event: str) -> str:
    """Return the first topic of an event."""
    abi = build.load(contract)["abi"]
    return next(event_topic(entry) for entry in abi if entry.get("name") == event)


AWARDED = topic("Ledger", "Awarded")


def edit(method: str, change: Any) -> Lie:
    def lie(asked: str, parameters: list[Any], result: Any) -> Any:
        return change(parameters, result) if asked == method else result

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


def without(contract: str, event: str) -> Lie:
    """Return a lie that leaves out all logs of an event."""
    left_out = topic(contract, event)
    return about_logs(lambda logs: [log for log in logs if log["topics"][0] != left_out])


def more_in_log(contract: str, event: str, word: int, by: int) -> Lie:
    """Return a lie that adds to one word of the data of all logs of an event."""
    changed, add = topic(contract, event), more_in(word, by)
    return about_logs(
        lambda logs: [
            log | {"data": add(log["data"])} if log["topics"][0] == changed else log for log in logs
        ]
    )


def entered_also(method: str, parameters: list[Any], result: Any) -> Any:
    """Say that whoever is asked about entered the first round."""
    if method != "eth_getLogs" or parameters[0]["topics"][0] != topic("Pool", "Entered"):
        return result
    place = {"blockNumber": "0x2", "logIndex": "0x0", "transactionHash": "0x" + "33" * 32}
    topics = [topic("Pool", "Entered"), f"0x{1:064x}", parameters[0]["topics"][2]]
    told = {"address": parameters[0]["address"], "topics": topics, "data": f"0x{0:064x}"}
    return [told | place]


def only_asked(contract: str, event: str, answer: Any) -> Lie:
    """Return a lie that answers with something else who asks for one event of a contract alone."""
    asked = topic(contract, event)

    def lie(method: str, parameters: list[Any], result: Any) -> Any:
        is_asked = method == "eth_getLogs" and parameters[0]["topics"] == [asked]
        return answer if is_asked else result

    return lie


#: What is told wrongly, of whom it is asked, and the checks that do not hold.
LIES = {
    "credits": (about_view("Ledger", "look", more_in(4, 1_000)), "patient", {"views"}),
    "quality": (about_view("Ledger", "look", more_in(5, 1)), "patient", {"views"}),
    "deadline": (about_view("Cases", "caseOf", more_in(2, 86_400)), "patient", {"cases"}),
    "state of a case": (about_view("Cases", "stateOf", more_in(0, 1)), "patient", {"cases"}),
    "another case": (more_in_log("Cases", "CaseFiled", 1, 1), "patient", {"cases"}),
    "code": (edit("eth_getCode", lambda _, code: code[:-1] + "0"), "patient", {"code"}),
    "storage word": (edit("eth_getProof", other_word), "patient", {"storage"}),
    "storage proof": (edit("eth_getProof", other_proof), "patient", {"storage"}),
    "state root": (
        edit("eth_getBlockByNumber", other_root),
        "patient",
        {"header", "storage"},
    ),
    "time": (
        edit("eth_getBlockByNumber", later),
        "patient",
        {"header", "views", "cases", "spending"},
    ),
    "missing award": (about_logs(without_award), "patient", {"history"}),
    "better award": (about_logs(better_award), "patient", {"history"}),
    "less spent": (
        more_in_log("Services", "Redeemed", 3, -100),
        "patient",
        {"history", "spending"},
    ),
    "no refund": (without("Services", "Refunded"), "patient", {"history", "spending"}),
    "more stars": (more_in_log("Services", "Rated", 3, 1), "patient", {"spending"}),
    "place": (about_view("Pool", "placeOf", more_in(0, 1)), "rider", {"rounds"}),
    "round not entered": (entered_also, "patient", {"rounds"}),
    "prizes": (about_view("Pool", "roundOf", more_in(1, 1)), "rider", {"rounds"}),
    "no prize": (without("Pool", "PrizeWon"), "rider", {"rounds"}),
    "another lot": (more_in_log("Pool", "PrizeWon", 0, 1), "rider", {"rounds"}),
}


@pytest.mark.req("Y4", "Y2")
@pytest.mark.parametrize("lie", LIES)
def test_page__lying_node__verdict_is_red_and_names_the_check(
    lived: ServiceScenario, open_page: OpenPage, lie: str
) -> None:
    told, role, checks = LIES[lie]
    with lying_node(lived.dev.url, told) as url:
        page = looked_up(open_page(), lived, role, rpc=url)
        assert (page.verdict, set(page.failed())) == ("false", checks)
        if lie == "credits":
            page.shot("verdict-false")
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


@pytest.mark.req("Y4", "D3")
@pytest.mark.parametrize(
    "lie",
    [
        about_view("Panels", "panelOf", more_in(1, 1)),
        more_in_log("Panels", "PanelSeated", 2, 1),
        without("Panels", "PanelSeated"),
        without("Cases", "CaseMoved"),
    ],
    ids=["size", "juror", "not drawn", "not called"],
)
def test_page__panel_told_wrongly__turns_the_verdict_red(
    tried: CaseScenario, open_page: OpenPage, lie: Lie
) -> None:
    with lying_node(tried.dev.url, lie) as url:
        page = looked_up(open_page(), tried, "accused", rpc=url)
        assert (page.verdict, page.failed()) == ("false", ["cases"])
        assert sealed(page)["cases"] == "false"


@pytest.mark.req("Y4", "V4")
def test_page__node_that_contradicts_itself__is_told_so(
    lived: ServiceScenario, open_page: OpenPage
) -> None:
    with lying_node(lived.dev.url, only_asked("Services", "Redeemed", [])) as url:
        page = looked_up(open_page(), lived, "patient", rpc=url)
        assert "contradict each other" in page.text("#fault")


@pytest.mark.req("Y4", "V1")
@pytest.mark.parametrize(
    "lie",
    [
        about_view("Services", "organisationCount", more_in(0, -1)),
        about_view("Services", "priceOf", more_in(0, 1)),
        about_view("Services", "ratingsOf", more_in(4, 1)),
        about_view("Services", "organisation", more_in(5, 1)),
        about_view("Findings", "effectsOf", more_in(2, 1 << 32)),
    ],
    ids=["organisation left out", "price", "stars", "suspension", "effect"],
)
def test_page__list_told_wrongly__is_sealed_as_false(
    lived: ServiceScenario, open_page: OpenPage, lie: Lie
) -> None:
    with lying_node(lived.dev.url, lie) as url:
        page = open_page()
        page.connect(url, lived.manifest_path)
        assert sealed(page)["organisations"] == "false"
        assert "stored otherwise than it is listed" in page.text("#list-lists")


@pytest.mark.req("Y4")
def test_page__node_without_proofs__verdict_is_not_proven(
    lived: ServiceScenario, open_page: OpenPage
) -> None:
    def refuse(parameters: list[Any], result: Any) -> Any:
        raise Refuse(-32601, "the method eth_getProof does not exist")

    with lying_node(lived.dev.url, edit("eth_getProof", refuse)) as url:
        page = looked_up(open_page(), lived, "patient", rpc=url)
        assert (page.verdict, page.failed()) == ("unknown", [])
        assert "eth_getProof" in page.text("#verdict")
        assert set(sealed(page).values()) == {"unknown"}


@pytest.mark.req("Y4")
def test_page__second_node__agrees_or_turns_the_verdict_red(
    lived: ServiceScenario, open_page: OpenPage
) -> None:
    honest = looked_up(open_page(), lived, "patient", second=lived.dev.url)
    honest.do("click", selector="#verdict summary")
    assert "The second node has the same block" in honest.text("#verdict")
    other = edit("eth_getBlockByNumber", lambda _, block: block | {"hash": "0x" + "22" * 32})
    with lying_node(lived.dev.url, other) as url:
        page = looked_up(open_page(), lived, "patient", second=url)
        assert (page.verdict, page.failed()) == ("false", ["elsewhere"])
