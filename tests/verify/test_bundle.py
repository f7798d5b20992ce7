"""A bundle shows offline what the receipt says, for everybody and on every chain.

person    earned, faded, was on leave, gave | won | forfeited | spent, rated | accused, appealed
          | closed and back | on a council | of nobody's interest
check     without node, network and build | with the right hash | with others
writing   node without proofs | without receipts | that lies
"""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from isonomia import build
from isonomia.bundle.faults import BundleFault
from isonomia.bundle.format import parse, schema
from isonomia.bundle.published import FILE, published
from isonomia.bundle.telling import require_trusted, told
from isonomia.bundle.writing import UnprovenError, make_bundle
from isonomia.divergence import Diverged
from isonomia.errors import IsonomiaError
from isonomia.proofs.transactions import UnknownTransactionError, chain_id_of, encode_transaction
from isonomia.spec.calendar import DAY
from isonomia.spec.state import CaseState
from isonomia.why import Receipt
from isonomia.why_lines import Kind
from isonomia.why_recourse import Means
from isonomia.why_spending import SpendingKind
from isonomia.why_text import as_text
from tests.verify.bundles import bundle_of, checked
from tests.verify.lying_node import Lie, Refuse, about_logs, lying_node
from tests.verify.proving import Lived
from tests.verify.scenario import Scenario, identity_of
from tests.verify.scenario_cases import CITIZENS, CaseScenario
from tests.verify.scenario_services import ServiceScenario
from tests.verify.whole_life import CITIZEN


