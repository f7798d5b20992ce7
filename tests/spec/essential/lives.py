"""A small closed world around one citizen's Essential order, on the preset `minimal`.

The citizen belongs to community 2 of the eight of `courts`; organisation 1 of community 3 keeps an
Essential offer, and an Enhanced one that rests on it. `MOVES` is all that can happen; the clock
knows a few days only, so that the world has finitely many states. `canonical` leaves out what no
later act depends on in this world: nonces (an order always takes the lowest that is free), hashes,
and numbers of panels, whose jurors all have keys and are therefore alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from isonomia.spec import presets, transition, views
from isonomia.spec.actions import OpenOffer, Order, Redeem, Redemption, Refund
from isonomia.spec.orders import WINDOW
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import (
    UPLIFT,
    Case,
    CaseKind,
    Finding,
    Outcome,
    Overlay,
    State,
)
from tests.spec.courts import INFRACTIONS, INFRACTIONS_HASH, communities
from tests.spec.findings.inspections import (
    FILER,
    HOME,
    KEY_OF,
    ORGANISATION,
    STANDARDS,
    STANDARDS_HASH,
    Inspection,
)
from tests.spec.worlds import (
    CATALOGUE,
    CHARTER_HASH,
    EVIDENCE,
    GENESIS,
    NEVER,
    RULES,
    TODAY,
    identity,
    key,
)

CITIZEN = 20
PERSON = identity(CITIZEN)
PROVIDER = key(KEY_OF[ORGANISATION])
ESSENTIAL_OFFER, ENHANCED_OFFER = 1, 2
#: Above it the Enhanced offer can be had, and points can be given.
ENHANCED_QUALITY = 200
#: Millicredits: the citizen has 4,800,000 at first, so few orders can follow each other.
ESSENTIAL_ORDER = 2_500_000
ENHANCED_ORDER = 2_000_000
#: Half of what the prize covers.
PORTION_ORDER = 1_000
ANOTHER_COMMUNITY = 4
WHOLE_BALANCE_RULE, PORTION_RULE = 3, 2
SUSPENSION, COMMENDATION = 1, 2


@dataclass
class Life(Inspection):
    """The world at one moment.

    ``redeemed`` are the citizen's redemptions that were not refunded: what they spent is counted
    here apart from the specification.
    """

    redeemed: tuple[Redemption, ...] = ()

    @property
    def spent(self) -> int:
        """Millicredits redeemed and not refunded."""
        return sum(redemption.amount for redemption in self.redeemed)

    @property
    def owned(self) -> int:
        """Millicredits that the citizen has by the calendar and by what was redeemed."""
        birth_month = self.state.people[PERSON].birth_month
        return views.entitlement(self.state, birth_month, self.now) - self.spent

    def copy(self) -> Life:
        """Return an independent copy."""
        return replace(self, state=self.state.copy())

    def order(self, offer: int, amount: int, portion: int = 0) -> Redeem:
        """Return an order of so many units at 1 millicredit, with the lowest nonce not used."""
        signatory = self.state.signatories[PERSON]
        seen = signatory.orders_seen
        free = next(bit for bit in range(WINDOW + 1) if not seen >> bit & 1)
        nonce = signatory.order_floor + free
        signed = (nonce, NEVER, signatory.controller)
        return Redeem((Order(PERSON, offer, amount, amount, portion, *signed),), PROVIDER)

    def spend(self, offer: int, amount: int, portion: int = 0) -> None:
        """Have an order redeemed, and remember it."""
        announced = self.do(self.order(offer, amount, portion))
        source = announced[-2].source
        batch = len(self.state.batches)
        redemption = Redemption(batch, 0, PERSON, offer, amount, amount, source, self.now)
        self.redeemed += (redemption,)

    def refund(self) -> None:
        """Have the latest redemption refunded."""
        if self.redeemed:
            self.do(Refund(self.redeemed[-1], (), PROVIDER))
            self.redeemed = self.redeemed[:-1]

    def latest_case(self, kind: CaseKind) -> Case | None:
        """Return the latest case of a kind."""
        found = [case for case in self.state.cases.values() if case.kind == kind]
        return found[-1] if found else None

    def latest_finding(self, community: int) -> Finding | None:
        """Return the latest finding of a community."""
        found = [entry for entry in self.state.findings.values() if entry.community == community]
        return found[-1] if found else None


def beginnings() -> tuple[Life, ...]:
    """Return the worlds to start from: a citizen of no quality, and one of more than Enhanced."""
    state, _ = transition.genesis(
        presets.minimal(),
        communities(),
        RULES,
        CATALOGUE,
        GENESIS,
        CHARTER_HASH,
        infractions=INFRACTIONS,
        infractions_hash=INFRACTIONS_HASH,
        standards=STANDARDS,
        standards_hash=STANDARDS_HASH,
    )
    poor = Life(state)
    poor.do(poor.enrol(CITIZEN))
    poor.do(poor.bind(CITIZEN))
    until = TODAY + 365
    poor.do(poor.accredit(HOME, KEY_OF[ORGANISATION], days=365))
    for tier, basis in ((0, 0), (1, ESSENTIAL_OFFER)):
        poor.do(OpenOffer(ORGANISATION, 1, tier, 1, basis, until, EVIDENCE, PROVIDER))
    rich = poor.copy()
    rich.with_quality(CITIZEN, ENHANCED_QUALITY + 5)
    return poor, rich


def with_uplift(here: Life) -> Life:
    """Return a world in which the citizen once won the prize of the preset."""
    there = here.copy()
    charter = there.state.charter
    until = TODAY + charter.prize_days
    prize = Overlay(UPLIFT, charter.prize_points, TODAY, until, charter.prize_amount, cause=1)
    there.state.overlays[PERSON] = (prize,)
    there.state.people[PERSON] = replace(there.state.people[PERSON], overlays=1)
    return there


# ---- what can happen -----------------------------------------------------------------------------


def _of_case(kind: CaseKind, act: Callable[[Life, Case], None]) -> Callable[[Life], None]:
    """Return an act in the latest case of a kind, which does nothing without one."""

    def done(here: Life) -> None:
        case = here.latest_case(kind)
        if case is not None:
            act(here, case)

    return done


def _of_finding(
    act: Callable[[Life, Finding], None], community: int = FILER
) -> Callable[[Life], None]:
    """Return an act in the latest finding of a community, which does nothing without one."""

    def done(here: Life) -> None:
        finding = here.latest_finding(community)
        if finding is not None:
            act(here, finding)

    return done


def _judge_case(here: Life, case: Case, outcome: Outcome) -> None:
    """Have a case heard and decided: appealed, or reviewed once it was carried out."""
    carried_out = case.stage >= 8
    here.do(here.review(case) if carried_out else here.appeal(case))
    heard = here.latest_case(CaseKind(case.kind))
    assert heard is not None
    here.seat(heard.panel)
    here.do(here.verdict(outcome, heard))


def _judge_finding(here: Life, finding: Finding, outcome: Outcome) -> None:
    carried_out = finding.stage >= 8
    here.do(here.review_finding(finding) if carried_out else here.appeal_finding(finding))
    heard = here.latest_finding(finding.community)
    assert heard is not None
    here.seat(heard.panel)
    here.do(here.judge(outcome, heard))


_INFRACTION, _CLOSING = CaseKind.INFRACTION, CaseKind.CLOSING

MOVES: dict[str, Callable[[Life], Any]] = {
    "award": lambda here: here.do(here.award(CITIZEN)),
    "give": lambda here: here.do(here.give(CITIZEN, 5)),
    "opt out": lambda here: here.do(here.opt_out(CITIZEN)),
    "opt in": lambda here: here.do(here.opt_in(CITIZEN)),
    "move": lambda here: here.do(here.move(CITIZEN, ANOTHER_COMMUNITY)),
    "accuse, whole balance": lambda here: here.do(here.accuse(CITIZEN, rule=WHOLE_BALANCE_RULE)),
    "accuse, portion": lambda here: here.do(here.accuse(CITIZEN, rule=PORTION_RULE)),
    "deduct": _of_case(_INFRACTION, lambda here, case: here.do(here.carry(case))),
    "case upheld": _of_case(
        _INFRACTION, lambda here, case: _judge_case(here, case, Outcome.UPHELD)
    ),
    "case rejected": _of_case(
        _INFRACTION, lambda here, case: _judge_case(here, case, Outcome.REJECTED)
    ),
    "remedy": _of_case(_INFRACTION, lambda here, case: here.do(here.remedies(case))),
    "file closing": lambda here: here.do(here.closing(CITIZEN)),
    "close": _of_case(_CLOSING, lambda here, case: here.do(here.carry(case))),
    "alive": _of_case(_CLOSING, lambda here, case: here.do(here.alive(case))),
    "file finding": lambda here: here.do(here.file(SUSPENSION)),
    "suspend": _of_finding(lambda here, finding: here.do(here.carry_findings(finding))),
    "finding upheld": _of_finding(
        lambda here, finding: _judge_finding(here, finding, Outcome.UPHELD)
    ),
    "finding rejected": _of_finding(
        lambda here, finding: _judge_finding(here, finding, Outcome.REJECTED)
    ),
    "finding remedied": _of_finding(lambda here, finding: here.do(here.remedy(finding))),
    "order essential": lambda here: here.spend(ESSENTIAL_OFFER, ESSENTIAL_ORDER),
    "order enhanced": lambda here: here.spend(ENHANCED_OFFER, ENHANCED_ORDER),
    "order enhanced, portion": lambda here: here.spend(ENHANCED_OFFER, PORTION_ORDER, portion=1),
    "refund": lambda here: here.refund(),
}


def moved(here: Life, move: str) -> Life | None:
    """Return the world after a move; ``None`` when the rules refuse it."""
    there = here.copy()
    try:
        MOVES[move](there)
    except Refusal:
        return None
    return there


# ---- what is the same ----------------------------------------------------------------------------


def canonical(here: Life) -> tuple[Any, ...]:
    """Return what tells this world from others that can go on otherwise."""
    state = here.state
    signatory = state.signatories[PERSON]
    return (
        here.now,
        state.people[PERSON],
        signatory.controller,
        state.overlays.get(PERSON, ()),
        state.left_at.get(PERSON),
        tuple(_course(case) for _, case in sorted(state.cases.items())),
        state.accusations.get(PERSON),
        tuple(sorted(state.last_filed.items())),
        tuple(replace(council, nonce=0, chain=b"") for council in state.councils.values()),
        tuple(_course(finding) for _, finding in sorted(state.findings.items())),
        tuple(sorted(state.finding_counts.items(), key=lambda entry: entry[0])),
        _of_the_organisation(state),
        state.pool,
        tuple((entry.offer, entry.amount, entry.source, entry.time) for entry in here.redeemed),
    )


def _course(case: Case | Finding) -> Case | Finding:
    return replace(case, panel=0, ground=0)


def _of_the_organisation(state: State) -> tuple[Any, ...]:
    return state.organisations[ORGANISATION], state.effects.get(ORGANISATION, ())
