"""The cases about one person: what was brought, what became of it, and what can happen next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from isonomia.divergence import readable
from isonomia.due_process.case_keys import CaseKey
from isonomia.event_logs import Place
from isonomia.log_acts import Act
from isonomia.spec import events, views
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.courses import ripe_from
from isonomia.spec.deductions import cause_of
from isonomia.spec.overlays import is_in_force
from isonomia.spec.state import Case, CaseKind, CaseState, Overlay, Stage, State
from isonomia.target import Target
from isonomia.why_approval import Approval, approval_of

_DAY_BITS = 24
_WAITING = (Stage.NOTICE, Stage.UPHELD, Stage.FINAL)


class CaseStep(StrEnum):
    """What happened in a case."""

    FILED = "filed"
    CHALLENGED = "challenged"
    APPEALED = "appealed"
    DRAWN = "panel drawn"
    VERDICT = "verdict"
    WITHDRAWN = "withdrawn"
    CARRIED_OUT = "carried out"
    REVIEW = "review asked for"
    REMEDY = "remedy certified"
    ALIVE = "said to be alive"
    ENDED = "ended"


_STEPS = {
    Stage.FIRST_PANEL: CaseStep.APPEALED,
    Stage.SECOND_PANEL: CaseStep.APPEALED,
    Stage.WITHDRAWN: CaseStep.WITHDRAWN,
    Stage.CARRIED_OUT: CaseStep.CARRIED_OUT,
    Stage.REVIEW: CaseStep.REVIEW,
    Stage.ENDED: CaseStep.ENDED,
    Stage.DISMISSED: CaseStep.ALIVE,
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One step of a case.

    Attributes:
        step: what it was
        time: second of its block
        panel: that was called, drawn or decided; 0 for none
        ground: that was given; 0 for none
        outcome: of a verdict, 1 upheld or 2 rejected; else None
        jurors: who was drawn, or who signed a verdict
        hash: of the evidence, or of the reasons; None where there are none
        challenger: of an award; else None
        approval: which council signed; None when it was no council's act
    """

    step: CaseStep
    time: int
    block: int
    transaction: str
    panel: int = 0
    ground: int = 0
    outcome: int | None = None
    jurors: tuple[str, ...] = ()
    hash: str | None = None
    challenger: str | None = None
    approval: Approval | None = None


@dataclass(frozen=True, slots=True)
class Deduction:
    """What an infraction that was carried out lowers, and until when.

    Attributes:
        points: by which quality is lowered
        amount: millicredits it falls on; 0 for the whole balance
        since: first day
        until: first day on which it counts no longer
        in_force: whether it counts at the pinned block
    """

    points: int
    amount: int
    since: int
    until: int
    in_force: bool


@dataclass(frozen=True, slots=True)
class Infraction:
    """The rule an infraction was filed under.

    Attributes:
        rule: its number
        version: in force on the day of the act
        name: of the rule
        act_day: day of the act
        points: by which quality would be lowered
        amount: millicredits that falls on; 0 for the whole balance
        sunset_days: after which it ends by itself
        remedy: that ends it before, in the words of the catalogue; None when they are not at hand
        text_hash: of these words
    """

    rule: int
    version: int
    name: str
    act_day: int
    points: int
    amount: int
    sunset_days: int
    remedy: str | None
    text_hash: str


@dataclass(frozen=True, slots=True)
class CaseStory:
    """One case about the person.

    Attributes:
        number: 32 bytes in hexadecimal digits
        kind: 1 infraction, 2 challenge of an award, 3 recovery of a key, 4 closing
        told: what it is about, in words
        community: whose council filed it, or filed the award
        community_name: its name
        state: at the pinned block
        until: first second at which the state is another one when nobody acts; None for never
        ripe_until: first second at which it cannot be carried out any more; None when it cannot
        happenings: in order
        infraction: of a case of this kind the rule
        deduction: that it made; None when it made none, or opting out forgot it
    """

    number: str
    kind: int
    told: str
    community: int
    community_name: str
    state: CaseState
    until: int | None
    ripe_until: int | None
    happenings: tuple[Happening, ...]
    infraction: Infraction | None
    deduction: Deduction | None


