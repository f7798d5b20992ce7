"""Findings about organisations as the chain tells them: state, deadlines, panel, what can be done.

They go through the states of an infraction, with the organisation in place of the person.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from isonomia import words
from isonomia.contract_views import Question
from isonomia.due_process.case_keys import STATE_NAMES
from isonomia.due_process.case_logs import CaseLogs
from isonomia.due_process.case_text import told_panel, told_step
from isonomia.due_process.cases import Panel, ends_at, panel_with
from isonomia.due_process.steps import AT_WORK, SEAT_PANEL, Step, silence_in, state_words
from isonomia.errors import IsonomiaError
from isonomia.services.finding_keys import FindingKey, told_finding_ground
from isonomia.services.reading import effect_from_word
from isonomia.services.words import effect_name
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.case_state import CaseKind, CaseState, Stage
from isonomia.spec.case_table import ANYBODY, PERSON, TRANSITIONS, CaseAct
from isonomia.spec.effects import lasts, name_of
from isonomia.spec.events import FindingFiled
from isonomia.spec.state import Effect
from isonomia.words import hexed

ORGANISATION, EFFECT = "the organisation", "the effect"
_DIGITS = 64
_VERDICT = "verdict {finding} {outcome} --reasons FILE --as IDENTITY --key FILE"
#: What to type for each act of the table.
COMMANDS: dict[CaseAct, str] = {
    CaseAct.APPEAL: "appeal {finding} GROUND --as FILE",
    CaseAct.UPHOLD: _VERDICT.replace("{outcome}", "upheld"),
    CaseAct.REJECT: _VERDICT.replace("{outcome}", "rejected"),
    CaseAct.CARRY_OUT: "carry-out {finding}",
    CaseAct.WITHDRAW: "withdraw {finding} --seats FOLDER",
    CaseAct.REVIEW: "review {finding} GROUND --as FILE",
    CaseAct.REMEDY: "remedy {finding} --evidence TEXT --seats FOLDER",
}
#: What each act of the table brings, in words.
_BRINGS: dict[CaseAct, str] = {
    CaseAct.APPEAL: "calls a panel",
    CaseAct.UPHOLD: "decides for whoever filed",
    CaseAct.REJECT: "decides for the organisation",
    CaseAct.CARRY_OUT: "does what was decided",
    CaseAct.WITHDRAW: "takes the finding back",
    CaseAct.REVIEW: "calls, once, a panel on the effect",
    CaseAct.REMEDY: "says that the remedy is done, and ends the effect",
}
_UNHURRIED = (CaseAct.WITHDRAW, CaseAct.REMEDY)


class FindingError(IsonomiaError):
    """Something about a finding that can be mended, or has to be waited for."""


@dataclass(frozen=True)
class Finding:
    """One finding at one block.

    Attributes:
        logs: up to the block
        filed: how it began
        view: what the contract keeps; see `IFindings.FindingView`
        state: what may be done with it
        now: the block's time, in seconds
    """

    logs: CaseLogs
    filed: FindingFiled
    view: Any
    state: CaseState
    now: int

    @property
    def key(self) -> FindingKey:
        """The parts of its number."""
        return FindingKey(self.filed.organisation, self.filed.standard, self.filed.day)

    @property
    def number(self) -> str:
        """Its number, as people type it: enough digits to be the only one for long."""
        return f"0x{self.filed.finding.hex()[:16]}"

    @property
    def until(self) -> int | None:
        """The first second at which the state is another one by itself; None when it stays."""
        return ends_at(self.view, self.state)

    @functools.cached_property
    def panel(self) -> Panel | None:
        """The latest panel; None before any."""
        number = self.view.panel
        if not number:
            return None
        moves = self.logs.find("Findings", ["FindingMoved"], self.filed.finding)
        earlier = sorted({told.event.panel for told in moves if 0 < told.event.panel < number})
        first = list(self.logs.jurors(earlier[0]) or ()) if earlier else []
        return panel_with(self.logs, number, [[], first])

    def former_panel(self) -> list[bytes]:
        """Return what a second appeal has to show: the first panel; empty for a first appeal."""
        if self.state != CaseState.UPHELD or self.panel is None:
            return []
        return self.panel.whole

    @functools.cached_property
    def effect(self) -> Effect | None:
        """What it does, when that has not ended; None before or after."""
        if self.view.stage < Stage.CARRIED_OUT:
            return None
        views = self.logs.views
        findings = views.deployment.findings
        [held] = views.ask([Question(findings, "effectsOf", (self.filed.organisation,))])
        effects = map(effect_from_word, held)
        own = (each for each in effects if each.finding == name_of(self.filed.finding))
        return next((each for each in own if lasts(each, day_of(self.now))), None)


# ---- reading -------------------------------------------------------------------------------------


def find_finding(logs: CaseLogs, text: str) -> Finding:
    """Return the finding of a number, or of the first digits of one.

    Raises `FindingError` when there is none, or several begin like that.
    """
    digits = text.removeprefix("0x").lower()
    if not digits or len(digits) > _DIGITS or set(digits) - set("0123456789abcdef"):
        raise FindingError(
            f"{text!r} is no number of a finding: give 0x and its 64 hexadecimal digits, or the "
            "first of them"
        )
    filed = [each.event for each in logs.find("Findings", ["FindingFiled"])]
    found = [each for each in filed if each.finding.hex().startswith(digits)]
    if not found:
        raise FindingError(
            f"there is no finding {text}: `isonomia org show ORGANISATION` lists those about one"
        )
    if len(found) > 1:
        raise FindingError(f"{len(found)} findings begin with {text}: give more digits")
    return _read(logs, found)[0]


def findings_about(logs: CaseLogs, organisation: int) -> list[Finding]:
    """Return the findings about an organisation, in the order of their filing."""
    filed = logs.find("Findings", ["FindingFiled"], None, organisation)
    return _read(logs, [each.event for each in filed])


def _read(logs: CaseLogs, filed: list[FindingFiled]) -> list[Finding]:
    views = logs.views
    contract = views.deployment.findings
    found = views.ask([Question(contract, "findingOf", (each.finding,)) for each in filed])
    keys = [(each.organisation, each.standard, each.day) for each in filed]
    states = views.ask([Question(contract, "stateOf", (key,)) for key in keys])
    now = views.clock()
    return [
        Finding(logs, each, view, CaseState(state), now)
        for each, view, state in zip(filed, found, states, strict=True)
    ]


# ---- what can be done ----------------------------------------------------------------------------


def steps(finding: Finding) -> Iterator[Step]:
    """Return everything that can be done about a finding now."""
    panel = finding.panel
    if finding.state in AT_WORK and panel is not None and not panel.view.isSeated:
        command = f"isonomia finding panel {finding.number} --draw"
        yield Step(SEAT_PANEL, ANYBODY, "draws the jurors", command, finding.until)
    for row in TRANSITIONS:
        if row.state != finding.state or CaseKind.INFRACTION not in row.kinds:
            continue
        until = None if row.act in _UNHURRIED else finding.until
        if row.act == CaseAct.REVIEW:
            if finding.view.reviewed or finding.effect is None:
                continue
            until = finding.effect.until_day * DAY
        who = ORGANISATION if row.who == PERSON else row.who
        command = f"isonomia finding {COMMANDS[row.act].format(finding=finding.number)}"
        yield Step(row.act.value, who, _BRINGS[row.act], command, until)


# ---- in words ------------------------------------------------------------------------------------


def told_finding(finding: Finding) -> Iterator[str]:
    """Tell a finding line by line."""
    filed = finding.filed
    yield f"Finding {hexed(filed.finding)}: {finding.key.told()}"
    yield _told_filing(finding)
    yield _told_standard(finding)
    state = state_words(finding.view, finding.state, ORGANISATION, EFFECT)
    yield f"State: {STATE_NAMES[finding.state]} ({state})"
    if finding.effect is not None:
        what = effect_name(finding.effect.effect)
        yield f"It is a {what} until {words.day(finding.effect.until_day)}"
    if finding.view.ground:
        yield f"Ground given last: {told_finding_ground(finding.view.ground)}"
    if finding.panel is not None:
        yield told_panel(finding.panel)
    for step in steps(finding):
        yield told_step(step)
    if finding.until is not None:
        then = silence_in(finding.view, finding.state, ORGANISATION, EFFECT)
        yield f"If nobody does anything until {words.second(finding.until)}: {then}"


def told_finding_briefly(finding: Finding) -> str:
    """Tell a finding in one line."""
    until = "" if finding.until is None else f" until {words.second(finding.until)}"
    filed = finding.filed
    lasting = ""
    if finding.effect is not None:
        what, end = effect_name(finding.effect.effect), words.day(finding.effect.until_day)
        lasting = f", {what} until {end}"
    return (
        f"finding {finding.number}: standard {filed.standard} on {words.day(filed.day)}, by "
        f"community {filed.community}: {STATE_NAMES[finding.state]}{until}{lasting}"
    )


def told_jurors(finding: Finding) -> Iterator[str]:
    """Tell who sits on the latest panel: whoever brings a verdict needs to know."""
    if finding.panel is not None:
        yield told_panel(finding.panel)
        for number, juror in enumerate(finding.panel.jurors):
            yield f"juror {number}: {hexed(juror)}"


def _told_filing(finding: Finding) -> str:
    filed = finding.filed
    when = words.second(finding.view.filedAt)
    by = f"filed {when} by community {filed.community}"
    if filed.mandate:
        by += f", by a reading of {filed.value} under mandate {filed.mandate}"
    return f"{by}, evidence {hexed(filed.evidence_hash)}"


def _told_standard(finding: Finding) -> str:
    views, filed = finding.logs.views, finding.filed
    asked = (filed.standard, filed.version)
    [found] = views.ask([Question(views.deployment.findings, "standardVersion", asked)])
    lasts_for = words.count(found.sunsetDays, "day")
    return (
        f"Standard {filed.standard}, version {filed.version}: {effect_name(found.effect)} for "
        f"{lasts_for}; its text has hash {hexed(found.textHash)}"
    )
