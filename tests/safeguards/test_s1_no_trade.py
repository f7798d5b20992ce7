"""S1: credits cannot be transferred or sold. Nothing here moves, grants, prices or takes money."""

import re
from dataclasses import replace

import pytest

from isonomia import build
from isonomia.chain import RpcError
from tests.differential.agora import PRICE, Agora
from tests.safeguards.town import citizens
from tests.support.artifacts import abi_entries, acts_of, leaves

pytestmark = pytest.mark.req("S1", "C3", "C4", "L1")

#: Every function that can change anything. A new one has to be weighed before it is added here.
LEDGER_ACTS = {
    *("enrol", "takeSeat", "publishRules", "award", "declareLeave", "endLeave"),
    *("announceRate", "give", "uplift", "move", "optOut", "optIn", "close", "reopen"),
    *("leaveSeat", "deduct", "endDeduction", "reverseAward", "amend", "spend", "restore"),
}
COMMUNITIES_ACTS = {
    *("enrol", "bindControllers", "announceRate", "publishRules", "fileAwards"),
    *("changeController", "declareLeave", "endLeave", "approve", "consent"),
    *("move", "optOut", "optIn", "recover", "close", "reopen", "lowerStanding"),
    *("seat", "setShareIndex", "acceptOrders", "cancelOrder"),
}
POOL_ACTS = {"give", "enter", "openRound", "nominate", "freeze", "settle", "close", "amend"}
PANELS_ACTS = {"convene", "seat"}
CASES_ACTS = {
    *("publishInfractions", "fileInfractions", "fileRecovery", "fileClosing", "withdraw"),
    *("certifyRemedies", "challenge", "appeal", "review", "alive", "giveVerdict", "carryOut"),
    "amend",
}
ASSEMBLY_ACTS = {
    *("openAudit", "recordAudit", "openRenewal", "volunteer", "freezeRenewal", "fillSeats"),
    *("endorse", "amend"),
}
SERVICES_ACTS = {
    *("accredit", "renewAccreditation", "offerKey", "acceptKey", "openOffer", "announcePrice"),
    *("closeOffer", "redeem", "refund", "rate", "setSuspension", "amend"),
}
FINDINGS_ACTS = {
    *("publishStandards", "fileFinding", "grantMandate", "fileReading", "appeal", "review"),
    *("giveVerdict", "withdraw", "certifyRemedy", "carryOut"),
}
BEACON_ACTS = {"submit"}
TRADE = re.compile(
    "transfer|approv|allow|mint|burn|sell|buy|swap|sale|price|market|permit|deposit|withdraw|"
    "redeem|claim|delegate|lend|loan|escrow|auction|bid|token|balance",
    re.IGNORECASE,
)

#: Names that mean something else: contracts ask whether a council approved, a council takes an
#: accusation back, a term ends. Prices are in credits, which nobody receives when they are spent.
NO_TRADE = {
    ("Communities", "approve"),
    ("Cases", "withdraw"),
    ("Findings", "withdraw"),
    ("Assembly", "RenewalEnded"),
    ("Services", "redeem"),
    ("Services", "Redeemed"),
    ("Services", "BatchRedeemed"),
    ("Services", "announcePrice"),
    ("Services", "PriceAnnounced"),
    ("Services", "priceOf"),
}


@pytest.mark.parametrize(
    ("contract", "acts"),
    [
        ("Beacon", BEACON_ACTS),
        ("Ledger", LEDGER_ACTS),
        ("Communities", COMMUNITIES_ACTS),
        ("Pool", POOL_ACTS),
        ("Panels", PANELS_ACTS),
        ("Cases", CASES_ACTS),
        ("Assembly", ASSEMBLY_ACTS),
        ("Services", SERVICES_ACTS),
        ("Findings", FINDINGS_ACTS),
    ],
)
def test_acts__all_of_a_contract__are_the_ones_known(contract, acts):
    assert acts_of(contract) == acts


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_names__functions_and_events__none_sounds_like_trade(contract):
    names = [
        entry["name"] for kind in ("function", "event") for entry in abi_entries(contract, kind)
    ]
    sounding = {(contract, name) for name in names if TRADE.search(name)}
    assert sounding == {known for known in NO_TRADE if known[0] == contract}


def test_gift__its_inputs__name_nobody_but_the_giver():
    """Whoever could name a recipient could be paid for it."""
    [give] = [entry for entry in abi_entries("Pool", "function") if entry["name"] == "give"]
    named = [item["name"] for item in give["inputs"]]
    assert named == ["identity", "points", "nonce", "deadline", "signature"]


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_abi__every_entry__none_takes_money(contract):
    payable = [
        entry
        for entry in build.load(contract)["abi"]
        if entry.get("stateMutability") == "payable" or entry["type"] in ("receive", "fallback")
    ]
    assert payable == []


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_ether__sent_with_every_function_or_none__refused(world, contract):
    handle = getattr(world, contract.lower())
    selectors = [function.selector for function in handle.contract.functions.values()]
    for data in [b"", b"\x00\x00\x00\x00", *selectors]:
        with pytest.raises(RpcError) as caught:
            world.chain.call(
                "eth_call",
                {
                    "from": world.relayer,
                    "to": handle.address,
                    "value": "0x1",
                    "data": "0x" + (data + bytes(1024) if data else data).hex(),
                },
                "latest",
            )
        assert caught.value.revert_data == b""
    assert world.chain.balance(handle.address) == 0


def test_order__its_fields__name_nobody_but_who_spends():
    """What is spent is gone: no field of an order or a refund can name who would have it."""
    named = {}
    for function in ("redeem", "refund"):
        (entry,) = [one for one in abi_entries("Services", "function") if one["name"] == function]
        named[function] = [leaf["name"] for leaf in leaves(entry["inputs"])]
    assert named["redeem"] == [
        *("identity", "offer", "quantity", "amount", "portion", "nonce", "deadline"),
        "signatures",
    ]
    assert named["refund"] == [
        *("batch", "index", "identity", "offer", "quantity", "amount", "source", "time"),
        "proof",
    ]


def test_redemption__and_refund__give_credits_to_nobody_but_who_spent_them():
    agora = Agora()
    citizen, friend = citizens(agora, "citizen", "friend")
    offer = agora.open_offer(agora.accredit())
    before = agora.credits(citizen)
    lines = agora.redeem(agora.order(citizen, offer))
    assert (agora.credits(citizen), agora.credits(friend)) == (before - PRICE, before)
    refund = agora.refunding(lines)
    to_a_friend = replace(refund, redemption=replace(refund.redemption, identity=friend))
    assert agora.play(to_a_friend) == "NotRedeemed"
    agora.must(refund)
    assert (agora.credits(citizen), agora.credits(friend)) == (before, before)