@dataclass(slots=True)
class CaseWriter:
    """Collects what happened in the cases about one person, act by act."""

    identity: bytes
    target: Target
    state: State
    _happenings: dict[bytes, list[Happening]] = field(default_factory=dict)
    _panels: dict[int, bytes] = field(default_factory=dict)

    def read(self, act: Act) -> None:
        """Note what one act did to the person's cases; the state is the one right after."""
        for event, place in act.logs:
            number = getattr(event, "case_id", None)
            if isinstance(event, events.PanelSeated):
                number = self._panels.get(event.panel)
            if number is None or self.state.cases[number].identity != self.identity:
                continue
            happenings = self._happenings.setdefault(number, [])
            happenings += self._happening(event, place, act)
            if panel := self.state.cases[number].panel:
                self._panels[panel] = number

    def stories(self, time: int) -> tuple[CaseStory, ...]:
        """Return the cases as they stand at a time, oldest first."""
        return tuple(self._story(number, time) for number in self._happenings)

    def _happening(self, event: Any, place: Place, act: Act) -> Iterator[Happening]:
        where = (act.time, place.block, place.transaction)
        approval = approval_of(act, self.target, self.state)
        match event:
            case events.CaseFiled(kind=CaseKind.CHALLENGE):
                challenger = readable(event.evidence_hash)
                yield Happening(CaseStep.CHALLENGED, *where, challenger=challenger)
            case events.CaseFiled():
                evidence = readable(event.evidence_hash)
                yield Happening(CaseStep.FILED, *where, hash=evidence, approval=approval)
            case events.PanelSeated():
                jurors = tuple(map(readable, event.jurors))
                yield Happening(CaseStep.DRAWN, *where, panel=event.panel, jurors=jurors)
            case events.VerdictGiven():
                yield Happening(
                    CaseStep.VERDICT,
                    *where,
                    panel=event.panel,
                    outcome=event.outcome,
                    jurors=self._signed(event),
                    hash=readable(event.reasons_hash),
                )
            case events.RemedyCertified():
                evidence = readable(event.evidence_hash)
                yield Happening(CaseStep.REMEDY, *where, hash=evidence, approval=approval)
            case events.CaseMoved() if not act.of(events.VerdictGiven, events.RemedyCertified):
                step, asked = _step_of(event, act), event.stage in _CALLING
                yield Happening(
                    step,
                    *where,
                    panel=event.panel if asked else 0,
                    ground=event.ground if asked else 0,
                    approval=approval,
                )

    def _signed(self, event: events.VerdictGiven) -> tuple[str, ...]:
        jurors = self.state.panels[event.panel].jurors
        return tuple(
            readable(juror) for index, juror in enumerate(jurors) if event.signers >> index & 1
        )

    def _story(self, number: bytes, time: int) -> CaseStory:
        case = self.state.cases[number]
        state = views.case_state(self.state, case.key, time)
        until, ripe_until = _deadlines(case, state)
        return CaseStory(
            number=readable(number),
            kind=case.kind,
            told=CaseKey(case.kind, case.identity, case.matter).told(),
            community=case.community,
            community_name=self.target.community_names[case.community],
            state=state,
            until=until,
            ripe_until=ripe_until,
            happenings=tuple(self._happenings[number]),
            infraction=self._infraction(case) if case.kind == CaseKind.INFRACTION else None,
            deduction=self._deduction(number, day_of(time)),
        )

    def _infraction(self, case: Case) -> Infraction:
        rule, act_day = divmod(case.matter, 1 << _DAY_BITS)
        version = self.state.infractions[rule][case.detail - 1]
        text = self.target.infractions.get(rule)
        is_told = text is not None and text.text_hash == version.text_hash
        return Infraction(
            rule=rule,
            version=case.detail,
            name=text.name if text else f"infraction rule {rule}",
            act_day=act_day,
            points=version.points,
            amount=version.amount,
            sunset_days=version.sunset_days,
            remedy=text.remedy if text and is_told else None,
            text_hash=readable(version.text_hash),
        )

    def _deduction(self, number: bytes, today: int) -> Deduction | None:
        overlay = overlay_of(self.state, self.identity, number)
        if overlay is None:
            return None
        return Deduction(
            overlay.points,
            overlay.amount,
            overlay.from_day,
            overlay.until_day,
            is_in_force(overlay, today),
        )


_CALLING = (Stage.FIRST_PANEL, Stage.SECOND_PANEL, Stage.REVIEW)


def overlay_of(state: State, identity: bytes, number: bytes) -> Overlay | None:
    """Return the deduction that a case made; None when it made none or it was forgotten."""
    overlays = state.overlays.get(identity, ())
    case = state.cases[number]
    if case.stage < Stage.CARRIED_OUT or case.overlay >= len(overlays):
        return None
    overlay = overlays[case.overlay]
    return overlay if overlay.cause == cause_of(number) else None


def _step_of(event: events.CaseMoved, act: Act) -> CaseStep:
    if act.of(events.CaseFiled):
        return CaseStep.APPEALED
    head = act.head
    if isinstance(head, events.PersonActed) and event.stage == Stage.ENDED:
        return CaseStep.ALIVE
    return _STEPS[Stage(event.stage)]


def _deadlines(case: Case, state: CaseState) -> tuple[int | None, int | None]:
    """Return when a state is another one by itself, and until when the case can be carried out."""
    if state in (CaseState.NOTICE, CaseState.UPHELD, CaseState.RIPE):
        ripe = ripe_from(case)
        until = ripe + case.ripe_days * DAY
        return (until if state == CaseState.RIPE else ripe), until
    if state in (CaseState.FIRST_PANEL, CaseState.SECOND_PANEL, CaseState.REVIEW):
        return case.since + case.verdict_days * DAY, None
    return None, None
