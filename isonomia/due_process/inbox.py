"""What is open about one person, and what is asked of them: until when, and the exact command."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from isonomia import words
from isonomia.contract_views import Question
from isonomia.due_process.case_keys import CHALLENGE, STATE_NAMES
from isonomia.due_process.case_logs import CaseLogs
from isonomia.due_process.case_text import deduction, open_steps
from isonomia.due_process.cases import Case, read_cases
from isonomia.due_process.councils import read_renewals
from isonomia.due_process.steps import AT_WORK, silence
from isonomia.services.findings import find_finding
from isonomia.services.orders import first_unused
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.case_state import CaseState
from isonomia.spec.case_table import PERSON
from isonomia.spec.overlays import is_in_force
from isonomia.spec.state import Person
from isonomia.sync import read_people
from isonomia.words import hexed

_OVER = (CaseState.DISMISSED, CaseState.LAPSED, CaseState.WITHDRAWN, CaseState.ENDED)
_NOBODY = "0x" + "00" * 20


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in an inbox.

    Attributes:
        about: what it is
        says: where it stands
        until: the first second at which it is too late; None when there is no such
        command: what to type; empty when nothing needs to be
    """

    about: str
    says: str
    until: int | None = None
    command: str = ""

    def told(self) -> str:
        """Return it in one line."""
        until = "" if self.until is None else f" Until {words.second(self.until)}."
        command = f" `{self.command}`" if self.command else ""
        return f"{self.about}: {self.says}.{until}{command}"


def read_inbox(logs: CaseLogs, identity: bytes) -> list[Item]:
    """Return everything that is open about a person or asked of them, what ends first before."""
    items = [
        *_cases_about(logs, identity),
        *_own_challenges(logs, identity),
        *_jury_duty(logs, identity),
        *_jury_duty_about_organisations(logs, identity),
        *_audits(logs, identity),
        *_council(logs, identity),
    ]
    return sorted(items, key=lambda item: (item.until is None, item.until or 0))


def told_key(logs: CaseLogs, identity: bytes) -> Iterator[tuple[str, str]]:
    """Tell what the person's next signature needs: key, number, community, whether they take part.

    The signatory's number is what `isonomia sign --nonce` asks for.
    """
    views = logs.views
    person = read_people(views, [identity]).get(identity)
    if person is None:
        yield "identity", f"{hexed(identity)} is not enrolled"
        return
    [signatory] = views.ask([Question(views.communities, "signatory", (identity,))])
    yield "community", str(person.community)
    if person.closed:
        yield "account", "closed; whoever lives opens it again with `isonomia case alive`"
    yield "quality layer", "opted out" if person.opted_out else "takes part"
    bound = signatory.controller != _NOBODY
    yield "key", signatory.controller if bound else "none is bound: the council can bind one"
    if signatory.lapseDay:
        yield "guardian", f"the key is a guardian's until {words.day(signatory.lapseDay)}"
    yield "next number", str(signatory.nonce)
    [window] = views.ask([Question(views.communities, "ordersOf", (identity,))])
    yield "next order", f"{first_unused(*window)}, the first number above those used"


# ---- cases ---------------------------------------------------------------------------------------


def _cases_about(logs: CaseLogs, identity: bytes) -> Iterator[Item]:
    for case in read_cases(logs, logs.filed(identity=identity)):
        if case.state not in _OVER:
            yield from _items_of(case)


def _items_of(case: Case) -> Iterator[Item]:
    about = f"case {case.number}, {case.key.told()}"
    own = [step for step in open_steps(case) if step.who.startswith(PERSON)]
    for step in own:
        says = f"{STATE_NAMES[case.state]}; you can {step.act}, which {step.does}"
        yield Item(about, says, step.until, step.command)
    if own:
        return
    if case.state != CaseState.CARRIED_OUT:
        then = silence(case)
        says = STATE_NAMES[case.state] + (f"; then {then}" if then else "")
        yield Item(about, says, case.until, f"isonomia case show {case.number}")
        return
    made = deduction(case)
    if made is not None and is_in_force(made, day_of(case.now)):
        says = "carried out; the deduction ends by itself"
        yield Item(about, says, made.until_day * DAY, f"isonomia case show {case.number}")


def _own_challenges(logs: CaseLogs, identity: bytes) -> Iterator[Item]:
    mine = [
        filed
        for filed in logs.filed()
        if filed.kind == CHALLENGE and filed.evidence_hash == identity
    ]
    for case in read_cases(logs, mine):
        if case.state not in (*_OVER, CaseState.CARRIED_OUT):
            about = f"case {case.number}, which you filed"
            command = f"isonomia case show {case.number}"
            yield Item(about, STATE_NAMES[case.state], case.until, command)


