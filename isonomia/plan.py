"""From lines to batches: what is sent, in which order, and what is refused before it is sent.

Every act is tried with the executable specification on a state of the planner's own, in the very
order in which it would reach the chain. Where it is refused, its lines are tried one by one. So a
line that is refused never spoils the batch of others.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, TypeVar

from isonomia.clocks import Clock
from isonomia.errors import explain
from isonomia.journal import Refused
from isonomia.plan_acts import Action as Action
from isonomia.plan_acts import Already as Already
from isonomia.plan_acts import Batch as Batch
from isonomia.plan_acts import (
    CouncilAction,
    Group,
    Head,
    Line,
    Step,
    batch_act,
    bind_act,
    enrol_act,
    nomination_act,
    remedy_act,
)
from isonomia.plan_acts import Limits as Limits
from isonomia.plan_acts import evidence_hash as evidence_hash
from isonomia.plan_acts import version_on as version_on
from isonomia.records import Contribution, Enrolment, Infraction, Nomination, Remedy
from isonomia.seats import Seats
from isonomia.services.planning import Provider, redeem_steps
from isonomia.spec.actions import (
    Approvals,
    FileAwards,
    FileInfractions,
)
from isonomia.spec.case_state import Stage
from isonomia.spec.chains import chained, link_of
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import InfractionVersion, Person, RuleVersion, State
from isonomia.spec.transition import execute
from isonomia.todo import Binding, Todo

#: What `explain` says of the position in a batch, which means nothing for a line tried alone.
_LONE_ENTRY = "Entry 1 of the batch: "


class Planner:
    """Plans lines on a state of its own, which afterwards is the state the chain should have."""

    def __init__(
        self,
        state: State,
        seats: Seats,
        clock: Clock,
        limits: Limits,
        provider: Provider | None = None,
    ) -> None:
        """Begin with a state.

        Args:
            state: as the chain has it, as far as the lines touch it
            seats: that sign for councils
            clock: when lines are filed
            limits: how large an act may get
            provider: who redeems; None when nothing is to be redeemed
        """
        self.state = state
        self._provider = provider
        self._seats = seats
        self._clock = clock
        self._limits = limits

    def steps(self, todo: Todo) -> Iterator[Step]:
        """Yield what becomes of every line. A refusal follows the batches it depends on."""
        for time, part in todo.by_filing_time(self._clock):
            yield from self._enrol(part.enrolments, time)
            yield from self._bind(part.bindings, time)
            yield from self._award(part.contributions, time)
            yield from self._nominate(part.nominations, time)
            yield from self._accuse(part.infractions, time)
            yield from self._remedy(part.remedies, time)
            if self._provider is not None:
                most = self._limits.redemptions
                yield from redeem_steps(self.state, self._provider, part.redemptions, time, most)

    # ---- the kinds -------------------------------------------------------------------------

    def _enrol(self, lines: Sequence[Enrolment], time: int) -> Iterator[Step]:
        for community, group in _grouped(lines, lambda line: line.community):
            new = [line for line in group if not self._is_enrolled(line)]
            yield from (Already(line.key) for line in group if self._is_enrolled(line))
            yield from self._acts(
                Group(community, None, self._limits.enrolments, enrol_act),
                [Line(line.key, line.identity, line.birth_month) for line in new],
                time,
            )

    def _is_enrolled(self, line: Enrolment) -> bool:
        """Whether just this stands on the chain; anything else about the person is refused."""
        person = self.state.people.get(line.identity)
        return person is not None and (person.birth_month, person.community) == (
            line.birth_month,
            line.community,
        )

    def _bind(self, lines: Sequence[Binding], time: int) -> Iterator[Step]:
        members: list[tuple[int, Line]] = []
        for line in lines:
            person = self.state.people.get(line.identity)
            signatory = self.state.signatories.get(line.identity)
            if person is None:
                yield _refused(line.key, Refusal("NotEnrolled", line.identity))
            elif signatory is not None and signatory.controller == line.controller:
                yield Already(line.key)
            else:
                members.append((person.community, Line(line.key, line.identity, line.controller)))
        for community, group in _grouped(members, lambda pair: pair[0]):
            act = Group(community, None, self._limits.bindings, bind_act)
            yield from self._acts(act, [line for _, line in group], time)

    def _award(self, lines: Sequence[Contribution], time: int) -> Iterator[Step]:
        yield from self._file(lines, self.state.rules, "rule", self._award_group, time)

    def _award_group(self, community: int, rule: int, version: int, own_seat: int) -> Group:
        limited = self.state.rules[rule][version - 1].yearly_limit != 0
        most = self._limits.limited_awards if limited else self._limits.awards
        act = batch_act(FileAwards, rule, version)
        return Group(community, _seat_or_none(own_seat), most, act)

    def _nominate(self, lines: Sequence[Nomination], time: int) -> Iterator[Step]:
        cases: list[tuple[tuple[int, int, int], Line]] = []
        for line in lines:
            person = self.state.people.get(line.identity)
            if (line.round, line.identity) in self.state.places:
                yield Already(line.key)
            elif person is None:
                yield _refused(line.key, Refusal("NotEnrolled", line.identity))
            else:
                community = line.community or person.community
                case = (community, line.round, _seat_on(person, community))
                cases.append((case, Line(line.key, line.identity, None)))
        for (community, number, own_seat), group in _grouped(cases, lambda pair: pair[0]):
            act = nomination_act(number)
            most = self._limits.nominations
            shared = Group(community, _seat_or_none(own_seat), most, act)
            yield from self._acts(shared, [line for _, line in group], time)

    def _accuse(self, lines: Sequence[Infraction], time: int) -> Iterator[Step]:
        new = [line for line in lines if not self._is_accused(line)]
        yield from (Already(line.key) for line in lines if self._is_accused(line))
        rules = self.state.infractions
        yield from self._file(new, rules, "infraction rule", self._accusation_group, time)

    def _is_accused(self, line: Infraction) -> bool:
        known = self.state.cases.get(line.case.number)
        return known is not None and known.stage not in _OVER

    def _accusation_group(self, community: int, rule: int, version: int, own_seat: int) -> Group:
        act = batch_act(FileInfractions, rule, version)
        return Group(community, _seat_or_none(own_seat), self._limits.infractions, act)

    def _file(
        self,
        lines: Sequence[Contribution | Infraction],
        catalogue: Mapping[int, Sequence[RuleVersion | InfractionVersion]],
        rule_word: str,
        group_of: Callable[[int, int, int, int], Group],
        time: int,
    ) -> Iterator[Step]:
        """File acts of persons, grouped by community, rule, version and the person's own seat."""
        cases: list[tuple[tuple[int, int, int, int], Line]] = []
        for line in sorted(lines, key=lambda line: (line.time, line.source)):
            person = self.state.people.get(line.identity)
            versions = catalogue.get(line.rule)
            if person is None:
                yield _refused(line.key, Refusal("NotEnrolled", line.identity))
            elif versions is None:
                yield _refused_unknown(line, rule_word)
            else:
                community = line.community or person.community
                own_seat = _seat_on(person, community)
                case = (community, line.rule, version_on(versions, line.day), own_seat)
                cases.append((case, Line(line.key, line.identity, line.day, line.evidence)))
        for case, group in _grouped(cases, lambda pair: pair[0]):
            yield from self._acts(group_of(*case), [line for _, line in group], time)

    def _remedy(self, lines: Sequence[Remedy], time: int) -> Iterator[Step]:
        cases: list[tuple[tuple[int, int], Line]] = []
        for line in lines:
            person = self.state.people.get(line.identity)
            case = self.state.cases.get(line.case.number)
            if case is None or person is None:
                yield _refused(line.key, Refusal("CaseUnknown", line.case.number))
            elif case.stage == Stage.ENDED:
                yield Already(line.key)
            else:
                own_seat = _seat_on(person, case.community)
                certified = Line(line.key, line.identity, line.case.matter, line.evidence)
                cases.append(((case.community, own_seat), certified))
        for (community, own_seat), group in _grouped(cases, lambda pair: pair[0]):
            most = self._limits.remedies
            shared = Group(community, _seat_or_none(own_seat), most, remedy_act)
            yield from self._acts(shared, [line for _, line in group], time)

    # ---- acts ------------------------------------------------------------------------------------

    def _acts(self, group: Group, lines: Sequence[Line], time: int) -> Iterator[Step]:
        """Yield as few acts as hold the lines, each followed by the refusals that depend on it."""
        approvals = self._seats.approvals(group.community, group.without_seat)
        if approvals is None:
            yield from (_refused_own_case(line, group) for line in lines)
            return
        at = 0
        while at < len(lines):
            part = lines[at : at + group.most]
            act = group.act(self._head(group, approvals, time), part)
            if self._try(act, time) is None:
                yield _batch(act, part, time)
                at += len(part)
            else:
                at = yield from self._line_by_line(group, approvals, lines, at, time)

    def _line_by_line(
        self, group: Group, approvals: Approvals, lines: Sequence[Line], start: int, time: int
    ) -> Generator[Step, None, int]:
        """Yield one act with the lines that can be in it, and return where the next one begins."""
        accepted: list[Line] = []
        refused: list[Refused] = []
        at = start
        while at < len(lines) and len(accepted) < group.most:
            line = lines[at]
            refusal = self._try_alone(group.act(self._head(group, approvals, time), [line]), time)
            if refusal is None:
                accepted.append(line)
            else:
                refused.append(_refused(line.key, refusal))
            at += 1
        if accepted:
            yield self._close(group, approvals, accepted, time)
        yield from refused
        return at

    def _head(self, group: Group, approvals: Approvals, time: int) -> Head:
        nonce = self.state.councils[group.community].nonce
        return group.community, nonce, time + self._limits.valid_seconds, approvals

    def _try(self, action: Action, time: int) -> Refusal | None:
        try:
            execute(self.state, action, time)
        except Refusal as refusal:
            return refusal
        return None

    def _try_alone(self, action: CouncilAction, time: int) -> Refusal | None:
        """Carry out an act of one line, but leave the council's number for the whole act."""
        before = self.state.councils[action.community]
        refusal = self._try(action, time)
        if refusal is None:
            self._set(action.community, nonce=before.nonce, chain=before.chain)
        return refusal

    def _close(self, group: Group, approvals: Approvals, lines: Sequence[Line], time: int) -> Batch:
        """Return the act of lines that were each carried out alone, and use up its number."""
        action = group.act(self._head(group, approvals, time), lines)
        chain = self.state.councils[action.community].chain
        if isinstance(action, FileAwards):
            batch = (action.rule, action.version, action.evidence_hash, action.identities)
            chain = chained(chain, link_of(action.nonce, *batch, time))
        self._set(action.community, nonce=action.nonce + 1, chain=chain)
        return _batch(action, lines, time)

    def _set(self, community: int, *, nonce: int, chain: bytes) -> None:
        council = self.state.councils[community]
        self.state.councils[community] = replace(council, nonce=nonce, chain=chain)


