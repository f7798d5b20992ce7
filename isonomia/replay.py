"""The logs of a deployment, carried out again by the specification.

Every act is given to `isonomia.spec.transition.execute` at the time of its block, and what the
specification announces must be what the contracts logged, event by event and field by field.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, NamedTuple

from isonomia.divergence import Diverged, Divergence, Finding, readable
from isonomia.event_logs import EventLog, Place
from isonomia.history import Act, History
from isonomia.packed_words import unpack_person
from isonomia.spec import actions, events, transition
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Charter, FoundingCommunity, RuleText, State

_HASH = 32


class Founding(NamedTuple):
    """What a deployment began with, as its charter says."""

    charter: Charter
    communities: tuple[FoundingCommunity, ...]
    rules: tuple[RuleText, ...]
    catalogue_hash: bytes
    charter_hash: bytes


class Step(NamedTuple):
    """One act carried out: its logs, and the action the specification took it for."""

    act: Act
    action: actions.Action


class Replay:
    """A state rebuilt from logs, act by act.

    Attributes:
        state: the specification's state after the acts so far
        touched: identity -> where the last log about this person stands
        founding_logs: how many of the first logs are the constructors'
    """

    def __init__(self, history: History, founding: Founding) -> None:
        """Rebuild genesis.

        Raises:
            Diverged: the first logs are not those the charter gives.
        """
        self._history = history
        self.touched: dict[bytes, Place] = {}
        if not history.logs:
            raise Diverged(Divergence(Finding.GENESIS_DIFFERS, expected="logs", found="none"))
        first = history.logs[0].place
        try:
            self.state, expected = transition.genesis(
                founding.charter,
                founding.communities,
                founding.rules,
                founding.catalogue_hash,
                history.headers[first.block].time,
                founding.charter_hash,
                founded_at=_founded_at(history),
            )
        except Refusal as refusal:
            raise Diverged(_refused(Finding.GENESIS_DIFFERS, refusal, first)) from None
        self.founding_logs = len(expected)
        found = history.logs[: self.founding_logs]
        _require_same(Finding.GENESIS_DIFFERS, tuple(expected), found, first)
        self._touch(found)

    def steps(self) -> Iterator[Step]:
        """Carry out one act after the other; each is in `state` when it is handed out.

        Raises:
            Diverged: the specification refuses an act, or announces something else than was logged.
        """
        for act in self._history.acts(self.founding_logs):
            action = action_of(act, self.state)
            self._execute(act, action)
            self._touch(act.logs)
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

    def _touch(self, logs: tuple[EventLog, ...]) -> None:
        for log in logs:
            identity = getattr(log.event, "identity", None)
            if identity is not None:
                self.touched[identity] = log.place


# ---- from logs to actions ------------------------------------------------------------------------


def action_of(act: Act, state: State) -> actions.Action:
    """Return the action that left these logs, given the state just before it."""
    head = act.head
    if isinstance(head, events.PersonActed):
        return _person_action(head, act, state)
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
    (effect,) = act.effects
    if isinstance(effect, events.ControllerChanged):
        key = effect.controller
        return actions.ChangeController(identity, key, nonce, act.time, signer, key)
    if isinstance(effect, events.LeaveDeclared):
        days = effect.until_day - effect.from_day
        return actions.DeclareLeave(identity, days, nonce, act.time, signer)
    return actions.EndLeave(identity, nonce, act.time, signer)


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
        field.name
        for field in dataclasses.fields(wanted)
        if getattr(wanted, field.name) != getattr(event, field.name)
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
    return f"act {head.nonce} of council {head.community}"
