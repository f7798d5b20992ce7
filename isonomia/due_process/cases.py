"""A case as the chain tells it now: its state, its deadlines, its panel."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from isonomia.contract_views import ContractViews, Question
from isonomia.due_process.case_keys import CHALLENGE, CaseError, CaseKey
from isonomia.due_process.case_logs import CaseLogs, key_of
from isonomia.spec.calendar import DAY
from isonomia.spec.case_state import CaseState, Stage
from isonomia.spec.events import CaseFiled
from isonomia.spec.keccak import keccak256


@dataclass(frozen=True)
class Case:
    """One case at one block.

    Attributes:
        logs: up to the block
        filed: how it began
        view: what the contract keeps; see `ICases.CaseView`
        state: what may be done with it
        now: the block's time, in seconds
    """

    logs: CaseLogs
    filed: CaseFiled
    view: Any
    state: CaseState
    now: int

    @property
    def key(self) -> CaseKey:
        """The parts of its number."""
        return key_of(self.filed)

    @property
    def number(self) -> str:
        """Its number, as people type it: enough digits to be the only one for long."""
        return f"0x{self.filed.case_id.hex()[:16]}"

    @property
    def until(self) -> int | None:
        """The first second at which the state is another one by itself; None when it stays."""
        return ends_at(self.view, self.state)

    @functools.cached_property
    def panel(self) -> Panel | None:
        """The latest panel; None before any."""
        return read_panel(self, self.view.panel) if self.view.panel else None

    def former_panel(self) -> list[bytes]:
        """Return what a second appeal has to show: the list of the first panel with its jurors.

        Empty for a first appeal. Raises `CaseError` when the list cannot be put together.
        """
        if self.state != CaseState.UPHELD or self.panel is None:
            return []
        return self.panel.whole


@dataclass(frozen=True)
class Panel:
    """A panel of a case or an audit.

    Attributes:
        number: counted from 1
        view: what the contract keeps; see `IPanels.PanelView`
        barred: who may not sit
        jurors: in their order; empty before the draw
    """

    number: int
    view: Any
    barred: list[bytes]
    jurors: tuple[bytes, ...]

    @property
    def whole(self) -> list[bytes]:
        """The panel's list as its hash holds it."""
        return [*self.barred, *self.jurors]

    @property
    def is_too_small(self) -> bool:
        """Whether the draw found fewer jurors than it needs."""
        return bool(self.view.isSeated and self.view.seated < self.view.size)

    @property
    def majority(self) -> int:
        """How many of them decide."""
        return int(self.view.size) // 2 + 1


def ends_at(view: Any, state: CaseState) -> int | None:
    """Return the first second at which a case or finding is another by itself; None when it stays.

    Args:
        view: what the contract keeps of it
        state: what may be done with it
    """
    notice, ripe, verdict = (
        days * DAY for days in (view.noticeDays, view.ripeDays, view.verdictDays)
    )
    match state:
        case CaseState.NOTICE | CaseState.UPHELD:
            return int(view.since + notice)
        case CaseState.RIPE if view.stage == Stage.FINAL:
            return int(view.since + ripe)
        case CaseState.RIPE:
            return int(view.since + notice + ripe)
        case CaseState.FIRST_PANEL | CaseState.SECOND_PANEL | CaseState.REVIEW:
            return int(view.since + verdict)
    return None


def read_case(logs: CaseLogs, filed: CaseFiled) -> Case:
    """Return a case at the block of the logs."""
    return read_cases(logs, [filed])[0]


def read_cases(logs: CaseLogs, filed: list[CaseFiled]) -> list[Case]:
    """Return cases at the block of the logs, in the order given."""
    views = logs.views
    contract = views.deployment.cases
    found = views.ask([Question(contract, "caseOf", (each.case_id,)) for each in filed])
    keys = [key_of(each).values for each in filed]
    states = views.ask([Question(contract, "stateOf", (key,)) for key in keys])
    now = views.clock()
    return [
        Case(logs, each, view, CaseState(state), now)
        for each, view, state in zip(filed, found, states, strict=True)
    ]


def read_panel(case: Case, number: int) -> Panel:
    """Return a panel of a case. Raises `CaseError` when its list cannot be put together."""
    return panel_with(case.logs, number, _possible_lists(case, number))


def panel_with(logs: CaseLogs, number: int, lists: list[list[bytes]]) -> Panel:
    """Return a panel whose barred people are one of the lists.

    Raises `CaseError` when none of them gives the hash that the contract keeps.
    """
    view = panel_view(logs.views, number)
    jurors = logs.jurors(number) or ()
    for barred in lists:
        panel = Panel(number, view, barred, jurors)
        if keccak256(b"".join(panel.whole)) == view.listHash:
            return panel
    raise CaseError(
        f"the list of panel {number} cannot be put together from the logs: check the node with "
        "`isonomia verify`"
    )


def panel_view(views: ContractViews, number: int) -> Any:
    """Return what the contract keeps of a panel."""
    return views.ask([Question(views.deployment.panels, "panelOf", (number,))])[0]


def _possible_lists(case: Case, number: int) -> list[list[bytes]]:
    """Who may not sit on a panel of the case: on its first one, and on the second."""
    own = [case.filed.identity]
    if case.filed.kind == CHALLENGE:
        own.append(case.filed.evidence_hash)
    moves = case.logs.find("Cases", ["CaseMoved"], case.filed.case_id)
    earlier = sorted({told.event.panel for told in moves if 0 < told.event.panel < number})
    lists = [own]
    if earlier:
        lists.append([*own, *(case.logs.jurors(earlier[0]) or ())])
    return lists
