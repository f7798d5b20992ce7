"""Whoever wants a signature to count where it was not given.

The specification sees who really signed; a signature made for something else is nobody's there.
On the bytecode the very bytes are sent again. Both have to refuse alike.

```
signatures
├── of jurors: for another case, another panel, another outcome, another chain, other contracts
├── of persons: an appeal as a review, in another case, a closing's answer in another closing
├── of councils: a withdrawal of another case, an accusation as a remedy
└── of audits: for another year, as a verdict
verdicts
├── a former panel's; a second one; after the time is over
├── by a juror who signs both ways: whichever majority comes first counts, once
├── by one key on two seats: refused
└── by bought jurors: two of five decide nothing, and who signed is told to everybody
```
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from isonomia.spec import actions
from isonomia.spec.case_state import CaseKey, CaseState
from isonomia.spec.events import VerdictGiven
from isonomia.spec.refusals import Refusal
from isonomia.spec.transition import execute
from tests.differential.court import FACTS, REJECTED, UPHELD, Court
from tests.harness import digests
from tests.harness.calls import Call, Signing, prepare
from tests.harness.chain import Refused
from tests.harness.keys import key_addresses
from tests.safeguards.town import citizens, record_of

pytestmark = pytest.mark.req("D4", "D5", "S4", "S8")

NOBODYS = key_addresses()[-1]
STRANGE_CHAIN = 1
STRANGE_CONTRACT = b"\x77" * 20


@pytest.fixture
def court() -> Court:
    return Court()


def heard(court: Court, accused: bytes) -> CaseKey:
    """Accuse somebody who appeals, and seat the panel."""
    key = court.accuse(accused)
    court.must(court.appealing(key))
    court.seat(court.case(key).panel)
    return key


def signed(court: Court, action: Any) -> Call:
    """Return the call of an act, with every signature on it, so that anybody can send it."""
    contract = court.chain.addresses["Communities"]
    domain = digests.separator(court.chain.chain_id, contract)
    return prepare(action, Signing(domain, False, court.players.world.view))


def both_refuse(court: Court, action: Any, call: Call) -> str:
    """Send a call as it stands, and have the specification refuse the act it pretends to be."""
    court.chain.time = court.now
    with pytest.raises(Refused) as found:
        court.chain.transact(call.contract, call.function, *call.arguments, sender=call.sender)
    with pytest.raises(Refusal) as expected:
        execute(court.state, action, court.now)
    assert (found.value.name, found.value.values) == (expected.value.name, expected.value.values)
    return found.value.name


def by_nobody(verdict: actions.GiveVerdict) -> actions.GiveVerdict:
    """Return a verdict of whose signatures none is of the juror it stands for."""
    return replace(verdict, votes=tuple((juror, NOBODYS) for juror, _ in verdict.votes))


def with_signatures_of(call: Call, other: Call) -> Call:
    """Return a call with the approval, or the signature, of another."""
    return replace(call, arguments=(*call.arguments[:-1], other.arguments[-1]))


# ------------------------------------------------------------------------------ jurors


def test_votes__given_in_another_case_of_the_same_jurors__count_in_none(court):
    first, second = citizens(court, "accused", "another")
    key, other = heard(court, first), heard(court, second)
    given = signed(court, court.verdict(key, UPHELD))
    verdict = court.verdict(other, UPHELD)
    replayed = with_signatures_of(signed(court, verdict), given)
    assert both_refuse(court, by_nobody(verdict), replayed) == "InvalidJurorSignature"


def test_votes__for_another_outcome_or_reasons__count_for_none(court):
    (accused,) = citizens(court, "accused")
    key = heard(court, accused)
    given = signed(court, court.verdict(key, REJECTED))
    for changed in (
        court.verdict(key, UPHELD),
        replace(court.verdict(key, REJECTED), reasons_hash=bytes(32)),
    ):
        replayed = with_signatures_of(signed(court, changed), given)
        assert both_refuse(court, by_nobody(changed), replayed) == "InvalidJurorSignature"


@pytest.mark.parametrize("domain", ["another chain", "another contract"])
def test_votes__for_another_deployment__count_for_none(court, domain):
    (accused,) = citizens(court, "accused")
    verdict = court.verdict(heard(court, accused), UPHELD)
    chain, contract = court.chain.chain_id, court.chain.addresses["Communities"]
    if domain == "another chain":
        chain = STRANGE_CHAIN
    else:
        contract = STRANGE_CONTRACT
    signing = Signing(digests.separator(chain, contract), False, court.players.world.view)
    call = prepare(verdict, signing)
    assert both_refuse(court, by_nobody(verdict), call) == "InvalidJurorSignature"


def test_votes__of_the_first_panel__count_for_nothing_before_the_second(court):
    (accused,) = citizens(court, "accused")
    key = heard(court, accused)
    given = court.verdict(key, UPHELD)
    first_votes = signed(court, given)
    court.must(given)
    assert court.play(given) == "WrongState"
    court.must(court.appealing(key))
    assert court.play(given) == "NotSeated"
    court.seat(court.case(key).panel)
    assert court.play(given) == "WrongList"
    second = court.verdict(key, UPHELD, tuple(range(6)))
    replayed = with_signatures_of(signed(court, second), first_votes)
    three = replace(second, votes=tuple((juror, NOBODYS) for juror in range(3)))
    assert both_refuse(court, three, replayed) == "InvalidJurorSignature"
    # Jurors of the first panel who sign for the second one are not among its own.
    panel = court.state.panels[1]
    votes = tuple((i, court.state.signatories[panel.jurors[i]].controller) for i in range(5))
    assert court.play(replace(second, votes=votes)) == "InvalidJurorSignature"


def test_votes__in_an_audit__are_no_verdict(court):
    (accused,) = citizens(court, "accused")
    key = heard(court, accused)
    court.must(actions.OpenAudit(2))
    number = court.state.audits[2].panel
    jurors = court.seat(number)
    votes = tuple((i, court.state.signatories[jurors[i]].controller) for i in range(3))
    listed = court.state.panels[number].list
    record = actions.RecordAudit(2, 900, bytes(32), listed, votes)
    given = signed(court, record)
    verdict = court.verdict(key, UPHELD)
    replayed = with_signatures_of(signed(court, verdict), given)
    assert both_refuse(court, by_nobody(verdict), replayed) == "InvalidJurorSignature"


# ------------------------------------------------------------------------------ persons, councils


def test_signature__of_an_appeal__is_none_in_another_case_or_for_another_ground(court):
    (accused,) = citizens(court, "accused")
    key, other = court.accuse(accused, 1), court.accuse(accused, 2)
    given = signed(court, court.appealing(key))
    for action in (court.appealing(other), court.appealing(key, ground=FACTS + 1)):
        replayed = with_signatures_of(signed(court, action), given)
        assert both_refuse(court, replace(action, signer=NOBODYS), replayed) == "InvalidSignature"


def test_signature__of_a_review__is_no_appeal_nor_the_other_way_round(court):
    (accused,) = citizens(court, "accused")
    key = court.deduct(accused)
    other = court.accuse(accused, 2)
    given = signed(court, court.reviewing(key, ground=FACTS))
    appeal = court.appealing(other)
    replayed = with_signatures_of(signed(court, appeal), given)
    assert both_refuse(court, replace(appeal, signer=NOBODYS), replayed) == "InvalidSignature"
    given = signed(court, appeal)
    review = court.reviewing(key, ground=FACTS)
    replayed = with_signatures_of(signed(court, review), given)
    assert both_refuse(court, replace(review, signer=NOBODYS), replayed) == "InvalidSignature"


def test_signature__of_an_appeal__sent_twice_is_used_up(court):
    (accused,) = citizens(court, "accused")
    key = court.accuse(accused)
    appeal = court.appealing(key)
    court.must(appeal)
    assert court.play(appeal) == "WrongNonce"


def test_signature__of_a_withdrawal__takes_back_no_other_case(court):
    first, second = citizens(court, "first", "second")
    key, other = court.accuse(first), court.accuse(second)
    given = signed(court, court.withdrawal(key))
    action = court.withdrawal(other)
    replayed = with_signatures_of(signed(court, action), given)
    nobodys = replace(action, approvals=tuple((seat, NOBODYS) for seat, _ in action.approvals))
    assert both_refuse(court, nobodys, replayed) == "InvalidSeatSignature"
    court.must(action)
    assert court.play(court.withdrawal(other)) == "WrongState"


def test_approval__of_one_community__is_none_of_another(court):
    """Another council with the same keys would still sign for its own number."""
    (accused,) = citizens(court, "accused")
    filing = court.accusation(3, accused)
    approved = signed(court, filing)
    elsewhere = replace(filing, community=2, nonce=court.state.councils[2].nonce)
    replayed = replace(
        approved, arguments=((2, elsewhere.nonce, filing.deadline), *approved.arguments[1:])
    )
    nobodys = replace(elsewhere, approvals=tuple((seat, NOBODYS) for seat, _ in filing.approvals))
    assert both_refuse(court, nobodys, replayed) == "InvalidSeatSignature"


# ------------------------------------------------------------------------------ verdicts


@pytest.mark.parametrize("order", [(UPHELD, REJECTED), (REJECTED, UPHELD)])
def test_juror__who_signs_both_ways__counts_in_whichever_comes_first(court, order):
    (accused,) = citizens(court, "accused")
    key = heard(court, accused)
    # Juror 2 signs both, so that each outcome has its three.
    verdicts = {UPHELD: court.verdict(key, UPHELD, (0, 1, 2))}
    verdicts[REJECTED] = court.verdict(key, REJECTED, (2, 3, 4))
    first, second = order
    court.must(verdicts[first])
    assert court.play(verdicts[second]) == "WrongState"
    expected = CaseState.UPHELD if first == UPHELD else CaseState.DISMISSED
    assert court.state_of(key) == expected


def test_juror__whose_key_another_juror_shares__counts_once(court):
    (accused,) = citizens(court, "accused")
    key = heard(court, accused)
    one, two = court.state.panels[court.case(key).panel].jurors[:2]
    shared = court.state.signatories[one].controller
    change = {"new_controller": shared, "new_signer": shared}
    court.must(actions.ChangeController(**court.by_person(two), **change))
    assert court.play(court.verdict(key, UPHELD, (0, 1, 2))) == "SharedController"
    court.must(court.verdict(key, UPHELD, (0, 2, 3)))


def test_jurors__two_of_five_bought__decide_nothing_and_show_who_signed(court):
    (accused,) = citizens(court, "accused")
    key = heard(court, accused)
    assert court.play(court.verdict(key, UPHELD, (0, 1))) == "TooFewSignatures"
    events = court.must(court.verdict(key, REJECTED, (2, 3, 4)))
    (given,) = [event for event in events if isinstance(event, VerdictGiven)]
    assert given.signers == 0b11100
    assert record_of(court, accused).quality == 500


def test_jurors__of_which_a_majority_lost_their_keys__decide_nothing(court):
    """Votes are of the key in force when they are sent, so an old key decides nothing."""
    (accused,) = citizens(court, "accused")
    key = heard(court, accused)
    verdict = court.verdict(key, UPHELD, (0, 1, 2))
    juror = court.state.panels[court.case(key).panel].jurors[0]
    change = {"new_controller": NOBODYS, "new_signer": NOBODYS}
    court.must(actions.ChangeController(**court.by_person(juror), **change))
    assert court.play(verdict) == "InvalidJurorSignature"
    court.must(court.verdict(key, UPHELD, (0, 1, 2)))
