"""The part of the specification's state that filing and remedying infractions depends on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from isonomia.contract_views import ContractViews, Question
from isonomia.spec.calendar import YEAR
from isonomia.spec.case_state import (
    Case,
    CaseKey,
    CaseKind,
    InfractionVersion,
    Panel,
    YearCount,
)
from isonomia.spec.case_table import case_id
from isonomia.spec.state import State

_RULE_SHIFT = 24


def read_cases(views: ContractViews, state: State, keys: Collection[CaseKey]) -> None:
    """Add what is known of some cases, of their rules and of the people they are about.

    Panels come without their lists, which stand only in transactions and decide no state.

    Args:
        views: the contracts at the block
        state: what is added to
        keys: of the cases, whether they were filed or not
    """
    people = sorted({key.identity for key in keys})
    rules = sorted({key.matter >> _RULE_SHIFT for key in keys if key.kind == CaseKind.INFRACTION})
    _read_infractions(views, state, rules)
    _read_filed(views, state, list(keys))
    _read_panels(views, state)
    year = (views.clock() - state.genesis) // YEAR
    counts = _answers(views, views.cases, "accusationsThisYear", people)
    state.accusations |= {who: YearCount(year, times) for who, times in counts if times}
    left = _answers(views, views.ledger, "leftAt", people)
    state.left_at |= {who: time for who, time in left if time}


def _read_infractions(views: ContractViews, state: State, rules: Sequence[int]) -> None:
    counts = _answers(views, views.cases, "infractionVersionsOf", rules)
    wanted = [(rule, version) for rule, count in counts for version in range(1, count + 1)]
    found = views.ask([Question(views.cases, "infractionVersion", pair) for pair in wanted])
    for (rule, _), version in zip(wanted, found, strict=True):
        known = state.infractions.get(rule, ())
        state.infractions[rule] = (*known, InfractionVersion(*version))


def _read_filed(views: ContractViews, state: State, keys: Sequence[CaseKey]) -> None:
    numbers = [case_id(key) for key in keys]
    found = views.ask([Question(views.cases, "caseOf", (number,)) for number in numbers])
    state.cases |= {
        number: _case(key, view)
        for number, key, view in zip(numbers, keys, found, strict=True)
        if view.stage
    }


def _case(key: CaseKey, view: Any) -> Case:
    return Case(
        kind=key.kind,
        identity=key.identity,
        matter=key.matter,
        community=view.community,
        stage=view.stage,
        filed_at=view.filedAt,
        since=view.since,
        notice_days=view.noticeDays,
        ripe_days=view.ripeDays,
        verdict_days=view.verdictDays,
        detail=view.detail,
        panel=view.panel,
        ground=view.ground,
        reviewed=view.reviewed,
        overlay=view.overlay,
    )


def _read_panels(views: ContractViews, state: State) -> None:
    numbers = sorted({case.panel for case in state.cases.values() if case.panel})
    state.panels |= {
        number: Panel(
            community=view.community,
            size=view.size,
            beacon_round=view.beaconRound,
            list=(),
            seated=view.seated if view.isSeated else None,
        )
        for number, view in _answers(views, views.panels, "panelOf", numbers)
    }


def _answers(
    views: ContractViews, contract: Any, function: str, items: Sequence[Any]
) -> Iterable[tuple[Any, Any]]:
    """Yield each item with what a view answers about it."""
    answers = views.ask([Question(contract, function, (item,)) for item in items])
    return zip(items, answers, strict=True)
