"""The logs of a deployment, carried out again by the specification.

Every act is given to `isonomia.spec.transition.execute` at the time of its block, and what the
specification announces must be what the contracts logged, event by event and field by field.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from isonomia.divergence import Diverged, Divergence, Finding, readable
from isonomia.event_logs import EventLog, Place
from isonomia.history import Act, History
from isonomia.packed_words import unpack_person
from isonomia.spec import actions, events, transition
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import BeaconClock, Charter, FoundingCommunity, RuleText, State

_HASH = 32


class Founding(NamedTuple):
    """What a deployment began with, as its charter says."""

    charter: Charter
    communities: tuple[FoundingCommunity, ...]
    rules: tuple[RuleText, ...]
    catalogue_hash: bytes
    charter_hash: bytes
    beacon: BeaconClock


@dataclass(slots=True)
class Traces:
    """Where the last log about each thing stands.

    Attributes:
        people: by identity
        rounds: of the lottery, by number
        beacon: by round of the beacon
        pool: about the pool as a whole; None when nothing was given yet
    """

    people: dict[bytes, Place] = field(default_factory=dict)
    rounds: dict[int, Place] = field(default_factory=dict)
    beacon: dict[int, Place] = field(default_factory=dict)
    pool: Place | None = None

    def follow(self, logs: Iterable[EventLog]) -> None:
        """Note what some logs are about."""
        for event, place in logs:
            if isinstance(event, events.RoundVerified):
                self.beacon[event.round] = place
                continue
            if isinstance(event, _OF_THE_POOL):
                self.pool = place
            if (number := getattr(event, "round", None)) is not None:
                self.rounds[number] = place
            if (identity := getattr(event, "identity", None)) is not None:
                self.people[identity] = place


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


class Replay:
    """A state rebuilt from logs, act by act.

    Attributes:
        state: the specification's state after the acts so far
        traces: where the last log about each person, round and the pool stands
        founding: the logs of the constructors
    """

    def __init__(self, history: History, founding: Founding) -> None:
        """Rebuild genesis.

        Raises:
            Diverged: the first logs are not those the charter gives.
        """
        self._history = history
        self.traces = Traces()
        first = next(iter(history.founding(1)), None)
        if first is None:
            raise Diverged(Divergence(Finding.GENESIS_DIFFERS, expected="logs", found="none"))
        try:
            self.state, expected = transition.genesis(
                founding.charter,
                founding.communities,
                founding.rules,
                founding.catalogue_hash,
                history.headers[first.place.block].time,
                founding.charter_hash,
                founded_at=_founded_at(history),
                beacon=founding.beacon,
            )
        except Refusal as refusal:
            raise Diverged(_refused(Finding.GENESIS_DIFFERS, refusal, first.place)) from None
        self.founding = history.founding(len(expected))
        _require_same(Finding.GENESIS_DIFFERS, tuple(expected), self.founding, first.place)
        self.traces.follow(self.founding)

    def steps(self) -> Iterator[Step]:
        """Carry out one act after the other; each is in `state` when it is handed out.

        Raises:
            Diverged: the specification refuses an act, or announces something else than was logged.
        """
        for act in self._history.acts(self.founding):
            action = action_of(act, self.state)
            self._execute(act, action)
            self.traces.follow(act.logs)
            yield Step(act, action)

    def finish(self) -> State:
        """Carry out all acts and return the state after the last."""
        for _ in self.steps():
            pass
        return self.state

    def _execute(self, act: Act, action: actions.Action) -> None:
        try:
            expected = transition.execute(self.state, action, act.time)
        except Refusal as refusal:
            finding = (
                Finding.MISSING_ACT
                if refusal.name == "WrongNonce"
                else Finding.REFUSED_BY_SPECIFICATION
            )
            raise Diverged(_refused(finding, refusal, act.place, act)) from None
        _require_same(Finding.EVENT_DIFFERS, tuple(expected), act.logs, act.place)


# ---- from logs to actions ------------------------------------------------------------------------


def action_of(act: Act, state: State) -> actions.Action:
    """Return the action that left these logs, given the state just before it."""
    head = act.head
    if isinstance(head, events.PersonActed):
        return _person_action(head, act, state)
    if not isinstance(head, events.CouncilActed | events.AwardsFiled):
        return _anybodys_action(act)
    carried = _Council(
        head.community,
        head.nonce,
        act.time,
        approvals(head.signers, head.community, state),
    )
    if isinstance(head, events.AwardsFiled):
        return _awards(carried, head, act)
    first = act.effects[0] if act.effects else None
    if isinstance(first, events.ControllerBound):
        bound = act.effects
        return actions.BindControllers(
            *carried, tuple(e.identity for e in bound), tuple(e.controller for e in bound)
        )
    if isinstance(first, events.RateAnnounced):
        return actions.AnnounceRate(
            *carried, first.year, first.dividend_per_head, first.source_hash
        )
    if isinstance(first, events.RulePublished | events.CataloguePublished):
        return _rules(carried, act)
    if isinstance(first, events.RoundOpened):
        _, *terms = _values(first)
        return actions.OpenRound(*carried, *terms)
    if isinstance(first, events.Entered):
        entered = tuple(event.identity for event in act.effects)
        return actions.Nominate(*carried, first.round, entered)
    # Nobody enrolled and nobody bound look alike and do the same: the number is used up.
    return actions.Enrol(
        *carried,
        tuple(e.identity for e in act.effects),
        tuple(e.birth_month for e in act.effects),
    )


def approvals(signers: int, community: int, state: State) -> actions.Approvals:
    """Return who signed for the seats of a bitmap: the key in force, or None for no such seat."""
    indices = [index for index in range(signers.bit_length()) if signers >> index & 1]
    seats = [(index, state.seats.get((community, index))) for index in indices]
    return tuple((index, seat.controller if seat else None) for index, seat in seats)


class _Council(NamedTuple):
    """What every act of a council carries, in the order of `actions.CouncilAct`."""

    community: int
    nonce: int
    deadline: int
    approvals: actions.Approvals


def _awards(carried: _Council, head: events.AwardsFiled, act: Act) -> actions.FileAwards:
    awarded = act.effects
    return actions.FileAwards(
        *carried,
        head.rule,
        head.version,
        head.evidence_hash,
        tuple(event.identity for event in awarded),
        # The day of the act stands in the word that the award left behind.
        tuple(unpack_person(event.word)["last_act_day"] for event in awarded),
    )


def _rules(carried: _Council, act: Act) -> actions.PublishRules:
    *published, catalogue = act.effects
    texts = tuple(
        RuleText(e.rule, e.category, e.points, e.yearly_limit, e.from_day, e.text_hash)
        for e in published
    )
    return actions.PublishRules(*carried, catalogue.catalogue_hash, texts)


def _person_action(head: events.PersonActed, act: Act, state: State) -> actions.PersonAct:
    identity, nonce = head.identity, head.nonce
    signatory = state.signatories.get(identity)
    signer = signatory.controller if signatory else None
    *_, effect = act.effects
    if isinstance(effect, events.ControllerChanged):
        key = effect.controller
        return actions.ChangeController(identity, key, nonce, act.time, signer, key)
    if isinstance(effect, events.LeaveDeclared):
        days = effect.until_day - effect.from_day
        return actions.DeclareLeave(identity, days, nonce, act.time, signer)
    if isinstance(effect, events.PointsGiven):
        return actions.Give(identity, effect.points, nonce, act.time, signer)
    if isinstance(effect, events.Entered):
        return actions.EnterRound(identity, effect.round, nonce, act.time, signer)
    return actions.EndLeave(identity, nonce, act.time, signer)


def _anybodys_action(act: Act) -> actions.Action:
    """Return the act that needs no signature; lots that were passed over left no log."""
    head = act.head
    if isinstance(head, events.RoundVerified):
        return actions.VerifyRound(head.round, head.randomness)
    if isinstance(head, events.RoundFrozen):
        return actions.Freeze(head.round)
    if isinstance(head, events.RoundClosed):
        return actions.CloseRound(head.round)
    settled = [log.event for log in act.logs if not isinstance(log.event, events.OverlaySet)]
    lots, winners = tuple(e.lot for e in settled), tuple(e.identity for e in settled)
    return actions.Settle(head.round, lots, winners)


def _values(event: Any) -> tuple[Any, ...]:
    return tuple(getattr(event, item.name) for item in dataclasses.fields(event))


def _founded_at(history: History) -> int | None:
    """Return the time at which the communities were founded, a block or more after genesis."""
    for log in history.logs:
        if isinstance(log.event, events.CommunityFounded):
            return history.headers[log.place.block].time
    return None


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
    finding: Finding, refusal: Refusal, place: Place, act: Act | None = None
) -> Divergence:
    subject = _subject(act) if act else "genesis"
    person = next((v for v in refusal.values if isinstance(v, bytes) and len(v) == _HASH), None)
    return Divergence(
        finding,
        subject=subject,
        person=None if person is None else readable(person),
        expected=str(refusal),
        found="carried out",
        block=place.block,
        transaction=place.transaction,
    )


def _subject(act: Act) -> str:
    head = act.head
    if isinstance(head, events.PersonActed):
        return f"act {head.nonce} of the person"
    if isinstance(head, events.CouncilActed | events.AwardsFiled):
        return f"act {head.nonce} of council {head.community}"
    what = "beacon round" if isinstance(head, events.RoundVerified) else "round"
    return f"{type(head).__name__} of {what} {head.round}"