def offline(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Take the network and the build away."""

    def refuse(*_arguments: Any, **_options: Any) -> Any:
        raise AssertionError("the check asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(build, "BUILD", folder / "nothing")
    monkeypatch.chdir(folder)


def show_the_same(scenario: Lived, role: str) -> Receipt:
    """Check somebody's bundle, which must say what the receipt from the node says."""
    document = bundle_of(scenario, role)
    found = checked(document).receipt
    assert json.loads(json.dumps(found.as_dict())) == document["receipt"]
    assert found.agrees
    return found


@pytest.mark.req("Y3", "L1", "L3", "Q3", "D4", "V4")
def test_check__citizen_to_whom_everything_happened__shows_the_receipt(
    whole_life: ServiceScenario,
) -> None:
    receipt = show_the_same(whole_life, CITIZEN)
    kinds = {line.kind for line in receipt.lines}
    assert kinds >= {Kind.AWARD, Kind.LEAVE, Kind.LEAVE_ENDED, Kind.GIFT}
    assert kinds >= {Kind.NOMINATION, Kind.PRIZE, Kind.DEDUCTION}
    assert {line.kind for line in receipt.spending} == set(SpendingKind)
    states = [story.state for story in receipt.cases]
    assert states == [CaseState.CARRIED_OUT, CaseState.SECOND_PANEL]
    assert receipt.recomputed.quality < receipt.recomputed.base_quality
    means = [recourse.means for recourse in receipt.recourses]
    assert means[:2] == [Means.REVIEW, Means.PANEL_DECIDES]
    assert (means.count(Means.CHALLENGE), means.count(Means.REFUND)) == (6, 2)


@pytest.mark.req("Y3", "D4")
def test_check__case_before_its_second_panel__says_until_when_it_can_decide(
    whole_life: ServiceScenario,
) -> None:
    receipt = checked(bundle_of(whole_life, CITIZEN)).receipt
    carried_out, appealed = receipt.cases
    assert carried_out.deduction is not None
    review, panel, challenge, *_, refund = receipt.recourses
    assert (review.case, panel.case) == (carried_out.number, appealed.number)
    assert (review.until, panel.until) == (carried_out.deduction.until * DAY, appealed.until)
    day_filed = receipt.lines[2].day
    assert challenge.until is not None
    assert challenge.until // DAY == day_filed + 30
    assert refund.until is not None
    assert refund.until // DAY == receipt.spending[0].day + 30
    text = " ".join(as_text(receipt).split())
    assert "WHAT CAN STILL BE APPEALED OR UNDONE" in text
    assert f"The jurors can decide case {appealed.number[:10]}… until" in text
    assert "This year: 270 points earned of 400 (" in text
    assert "60 given away of 200." in text


@pytest.mark.req("Y3", "L1", "Q3")
def test_check__somebody_who_earned_rested_and_asked_twice__shows_the_receipt(
    lived: Scenario,
) -> None:
    receipt = show_the_same(lived, "teacher")
    kinds = {line.kind for line in receipt.lines}
    assert kinds >= {Kind.AWARD, Kind.LEAVE, Kind.LEAVE_ENDED, Kind.FADING, Kind.KEY_CHANGED}
    assert kinds >= {Kind.ENTRY, Kind.PRIZE, Kind.FORFEITED}


@pytest.mark.req("Y3", "L3")
@pytest.mark.parametrize("role", ["donor", "newcomer", "child", "elder", "southerner 20"])
def test_check__others_of_the_scenario__show_the_receipt(
    lived_on_anvil: Scenario, role: str
) -> None:
    show_the_same(lived_on_anvil, role)


@pytest.mark.req("Y3", "V3", "V4")
def test_check__somebody_who_spent_and_rated__shows_the_receipt(served: ServiceScenario) -> None:
    receipt = show_the_same(served, "patient")
    kinds = {line.kind for line in receipt.spending}
    assert kinds == set(SpendingKind)


@pytest.mark.req("Y3", "L3", "V2")
def test_check__somebody_whose_portion_is_lifted__shows_the_receipt(
    served_on_anvil: ServiceScenario,
) -> None:
    receipt = show_the_same(served_on_anvil, "rider")
    assert receipt.portions
    assert any(line.round for line in receipt.spending)


@pytest.mark.req("Y3", "D3", "D4")
def test_check__somebody_accused_who_appealed_twice__shows_the_receipt(
    tried: CaseScenario,
) -> None:
    receipt = show_the_same(tried, "accused")
    assert receipt.cases[0].deduction is not None
    assert len(receipt.cases[0].happenings) == 8


@pytest.mark.req("Y3", "D5", "P5", "P6", "Q6")
def test_check__everybody_with_a_case__shows_the_receipt(tried_on_anvil: CaseScenario) -> None:
    for role in (*CITIZENS, "westerner 0", "seat 2/0", "seat 4/1"):
        show_the_same(tried_on_anvil, role)


@pytest.mark.req("Y3", "D3")
def test_check__case_in_notice__says_until_when_it_can_be_appealed(
    tried_on_anvil: CaseScenario,
) -> None:
    found = checked(bundle_of(tried_on_anvil, "westerner 0"))
    [recourse] = found.receipt.recourses
    assert recourse.until == found.receipt.cases[0].until
    assert recourse.case == found.receipt.cases[0].number


@pytest.mark.req("Y3")
def test_check__no_node_no_network_and_no_build__is_enough(
    lived_on_anvil: Scenario, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    document = bundle_of(lived_on_anvil, "teacher")
    offline(monkeypatch, tmp_path)
    assert checked(document).slots == len(document["storage"])


@pytest.mark.req("Y3", "S10")
def test_told__any_bundle__says_what_is_proven_what_follows_and_what_is_not_shown(
    lived_on_anvil: Scenario,
) -> None:
    found = checked(bundle_of(lived_on_anvil, "elder"))
    text = " ".join("\n".join(told(found, [])).split())
    for words in (
        "WHAT IS PROVEN Provided that block",
        found.block_hash,
        "WHAT FOLLOWS Carried out again by the public rules",
        "quality 230, tier Enhanced",
        "WHAT IT DOES NOT SHOW That this block is part of the chain.",
        "That nothing else was ever logged about this person.",
        "give it only to whom you want to show it",
    ):
        assert words in text, words
    for block_hash in found.blocks.values():
        assert block_hash in text
    trusted = [found.block_hash, *found.blocks.values()]
    assert "is part of the chain" not in "\n".join(told(found, trusted))


@pytest.mark.req("Y3")
def test_trusted__hash_of_another_block__is_found_out(lived_on_anvil: Scenario) -> None:
    found = checked(bundle_of(lived_on_anvil, "elder"))
    earlier = next(iter(found.blocks.values()))
    require_trusted(found, [found.block_hash.upper().replace("X", "x"), earlier])
    with pytest.raises(BundleFault, match="no block in the file has the hash"):
        require_trusted(found, ["0x" + "12" * 32])
    with pytest.raises(BundleFault, match="none of the hashes given is that of the pinned block"):
        require_trusted(found, [earlier])


@pytest.mark.req("Y3", "S10")
def test_bundle__anybodys__holds_no_word_of_storage_about_others(
    lived_on_anvil: Scenario,
) -> None:
    document = bundle_of(lived_on_anvil, "teacher")
    named = "".join(part["name"] for part in document["storage"])
    own = identity_of("teacher").hex()
    others = ("elder", "newcomer", "southerner 3", "seat 2/0")
    assert own in named
    assert not any(identity_of(role).hex() in named for role in others)


@pytest.mark.req("Y3")
def test_schema__any_bundle__fits(served_on_anvil: ServiceScenario) -> None:
    jsonschema.Draft202012Validator(schema()).validate(bundle_of(served_on_anvil, "patient"))


@pytest.mark.req("Y3")
def test_published__contracts_of_the_build__are_what_is_published(
    request: pytest.FixtureRequest,
) -> None:
    built = published({name: build.load(name) for name in build.DEPLOYED})
    parts = (
        f" {json.dumps(name)}: {json.dumps(one, separators=(',', ':'), sort_keys=True)}"
        for name, one in built.items()
    )
    text = "{\n" + ",\n".join(parts) + "\n}\n"
    if request.config.getoption("--update-snapshots"):
        FILE.write_text(text)
    assert FILE.read_text() == text, "run pytest with --update-snapshots"


# ---- writing -------------------------------------------------------------------------------------


def refusing(*methods: str) -> Lie:
    def lie(method: str, _parameters: list[Any], result: Any) -> Any:
        if method in methods:
            raise Refuse(-32000, "pruned")
        return result

    return lie


@pytest.mark.req("Y3")
@pytest.mark.parametrize(
    "methods", [("eth_getProof",), ("eth_getBlockReceipts", "eth_getTransactionReceipt")]
)
def test_make__node_that_gives_no_proofs__says_what_to_do(
    lived_on_anvil: Scenario, methods: tuple[str, ...]
) -> None:
    with (
        lying_node(lived_on_anvil.dev.url, refusing(*methods)) as url,
        pytest.raises(IsonomiaError, match=r"it says: pruned\. Ask"),
    ):
        make_bundle(url, lived_on_anvil.manifest, identity_of("elder"))


@pytest.mark.req("Y3")
def test_make__earlier_block__shows_the_numbers_of_that_time(
    whole_life: ServiceScenario,
) -> None:
    life = checked(bundle_of(whole_life, CITIZEN)).receipt
    prize = next(line for line in life.lines if line.kind is Kind.PRIZE)
    assert prize.block is not None
    before, now = (
        make_bundle(whole_life.dev.url, whole_life.manifest, identity_of(CITIZEN), block)[1]
        for block in (prize.block - 1, prize.block)
    )
    assert (before.receipt.portions, before.receipt.cases) == ((), ())
    assert [portion.amount for portion in now.receipt.portions] == [200_000]


@pytest.mark.req("Y3")
def test_make__node_that_hides_the_latest_award__writes_nothing(lived_on_anvil: Scenario) -> None:
    def hide(logs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return logs[:-2]

    with (
        lying_node(lived_on_anvil.dev.url, about_logs(hide)) as url,
        pytest.raises(UnprovenError, match=r"by them Ledger\._people.* is proved"),
    ):
        make_bundle(url, lived_on_anvil.manifest, identity_of("elder"))


@pytest.mark.req("Y3")
def test_make__node_that_edits_logs__is_found_out(lived_on_anvil: Scenario) -> None:
    def edit(logs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        *rest, last = logs
        data = last["data"]
        return [*rest, last | {"data": data[:-1] + f"{int(data[-1], 16) ^ 1:x}"}]

    with (
        lying_node(lived_on_anvil.dev.url, about_logs(edit)) as url,
        pytest.raises((UnprovenError, Diverged)),
    ):
        make_bundle(url, lived_on_anvil.manifest, identity_of("elder"))


@pytest.mark.req("Y3")
def test_encode__transactions_of_every_type__tell_their_chain() -> None:
    common = {
        "nonce": "0x1",
        "gas": "0x5208",
        "to": None,
        "value": "0x0",
        "input": "0x",
        "r": "0x1",
        "s": "0x2",
        "chainId": "0x7",
        "accessList": [],
    }
    fees = {"maxPriorityFeePerGas": "0x1", "maxFeePerGas": "0x2", "yParity": "0x0"}
    told_by_node = {
        0: common | {"gasPrice": "0x1", "v": hex(35 + 2 * 7)},
        1: common | {"gasPrice": "0x1", "yParity": "0x1"},
        2: common | fees,
        3: common | fees | {"maxFeePerBlobGas": "0x1", "blobVersionedHashes": ["0x" + "01" * 32]},
        4: common
        | fees
        | {
            "authorizationList": [
                {
                    "chainId": "0x7",
                    "address": "0x" + "11" * 20,
                    "nonce": "0x0",
                    "yParity": "0x0",
                    "r": "0x1",
                    "s": "0x1",
                }
            ]
        },
    }
    for kind, one in told_by_node.items():
        assert chain_id_of(encode_transaction(one | {"type": hex(kind)})) == 7
    old = encode_transaction(common | {"gasPrice": "0x1", "v": "0x1b"})
    assert chain_id_of(old) is None
    with pytest.raises(UnknownTransactionError, match="of type 126"):
        encode_transaction({"type": "0x7e", "hash": "0x01"})


@pytest.mark.req("Y3")
def test_parse__bundle_of_the_test__is_the_same_again(lived_on_anvil: Scenario) -> None:
    document = bundle_of(lived_on_anvil, "child")
    assert parse(json.dumps(document).encode()).identity == document["identity"]