# ---- jury duty -----------------------------------------------------------------------------------


def _jury_duty(logs: CaseLogs, identity: bytes) -> Iterator[Item]:
    panels = _panels_with(logs, identity)
    if not panels:
        return
    moves = logs.find("Cases", ["CaseMoved"])
    numbers = {told.event.case_id for told in moves if told.event.panel in panels}
    filed = [each for each in logs.filed() if each.case_id in numbers]
    for case in read_cases(logs, filed):
        panel = case.panel
        if case.state in AT_WORK and panel is not None and panel.number in panels:
            yield Item(
                f"jury duty in case {case.number}, {case.key.told()}",
                f"you are juror {panel.jurors.index(identity)} of panel {panel.number}; "
                f"{panel.majority} of {panel.view.size} decide, and silence is for the person",
                case.until,
                f"isonomia case verdict {case.number} upheld|rejected --reasons FILE "
                f"--as {hexed(identity)} --key FILE --out FILE",
            )


def _jury_duty_about_organisations(logs: CaseLogs, identity: bytes) -> Iterator[Item]:
    panels = _panels_with(logs, identity)
    moves = logs.find("Findings", ["FindingMoved"]) if panels else []
    numbers = {told.event.finding for told in moves if told.event.panel in panels}
    for number in sorted(numbers):
        finding = find_finding(logs, hexed(number))
        panel = finding.panel
        if finding.state in AT_WORK and panel is not None and panel.number in panels:
            yield Item(
                f"jury duty about finding {finding.number}, {finding.key.told()}",
                f"you are juror {panel.jurors.index(identity)} of panel {panel.number}; "
                f"{panel.majority} of {panel.view.size} decide, and silence is for the "
                "organisation",
                finding.until,
                f"isonomia finding verdict {finding.number} upheld|rejected --reasons FILE "
                f"--as {hexed(identity)} --key FILE --out FILE",
            )


def _panels_with(logs: CaseLogs, identity: bytes) -> set[int]:
    seated = logs.find("Panels", ["PanelSeated"])
    return {told.event.panel for told in seated if identity in told.event.jurors}


def _audits(logs: CaseLogs, identity: bytes) -> Iterator[Item]:
    panels = _panels_with(logs, identity)
    opened = logs.find("Assembly", ["AuditOpened"])
    mine = sorted({told.event.community for told in opened if told.event.panel in panels})
    views = logs.views
    audits = views.ask([Question(views.deployment.assembly, "auditOf", (one,)) for one in mine])
    for community, audit in zip(mine, audits, strict=True):
        if audit.panel in panels and not audit.isRecorded and views.clock() < audit.until:
            yield Item(
                f"audit of community {community}",
                f"you are an auditor on panel {audit.panel}",
                audit.until,
                f"isonomia audit record {community} SHARE_INDEX --report FILE "
                f"--as {hexed(identity)} --key FILE --out FILE",
            )


# ---- councils ------------------------------------------------------------------------------------


def _council(logs: CaseLogs, identity: bytes) -> Iterator[Item]:
    person = read_people(logs.views, [identity]).get(identity)
    if person is None or person.closed:
        return
    if person.seat_community:
        yield from _own_seat(logs, person)
    else:
        yield from _open_seats(logs, person, identity)


def _own_seat(logs: CaseLogs, person: Person) -> Iterator[Item]:
    community = person.seat_community
    views = logs.views
    [term] = views.ask([Question(views.deployment.assembly, "termEndOf", (community,))])
    yield Item(
        f"seat {person.seat_index} of community {community}",
        "you hold it until the council is renewed, which can be from the end of its term on",
        term * DAY,
        f"isonomia council show {community}",
    )


def _open_seats(logs: CaseLogs, person: Person, identity: bytes) -> Iterator[Item]:
    views = logs.views
    now = views.clock()
    renewals = {
        number: renewal
        for number, renewal in read_renewals(views).items()
        if now < renewal.entriesUntil
    }
    within = views.ask(
        [
            Question(views.communities, "isWithin", (person.community, renewal.community))
            for renewal in renewals.values()
        ]
    )
    assembly = views.deployment.assembly
    entered = views.ask(
        [Question(assembly, "volunteerNumber", (number, identity)) for number in renewals]
    )
    for (number, renewal), can, place in zip(renewals.items(), within, entered, strict=True):
        about = f"renewal {number} of the council of community {renewal.community}"
        if can and place:
            yield Item(about, f"you are volunteer {place - 1}; a lot decides", None)
        elif can:
            command = f"isonomia council volunteer {number} {hexed(identity)} --key FILE"
            yield Item(about, "you can volunteer for a seat", renewal.entriesUntil, command)
