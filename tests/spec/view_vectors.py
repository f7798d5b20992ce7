"""Vectors of views: what anybody can ask of a state, and of the beacon's clock and curve."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from isonomia.beacon import DevelopmentBeacon
from isonomia.spec import beacon, views
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import CaseKey, FindingKey, State
from tests.spec import vectors

FILE = vectors.FOLDER / "views" / "answers.json"
#: Files after whose steps there is something to ask about each thing.
FILES = (
    *("amendments", "budgets", "chances", "draws", "endings", "findings", "leaves", "lives"),
    *("offers", "rates", "redemptions", "renewals", "room"),
)
DAY = 86_400
#: How long after the last step something is asked, in seconds.
LATER = (0, 40 * DAY, 400 * DAY)
STRANGER = b"\xee" * 32
_MOST_PEOPLE = 6
_ROUND = 9_337_227

Question = tuple[str, tuple[Any, ...]]


def case_state(state: State, kind: int, identity: bytes, matter: int, time: int) -> int:
    """Ask for a case by what it is about."""
    return int(views.case_state(state, CaseKey(kind, identity, matter), time))


def finding_state(state: State, organisation: int, standard: int, day: int, time: int) -> int:
    """Ask for a finding by what it is about."""
    return int(views.finding_state(state, FindingKey(organisation, standard, day), time))


def statement(state: State, organisation: int, quarter: int) -> tuple[Any, ...]:
    """Ask for a statement as rows of kind and tier, and what was turned over."""
    return tuple(views.statement(state, organisation, quarter).items())


VIEWS: dict[str, Callable[..., Any]] = {
    name: getattr(views, name)
    for name in (
        *("credits", "base_quality", "quality", "tier", "earned", "given", "overlays_in_force"),
        *("portion", "available", "entitlement", "rate_at", "year_at", "quarter_at", "standing"),
        *("budget", "term_ends_on", "round_key", "drawn", "volunteer_on", "panel_jurors", "price"),
        *("organisation_suspended_until", "commended", "findings_this_year"),
    )
} | {"case_state": case_state, "finding_state": finding_state, "statement": statement}
OF_THE_BEACON: dict[str, Callable[..., Any]] = {
    "round_at": beacon.round_at,
    "time_of": beacon.time_of,
    "first_round_from": beacon.first_round_from,
    "message": beacon.message,
    "randomness": lambda x, y: beacon.randomness((x, y)),
    "hash_to_curve": lambda data: beacon.hash_to_curve(data),
    "require_point": lambda x, y: beacon.require_point((x, y)),
}


def state_after(name: str) -> tuple[State, int]:
    """Return the state after all steps of a file, and the second of the last one."""
    steps = vectors.load(name)
    assert isinstance(steps[0].action, dict)
    state, _ = vectors.founded(steps[0].action)
    assert state is not None
    for step in steps[1:]:
        assert not isinstance(step.action, dict)
        state, _ = vectors.stepped(state, step.action, step.now)
    return state, steps[-1].now


def answered(ask: Callable[[], Any]) -> dict[str, Any]:
    """Return an answer, or the refusal."""
    try:
        return {"answer": vectors.encode(ask())}
    except Refusal as refusal:
        return {"refusal": vectors.encode((refusal.name, *refusal.values))}


def lines() -> Iterator[dict[str, Any]]:
    """Return every question with what comes of it."""
    for view, arguments in _about_the_beacon():
        told = {"view": view, "arguments": vectors.encode(arguments)}
        yield {"file": None, **told, **answered(lambda: OF_THE_BEACON[view](*arguments))}  # noqa: B023
    for name in FILES:
        state, now = state_after(name)
        for view, arguments in _about(state, now):
            told = {"view": view, "arguments": vectors.encode(arguments)}
            yield {"file": name, **told, **answered(lambda: VIEWS[view](state, *arguments))}  # noqa: B023


def _about(state: State, now: int) -> Iterator[Question]:
    yield from _about_people(state, now)
    yield from _about_money(state, now)
    yield from _about_councils(state, now)
    yield from _about_lots(state)
    yield from _about_decisions(state, now)
    yield from _about_services(state, now)


def _about_people(state: State, now: int) -> Iterator[Question]:
    latest = list(state.people)[-_MOST_PEOPLE:]
    for identity in (*latest, STRANGER):
        for later in LATER:
            time = now + later
            for view in ("credits", "quality"):
                yield view, (identity, time)
        for view in ("base_quality", "tier", "given", "overlays_in_force"):
            yield view, (identity, now)
        yield "earned", (identity, 1, now)
    yield "credits", (latest[0], state.genesis - 1)
    for identity in state.overlays:
        yield "portion", (identity, 0, now)
        for tier, portion in ((0, 0), (1, 0), (4, 0), (1, 1), (0, 1), (1, 8)):
            yield "available", (identity, tier, portion, now)


def _about_money(state: State, now: int) -> Iterator[Question]:
    for month in (11, 12, 23_640, 24_240, 65_535, 65_536):
        yield "entitlement", (month, now)
    for time in (state.genesis - 1, state.genesis, now, now + LATER[-1]):
        for view in ("rate_at", "year_at", "quarter_at"):
            yield view, (time,)


def _about_councils(state: State, now: int) -> Iterator[Question]:
    for community in (*state.councils, len(state.councils) + 1):
        yield "term_ends_on", (community,)
        for later in LATER:
            yield "standing", (community, now + later)
            yield "budget", (community, now + later)


def _about_lots(state: State) -> Iterator[Question]:
    for number in (*state.rounds, len(state.rounds) + 1):
        yield "round_key", (number,)
        for lot in range(3):
            yield "drawn", (number, lot)
    for number in (*state.renewals, len(state.renewals) + 1):
        for lot in range(3):
            yield "volunteer_on", (number, lot)
    for number in (*state.panels, len(state.panels) + 1):
        yield "panel_jurors", (number,)


def _about_decisions(state: State, now: int) -> Iterator[Question]:
    for later in LATER:
        for case in state.cases.values():
            yield "case_state", (case.kind, case.identity, case.matter, now + later)
        for finding in state.findings.values():
            about = (finding.organisation, finding.standard, finding.day)
            yield "finding_state", (*about, now + later)
    yield "case_state", (1, STRANGER, 7, now)


def _about_services(state: State, now: int) -> Iterator[Question]:
    today, quarter = now // DAY, views.quarter_at(state, now)
    for offer in (*state.offers, len(state.offers) + 1):
        yield "price", (offer, today)
        yield "price", (offer, today + 400)
    for organisation in (*state.organisations, len(state.organisations) + 1):
        yield "statement", (organisation, quarter)
        yield "organisation_suspended_until", (organisation,)
        yield "commended", (organisation, today)
        yield "findings_this_year", (organisation, 1, now)


def _about_the_beacon() -> Iterator[Question]:
    clock = (1_727_521_075, 3)
    for time in (clock[0] - 1, clock[0], clock[0] + 2, clock[0] + 3, clock[0] + 3_000):
        yield "round_at", (time, *clock)
        yield "first_round_from", (time, *clock)
    for number in (0, 1, 1_001, 2**64 - 1, 2**64):
        yield "time_of", (number, *clock)
    signature = DevelopmentBeacon().sign(_ROUND)
    yield "message", (_ROUND,)
    yield "hash_to_curve", (beacon.message(_ROUND),)
    yield "randomness", signature
    x, y = signature
    for point in (signature, (0, 0), (beacon.P, y), (x, beacon.P), (x, (y + 1) % beacon.P)):
        yield "require_point", point


def save(path: Path = FILE) -> None:
    """Write the vectors, one question to a line."""
    path.parent.mkdir(exist_ok=True)
    told = [json.dumps(line, separators=(",", ":")) for line in lines()]
    path.write_text("[\n" + ",\n".join(told) + "\n]\n", encoding="utf-8")
