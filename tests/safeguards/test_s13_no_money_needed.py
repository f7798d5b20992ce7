"""S13: nobody needs money to appeal, vote, enter or redeem.

```
money
├── no function of any contract takes ether, and no contract has a way to receive it
├── every act of a person or juror: sent by a stranger, with the same result
├── keys of people: hold no ether through the whole of a case
├── orders: signed by who holds nothing, sent by the provider; ratings: sent by strangers
└── names: no fee, stake or deposit anywhere
```
"""

from __future__ import annotations

import re

import pytest

from isonomia import build
from isonomia.spec import actions
from isonomia.spec.actions_services import CancelOrder
from isonomia.spec.calendar import DAY
from tests.differential.agora import Agora
from tests.differential.court import REJECTED, UPHELD, Court
from tests.differential.stage import VILLAGE
from tests.safeguards.town import citizens, record_of
from tests.support.artifacts import abi_entries, acts_of, leaves

pytestmark = pytest.mark.req("S13", "D3", "P3")

MONEY = re.compile("fee|stake|deposit|bond|wei|ether|payable|price|bounty|collateral", re.I)
#: What services cost is counted in credits, which everybody has and nobody can buy.
PRICES_IN_CREDITS = {"price", "nextPrice", "nextPriceDay", "priceOf", "announcePrice"} | {
    "PriceAnnounced",
    "priceNoticeDays",
}
#: Acts that stand or fall with a signature, and carry it with them.
SIGNED = {"signature", "approval", "votes"}
#: Whoever sends these decides nothing by it.
OPEN_TO_ANYBODY = {
    "submit",
    "freeze",
    "settle",
    "close",
    "seat",
    "carryOut",
    "openAudit",
    "openRenewal",
    "freezeRenewal",
    "fillSeats",
}


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_functions__of_every_contract__take_no_ether(contract):
    abi = build.load(contract)["abi"]
    assert {entry.get("stateMutability") for entry in abi} <= {"nonpayable", "view", "pure", None}
    assert not {"receive", "fallback"} & {entry["type"] for entry in abi}


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_names__of_functions_and_their_parameters__ask_for_no_money(contract):
    entries = abi_entries(contract, "function") + abi_entries(contract, "event")
    names = [entry["name"] for entry in entries]
    names += [leaf["name"] for entry in entries for leaf in leaves(entry["inputs"])]
    assert names
    assert {name for name in names if MONEY.search(name)} <= PRICES_IN_CREDITS


@pytest.mark.parametrize("contract", ["Pool", "Panels", "Cases", "Assembly", "Beacon"])
def test_acts__of_people_councils_and_jurors__carry_their_signatures(contract):
    between = {"approve", "consent", "convene", "amend"}
    for entry in abi_entries(contract, "function"):
        if entry["name"] not in acts_of(contract) - between:
            continue
        names = {parameter["name"] for parameter in entry["inputs"]}
        assert names & SIGNED or entry["name"] in OPEN_TO_ANYBODY, entry["name"]


class Stranger:
    """Sends what others signed, from addresses that hold nothing and mean nothing."""

    def __init__(self, court: Court) -> None:
        self.court = court
        self._sent = 0

    def send(self, action: object) -> None:
        """Relay an act on the bytecode side from a fresh address, and compare as ever."""
        self._sent += 1
        world = self.court.players.world
        prepare = world.prepare
        sender = self._sent.to_bytes(20, "big")

        def from_stranger(act: object) -> object:
            call = prepare(act)
            return type(call)(call.function, call.arguments, sender, call.contract)

        world.prepare = from_stranger
        try:
            self.court.must(action)
        finally:
            del world.prepare


def test_everything_a_person_can_answer__relayed_by_strangers__has_its_effect():
    court = Court()
    accused, neighbour = citizens(court, "accused", "neighbour")
    stranger = Stranger(court)
    key = court.accuse(accused)
    stranger.send(court.appealing(key))
    court.seat(court.case(key).panel)
    stranger.send(court.verdict(key, UPHELD))
    stranger.send(court.appealing(key))
    court.seat(court.case(key).panel)
    stranger.send(court.verdict(key, REJECTED))
    assert record_of(court, accused).quality == 500
    court.wait(1)
    deducted = court.deduct(accused)
    stranger.send(court.reviewing(deducted))
    closing = court.close(neighbour)
    stranger.send(court.life(closing))
    proof = court.award(accused)
    stranger.send(court.challenging(proof, neighbour))
    stranger.send(actions.Move(**court.by_person(neighbour), community=1))
    stranger.send(actions.OptOut(**court.by_person(neighbour)))
    stranger.send(actions.OptIn(**court.by_person(neighbour)))
    court.now = (court.state.first_terms_end - court.charter.volunteer_days) * DAY
    stranger.send(actions.OpenRenewal(VILLAGE))
    stranger.send(actions.Volunteer(**court.by_person(accused), renewal=1))
    assert stranger._sent == 12
    court.compare()


def test_keys__of_all_people_through_a_case__never_hold_any_ether():
    court = Court()
    (accused,) = citizens(court, "accused")
    key = court.deduct(accused)
    court.must(court.reviewing(key))
    court.decide(key, REJECTED)
    balances = {
        court.chain.balance_of(known.controller) for known in court.state.signatories.values()
    }
    assert balances == {0}


@pytest.mark.req("V2", "V4")
def test_citizen__who_holds_nothing__redeems_cancels_and_rates():
    agora = Agora()
    (citizen,) = citizens(agora, "citizen")
    offer = agora.open_offer(agora.accredit())
    lines = agora.redeem(agora.order(citizen, offer))
    stranger = Stranger(agora)
    stranger.send(agora.rating(lines, 5))
    stranger.send(CancelOrder(**agora.by_person(citizen), order_nonce=3))
    assert agora.chain.balance_of(agora.state.signatories[citizen].controller) == 0


@pytest.mark.req("V5", "D3")
def test_organisation__accused__answers_by_a_signature_that_strangers_relay():
    agora = Agora()
    number = agora.accredit()
    stranger = Stranger(agora)
    key = agora.find(number)
    stranger.send(agora.appealing_finding(key))
    agora.judge(key, REJECTED)
    agora.wait(1)
    stranger.send(agora.reviewing_finding(agora.suspend(number)))
    assert agora.chain.balance_of(agora.organisation(number).key) == 0
