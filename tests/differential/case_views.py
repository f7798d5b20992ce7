"""What the specification answers about people's lives, cases, panels and the assembly."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from isonomia.spec import actions, views
from isonomia.spec.approvals import has_lapsed
from isonomia.spec.calendar import day_of
from isonomia.spec.case_state import Case, CaseKey, CaseKind, Target, YearCount
from isonomia.spec.case_table import case_id
from isonomia.spec.keccak import keccak256
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import State
from tests.differential.lottery_views import NOBODY, Asked
from tests.harness.world import (
    ASSEMBLY_CHARTER,
    CASES_CHARTER,
    LEDGER_CHARTER,
    POOL_CHARTER,
    parameters_of,
)

#: So many of them are looked at in full; the others stay as they are.
_CASES, _PANELS, _RENEWALS = 12, 4, 2
_NO_ADDRESS = bytes(20)
_CHARTERS = {
    Target.LEDGER: ("Ledger", LEDGER_CHARTER),
    Target.POOL: ("Pool", POOL_CHARTER),
    Target.CASES: ("Cases", CASES_CHARTER),
    Target.ASSEMBLY: ("Assembly", ASSEMBLY_CHARTER),
}
_INFRACTION_FIELDS = 7
_UNKNOWN = 2**256 - 1


def at_a_glance(state: State, now: int, action: Any) -> Iterator[Asked]:
    """Yield questions about what an act was about: cases, a panel, an audit, a renewal."""
    for key in keys_of(action, now):
        yield from _case(state, key, now)
    panel = getattr(action, "panel", len(state.panels))
    if panel in state.panels:
        yield from _panel(state, panel)
    community = getattr(action, "community", None)
    if community in state.councils:
        yield from _standing(state, community, now)
        yield from _audit(state, community)
    renewal = getattr(action, "renewal", len(state.renewals))
    if renewal in state.renewals:
        yield from _renewal(state, renewal)


def keys_of(action: Any, now: int) -> Iterator[CaseKey]:
    """Yield the cases that an act is about, filed or not."""
    match action:
        case actions.CarryOut():
            yield from action.cases
        case actions.FileInfractions():
            for identity, day in zip(action.identities, action.act_days, strict=False):
                matter = (action.rule << 24 | day) & _UNKNOWN
                yield CaseKey(CaseKind.INFRACTION, identity, matter)
        case actions.CertifyRemedies():
            for identity, matter in zip(action.identities, action.matters, strict=False):
                yield CaseKey(CaseKind.INFRACTION, identity, matter)
        case actions.FileRecovery():
            matter = int.from_bytes(action.new_controller, "big") << 40 | now
            yield CaseKey(CaseKind.RECOVERY, action.identity, matter)
        case actions.FileClosing():
            yield CaseKey(CaseKind.CLOSING, action.identity, now)
        case actions.Review():
            yield CaseKey(CaseKind.INFRACTION, action.identity, action.matter)
        case actions.Alive():
            yield CaseKey(CaseKind.CLOSING, action.identity, action.matter)
        case actions.Appeal() | actions.Withdraw() | actions.GiveVerdict():
            yield CaseKey(action.kind, action.identity, action.matter)
        case actions.Challenge() if action.line < len(action.proof.identities):
            proof = action.proof
            matter = proof.community << 104 | proof.nonce << 40 | action.line
            yield CaseKey(CaseKind.CHALLENGE, proof.identities[action.line], matter)


def in_full(state: State, now: int, rng: random.Random) -> Iterator[Asked]:
    """Yield questions about every view of lives, cases, panels and the assembly."""
    for identity in (*state.people, NOBODY):
        yield from _life(state, identity, now)
    yield from _communities(state, now, rng)
    yield from _infractions(state)
    for case in _some(rng, list(state.cases.values()), _CASES):
        yield from _case(state, case.key, now)
    yield from _case(state, CaseKey(rng.randrange(6), NOBODY, rng.randrange(2**256)), now)
    for number in _some(rng, list(state.panels), _PANELS):
        yield from _panel(state, number)
    yield "Panels", "panelCount", (), len(state.panels)
    yield "Panels", "panelOf", (_UNKNOWN,), Refusal("PanelUnknown", _UNKNOWN)
    yield "Panels", "isTooSmall", (len(state.panels) + 1,), False
    yield from _assembly(state, rng)
    yield from _amendments(state, day_of(now))


def _some(rng: random.Random, known: list[Any], most: int) -> list[Any]:
    return rng.sample(known, min(most, len(known)))


def _life(state: State, identity: bytes, now: int) -> Iterator[Asked]:
    person, signatory = state.people.get(identity), state.signatories.get(identity)
    yield "Ledger", "isClosed", (identity,), person is not None and person.closed
    yield "Ledger", "takesPart", (identity,), person is not None and person.takes_part
    yield "Ledger", "leftAt", (identity,), state.left_at.get(identity, 0)
    key: tuple[bytes, bool] = (_NO_ADDRESS, False)
    if signatory is not None and not has_lapsed(signatory, day_of(now)):
        key = signatory.controller, signatory.lapse_day != 0
    yield "Communities", "keyInForce", (identity,), key
    year = views.year_at(state, now)
    for function, counts in (
        ("accusationsThisYear", state.accusations),
        ("challengesThisYear", state.challenges),
    ):
        yield "Cases", function, (identity,), _in_year(counts.get(identity), year)


def _in_year(count: YearCount | None, year: int) -> int:
    return count.times if count is not None and count.year == year else 0


# ------------------------------------------------------------------------------------ communities


def _communities(state: State, now: int, rng: random.Random) -> Iterator[Asked]:
    for community, council in state.councils.items():
        yield from _standing(state, community, now)
        yield "Communities", "firstSeatOf", (community,), council.first_seat
        other = rng.randint(0, len(state.councils) + 1)
        yield "Communities", "isWithin", (community, other), _is_within(state, community, other)
    nowhere = len(state.councils) + 1
    for function in ("standingOf", "budgetOf", "firstSeatOf"):
        yield "Communities", function, (nowhere,), Refusal("UnknownCommunity", nowhere)
    yield "Communities", "isWithin", (nowhere, 1), False
    yield "Communities", "isWithin", (0, 0), False
    seats = list(state.seats.values())
    yield "Communities", "totalSeats", (), len(seats)
    places = sorted(state.seats)
    for number in range(len(seats)):
        seat = state.seats[places[number]]
        yield "Communities", "seatNumber", (number,), (seat.identity, seat.controller)
    yield "Communities", "BUDGET_PER_MEMBER", (), state.charter.budget_per_member
    yield "Communities", "STANDING_LOSS", (), state.charter.standing_loss


def _standing(state: State, community: int, now: int) -> Iterator[Asked]:
    yield "Communities", "standingOf", (community,), views.standing(state, community, now)
    yield "Communities", "budgetOf", (community,), views.budget(state, community, now)


def _is_within(state: State, community: int, ancestor: int) -> bool:
    while community not in (ancestor, 0):
        community = state.councils[community].parent
    return community == ancestor != 0


# ------------------------------------------------------------------------------------------ cases


def _infractions(state: State) -> Iterator[Asked]:
    yield "Cases", "infractionsHash", (), state.infractions_hash
    for rule, versions in state.infractions.items():
        yield "Cases", "infractionVersionsOf", (rule,), len(versions)
        for number, known in enumerate(versions, start=1):
            found = tuple(getattr(known, name) for name in known.__slots__)
            yield "Cases", "infractionVersion", (rule, number), found
        for number in (0, len(versions) + 1):
            yield "Cases", "infractionVersion", (rule, number), (0,) * _INFRACTION_FIELDS


def _case(state: State, key: CaseKey, now: int) -> Iterator[Asked]:
    number = case_id(key)
    fields = key.kind, key.identity, key.matter
    yield "Cases", "stateOf", (fields,), int(views.case_state(state, key, now))
    yield "Cases", "caseOf", (number,), _case_fields(state.cases.get(number))
    yield "Cases", "idOf", (fields,), number


def _case_fields(case: Case | None) -> tuple[int, ...]:
    """Return a case in the order of the Solidity struct; zeros without one."""
    if case is None:
        return (0,) * 12
    return (
        case.stage,
        case.filed_at,
        case.since,
        case.panel,
        case.community,
        case.ground,
        case.reviewed,
        case.notice_days,
        case.ripe_days,
        case.verdict_days,
        case.detail,
        case.overlay,
    )


def _panel(state: State, number: int) -> Iterator[Asked]:
    panel = state.panels[number]
    yield (
        "Panels",
        "panelOf",
        (number,),
        (
            panel.community,
            panel.size,
            panel.beacon_round,
            panel.seated or 0,
            keccak256(b"".join(panel.list)),
            panel.seated is not None,
        ),
    )
    yield "Panels", "isTooSmall", (number,), panel.is_too_small


# --------------------------------------------------------------------------------------- assembly


def _assembly(state: State, rng: random.Random) -> Iterator[Asked]:
    for community in state.councils:
        yield from _audit(state, community)
    yield "Assembly", "auditOf", (0,), (0, 0, 0, False)
    for number in _some(rng, list(state.renewals), _RENEWALS):
        yield from _renewal(state, number)
        for identity in (*state.people, NOBODY):
            place = state.volunteers.get((number, identity))
            asked = (number, identity)
            yield "Assembly", "volunteerNumber", asked, 0 if place is None else place + 1
        for lot in (0, 1, rng.randrange(2**256)):
            drawn = _answer(lambda: views.volunteer_on(state, number, lot))  # noqa: B023
            yield "Assembly", "drawn", (number, lot), drawn
    yield "Assembly", "renewalCount", (), len(state.renewals)
    yield "Assembly", "renewalOf", (_UNKNOWN,), Refusal("RenewalUnknown", _UNKNOWN)


def _audit(state: State, community: int) -> Iterator[Asked]:
    known = state.audits.get(community)
    expected = (0, 0, 0, False)
    if known is not None:
        expected = known.panel, known.year, known.until, known.recorded
    yield "Assembly", "auditOf", (community,), expected
    yield "Assembly", "termEndOf", (community,), views.term_ends_on(state, community)


def _renewal(state: State, number: int) -> Iterator[Asked]:
    known = state.renewals[number]
    expected = (
        known.community,
        known.entries_until,
        known.entrants,
        known.beacon_round,
        known.next_lot,
        known.filled,
        known.over,
    )
    yield "Assembly", "renewalOf", (number,), expected


def _amendments(state: State, today: int) -> Iterator[Asked]:
    charter = views.charter_on(state, today)
    for target, (contract, names) in _CHARTERS.items():
        waiting = state.waiting.get(target)
        day = waiting.from_day if waiting is not None and today < waiting.from_day else 0
        yield contract, "amendmentDay", (), day
        yield contract, "charter", (), parameters_of(charter, names)
    for amendment, supporters in state.endorsements.items():
        yield "Assembly", "endorsementsOf", (amendment,), len(supporters)
        for community in state.councils:
            asked = (amendment, community)
            yield "Assembly", "hasEndorsed", asked, community in supporters
    yield "Assembly", "endorsementsOf", (NOBODY,), 0


def _answer(view: Callable[[], Any]) -> Any:
    """Return what a view gives: a value, fields, or its refusal."""
    try:
        return view()
    except Refusal as refusal:
        return refusal