#: Cases that came to nothing or are done with: what they were about cannot be brought again.
_OVER = (Stage.DISMISSED, Stage.WITHDRAWN, Stage.ENDED)
#: Sorts before every seat, for those who hold none on the council that acts.
_NO_SEAT = -1


def _seat_on(person: Person, community: int) -> int:
    return person.seat_index if person.seat_community == community else _NO_SEAT


def _seat_or_none(seat: int) -> int | None:
    return None if seat == _NO_SEAT else seat


def _batch(action: Action, lines: Sequence[Line], time: int) -> Batch:
    evidence = tuple(line.evidence for line in lines if line.evidence)
    return Batch(action, tuple(line.key for line in lines), evidence, time)


def _refused(key: bytes, refusal: Refusal) -> Refused:
    words = explain(refusal.name, refusal.values).replace(_LONE_ENTRY, "")
    return Refused(key, refusal.name, words)


def _refused_unknown(line: Contribution | Infraction, rule_word: str) -> Refused:
    words = f"UnknownRule: {rule_word} {line.rule} was never published; correct the number."
    return Refused(line.key, "UnknownRule", words)


def _refused_own_case(line: Line, group: Group) -> Refused:
    return Refused(
        line.key,
        "SignsOwnCase",
        f"SignsOwnCase: the person holds seat {group.without_seat} of community {group.community}, "
        "and too few other seats have a key file here; add another seat's.",
    )


T = TypeVar("T")


def _grouped(items: Sequence[T], key: Callable[[T], Any]) -> list[tuple[Any, list[T]]]:
    """Group items by a key, in the order of keys, keeping their order within each group."""
    ordered = sorted(items, key=key)
    return [(value, list(group)) for value, group in groupby(ordered, key)]
