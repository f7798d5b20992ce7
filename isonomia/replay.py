"""The logs of a deployment, carried out again by the specification.

Every act is given to `isonomia.spec.transition.execute` at the time of its block, and what the
specification announces must be what the contracts logged, event by event and field by field.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from isonomia.batches import Batches
from isonomia.divergence import Diverged, Divergence, Finding, readable
from isonomia.event_logs import EventLog, Place
from isonomia.history import History
from isonomia.log_actions import action_of
from isonomia.log_acts import Act
from isonomia.log_known import Known
from isonomia.proposals import Proposal
from isonomia.redeemed import RedeemedBatches
from isonomia.spec import actions, events, transition
from isonomia.spec.calendar import day_of
from isonomia.spec.effects import lasts, name_of
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import (
    Addresses,
    BeaconClock,
    Charter,
    FoundingCommunity,
    InfractionText,
    RuleText,
    StandardEffect,
    StandardText,
    State,
)

_HASH = 32


class Founding(NamedTuple):
    """What a deployment began with, as its charter and its manifest say."""

    charter: Charter
    communities: tuple[FoundingCommunity, ...]
    rules: tuple[RuleText, ...]
    catalogue_hash: bytes
    charter_hash: bytes
    beacon: BeaconClock
    infractions: tuple[InfractionText, ...]
    infractions_hash: bytes
    addresses: Addresses
    standards: tuple[StandardText, ...] = ()
    standards_hash: bytes = bytes(_HASH)


@dataclass(slots=True)
class Traces:
    """Where the last log about each thing stands.

    Attributes:
        people: by identity
        rounds: of the lottery, by number
        beacon: by round of the beacon
        cases: by their number
        panels: by number
        renewals: of councils, by number
        communities: by number
        amendments: by their number
        organisations: by number
        offers: by number
        batches: of redemptions, by number
        mandates: by number
        findings: about organisations, by their number
        pool: about the pool as a whole; None when nothing was given yet
    """

    people: dict[bytes, Place] = field(default_factory=dict)
    rounds: dict[int, Place] = field(default_factory=dict)
    beacon: dict[int, Place] = field(default_factory=dict)
    cases: dict[bytes, Place] = field(default_factory=dict)
    panels: dict[int, Place] = field(default_factory=dict)
    renewals: dict[int, Place] = field(default_factory=dict)
    communities: dict[int, Place] = field(default_factory=dict)
    amendments: dict[bytes, Place] = field(default_factory=dict)
    organisations: dict[int, Place] = field(default_factory=dict)
    offers: dict[int, Place] = field(default_factory=dict)
    batches: dict[int, Place] = field(default_factory=dict)
    mandates: dict[int, Place] = field(default_factory=dict)
    findings: dict[bytes, Place] = field(default_factory=dict)
    pool: Place | None = None

    def follow(self, logs: Iterable[EventLog]) -> None:
        """Note what some logs are about."""
        for event, place in logs:
            if isinstance(event, events.RoundVerified):
                self.beacon[event.round] = place
                continue
            if isinstance(event, _OF_THE_POOL):
                self.pool = place
            for name, noted in _NOTED_OF[type(event)]:
                getattr(self, noted)[getattr(event, name)] = place


#: Field of an event -> where `Traces` notes events under its value.
_NOTED = {
    "identity": "people",
    "round": "rounds",
    "case_id": "cases",
    "panel": "panels",
    "renewal": "renewals",
    "community": "communities",
    "amendment": "amendments",
    "organisation": "organisations",
    "offer": "offers",
    "batch": "batches",
    "mandate": "mandates",
    "finding": "findings",
}


#: Kind of event -> its fields that are noted, and where.
_NOTED_OF = {
    kind: tuple((name, where) for name, where in _NOTED.items() if hasattr(kind, name))
    for kind in vars(events).values()
    if isinstance(kind, type)
}


_OF_THE_POOL = (
    events.PointsGiven,
    events.RoundOpened,
    events.PrizeWon,
    events.PrizeForfeited,
    events.RoundClosed,
)


class Step(NamedTuple):
    """One act carried out: its logs, and the action the specification took it for."""

    act: Act
    action: actions.Action


class Carrier:
    """Carries out act after act, and holds what the specification announces against the logs.

    Attributes:
        state: the specification's state after the acts so far
        traces: where the last log about each thing stands
        founding: the logs of the constructors
        batches: every batch of awards so far
        redeemed: every batch of redemptions so far
        proposals: amendment -> what it says
    """

    def __init__(
        self, state: State, founding: tuple[EventLog, ...], proposals: Mapping[bytes, Proposal]
    ) -> None:
        self.state = state
        self.founding = founding
        self.proposals = proposals
        self.traces = Traces()
        self.batches = Batches()
        self.redeemed = RedeemedBatches()
        self.traces.follow(founding)

    def carry_out(self, act: Act) -> Step:
        """Carry out one act; it is in `state` afterwards.

        Raises:
            Diverged: the specification refuses an act, or announces something else than was logged.
        """
        known = Known(self.state, self.batches, self.proposals, self.redeemed)
        action = action_of(act, known)
        self._execute(act, action)
        self.traces.follow(act.logs)
        return Step(act, action)

    def suspends(self, time: int, number: bytes) -> bool:
        """Return whether a finding suspends an organisation at a second."""
        finding, day = self.state.findings.get(number), day_of(time)
        effects = self.state.effects.get(finding.organisation, ()) if finding else ()
        return any(
            effect.finding == name_of(number)
            and effect.effect == StandardEffect.SUSPENSION
            and lasts(effect, day)
            for effect in effects
        )

    def _execute(self, act: Act, action: actions.Action) -> None:
        try:
            expected = transition.execute(self.state, action, act.time)
        except Refusal as refusal:
            finding = (
                Finding.MISSING_ACT
                if refusal.name == "WrongNonce"
                else Finding.REFUSED_BY_SPECIFICATION
            )
            person = _person(act, refusal)
            raise Diverged(_refused(finding, refusal, act.place, _subject(act), person)) from None
        _require_same(Finding.EVENT_DIFFERS, tuple(expected), act.logs, act.place)
        if isinstance(action, actions.FileAwards):
            self.batches.follow(action, act.time, self.state)
        elif isinstance(action, actions.Redeem):
            self.redeemed.follow(act.of(events.Redeemed), act.time)


class Replay(Carrier):
    """A state rebuilt from logs, act by act."""

    def __init__(self, history: History, founding: Founding) -> None:
        """Rebuild genesis.

        Raises:
            Diverged: the first logs are not those the charter gives.
        """
        super().__init__(*begun(history, founding), history.proposals)
        self._history = history

    def steps(self) -> Iterator[Step]:
        """Carry out one act after the other; each is in `state` when it is handed out.

        Raises:
            Diverged: the specification refuses an act, or announces something else than was logged.
        """
        for act in self._history.acts(self.founding, self.suspends):
            yield self.carry_out(act)

    def finish(self) -> State:
        """Carry out all acts and return the state after the last."""
        for _ in self.steps():
            pass
        return self.state


def begun(history: History, founding: Founding) -> tuple[State, tuple[EventLog, ...]]:
    """Return genesis, and the logs of the constructors that left it.

    Raises:
        Diverged: the first logs are not those the charter gives.
    """
    first = next(history.without_beacon, None)
    if first is None:
        remark = "a node that prunes its history may have forgotten them: ask one that keeps all"
        raise Diverged(
            Divergence(Finding.GENESIS_DIFFERS, expected="logs", found="none", remark=remark)
        )
    try:
        state, expected = transition.genesis(
            founding.charter,
            founding.communities,
            founding.rules,
            founding.catalogue_hash,
            history.time_of(first),
            founding.charter_hash,
            founded_at=_time_of_first(history, events.CommunityFounded),
            cases_at=_time_of_first(history, events.InfractionsPublished),
            beacon=founding.beacon,
            infractions=founding.infractions,
            infractions_hash=founding.infractions_hash,
            findings_at=_time_of_first(history, events.StandardsPublished),
            standards=founding.standards,
            standards_hash=founding.standards_hash,
            addresses=founding.addresses,
        )
    except Refusal as refusal:
        raise Diverged(_refused(Finding.GENESIS_DIFFERS, refusal, first.place, "genesis")) from None
    founded = history.founding(expected)
    _require_same(Finding.GENESIS_DIFFERS, tuple(expected), founded, first.place)
    return state, founded


def _time_of_first(history: History, kind: type) -> int | None:
    """Return when the first event of a kind was logged: constructors may stand in later blocks."""
    first = (history.time_of(log) for log in history.logs if isinstance(log.event, kind))
    return next(first, None)


# ---- comparing -----------------------------------------------------------------------------------


def _require_same(
    finding: Finding, expected: tuple[Any, ...], found: tuple[EventLog, ...], start: Place
) -> None:
    """Compare what the specification announced with what was logged; name the first difference."""
    for wanted, log in zip(expected, found, strict=False):
        if wanted != log.event:
            raise Diverged(_difference(finding, wanted, log))
    if len(expected) != len(found):
        missing = expected[len(found) :] or found[len(expected) :]
        raise Diverged(
            Divergence(
                finding,
                subject=type(getattr(missing[0], "event", missing[0])).__name__,
                field="number of logs",
                expected=str(len(expected)),
                found=str(len(found)),
                block=start.block,
                transaction=start.transaction,
            )
        )


def _difference(finding: Finding, wanted: Any, log: EventLog) -> Divergence:
    event, place = log
    person = getattr(wanted, "identity", None)
    subject, name = f"log {place.log_index}", None
    expected, found = type(wanted).__name__, type(event).__name__
    if type(wanted) is type(event):
        subject, name = expected, _first_difference(wanted, event)
        expected, found = readable(getattr(wanted, name)), readable(getattr(event, name))
    return Divergence(
        finding,
        subject=subject,
        person=None if person is None else readable(person),
        field=name,
        expected=expected,
        found=found,
        block=place.block,
        transaction=place.transaction,
    )


def _first_difference(wanted: Any, event: Any) -> str:
    return next(
        item.name
        for item in dataclasses.fields(wanted)
        if getattr(wanted, item.name) != getattr(event, item.name)
    )


def _refused(
    finding: Finding, refusal: Refusal, place: Place, subject: str, person: bytes | None = None
) -> Divergence:
    return Divergence(
        finding,
        subject=subject,
        person=None if person is None else readable(person),
        expected=str(refusal),
        found="carried out",
        block=place.block,
        transaction=place.transaction,
    )


#: Refusals whose 32 bytes number a case, a finding or an amendment, and no person.
_OF_NUMBERS = frozenset(
    {
        *("AlreadyReviewed", "CaseExists", "CaseUnknown", "ChallengeTooLate", "NoRoom"),
        *("NotTheFiler", "NothingToEnd", "WrongState", "AlreadyEndorsed"),
        *("FindingExists", "FindingReviewed", "FindingUnknown", "NoPlace", "NotTheFilerOf"),
    }
)


def _person(act: Act, refusal: Refusal) -> bytes | None:
    """Return whose act was refused, or whom the refusal names."""
    if isinstance(act.head, events.PersonActed):
        return act.head.identity
    if refusal.name in _OF_NUMBERS:
        return None
    return next((v for v in refusal.values if isinstance(v, bytes) and len(v) == _HASH), None)


#: Fields that say what the act of nobody in particular was about, and how to call it.
_ABOUT = {
    "case_id": "case",
    "panel": "panel",
    "renewal": "renewal",
    "community": "community",
    "round": "round",
    "finding": "finding",
    "batch": "batch",
    "offer": "offer",
    "organisation": "organisation",
}


_OF_REDEMPTIONS = (events.BatchRedeemed, events.Refunded)


def _subject(act: Act) -> str:
    head = act.head
    if isinstance(head, events.PersonActed):
        return f"act {head.nonce} of the person"
    if isinstance(head, events.CouncilActed | events.AwardsFiled):
        return f"act {head.nonce} of council {head.community}"
    # What portions lose is told before the redemptions that take it; other logs name nothing.
    told = (act.logs[0].event, head)
    events_about = reversed(told) if isinstance(head, _OF_REDEMPTIONS) else told
    pairs = ((event, name) for event in events_about for name in _ABOUT if hasattr(event, name))
    first, name = next(pairs, (head, None))
    if name is None:
        return type(first).__name__
    what = "beacon round" if isinstance(first, events.RoundVerified) else _ABOUT[name]
    return f"{type(first).__name__} of {what} {readable(getattr(first, name))}"
