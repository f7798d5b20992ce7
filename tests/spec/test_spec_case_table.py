"""Every state of every kind of case against every act: what the table has no row for is refused.

```
TRANSITIONS
├── each act in each state of each kind: accepted and led on as its row says, else WrongState
├── every state that rows and silence lead to is reached, for each kind
├── no case: only a filing or a challenge
├── a lasting state has no way on but those of its rows, however long one waits
└── the tables of docs/rules.md and docs/due-process.md, and the arrows drawn there, are these rows
```
"""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from isonomia import build
from isonomia.spec.actions import (
    Action,
    Alive,
    Appeal,
    CarryOut,
    CertifyRemedies,
    GiveVerdict,
    Review,
    Withdraw,
)
from isonomia.spec.case_table import TRANSITIONS, CaseAct, Transition, case_id, next_stage
from isonomia.spec.state import CaseKey, CaseKind, CaseState, Outcome
from tests.spec.courts import CITIZEN, OTHER, REASONS, Court, court
from tests.spec.worlds import identity

pytestmark = [pytest.mark.offline, pytest.mark.req("D3")]

RULES_PAGE = build.ROOT / "docs" / "rules.md"
PAGE = build.ROOT / "docs" / "due-process.md"

#: How each state of each kind is reached from its filing.
WAYS: dict[CaseKind, dict[CaseState, str]] = {
    CaseKind.INFRACTION: {
        CaseState.NOTICE: "",
        CaseState.RIPE: "notice",
        CaseState.FIRST_PANEL: "appeal",
        CaseState.UPHELD: "appeal uphold",
        CaseState.SECOND_PANEL: "appeal uphold appeal",
        CaseState.DISMISSED: "appeal reject",
        CaseState.LAPSED: "appeal silence",
        CaseState.WITHDRAWN: "withdraw",
        CaseState.CARRIED_OUT: "notice carry",
        CaseState.REVIEW: "notice carry review",
        CaseState.RELEASED: "notice carry review silence",
        CaseState.ENDED: "notice carry review reject",
    },
    CaseKind.CHALLENGE: {
        CaseState.FIRST_PANEL: "seat",
        CaseState.UPHELD: "seat uphold",
        CaseState.RIPE: "seat uphold notice",
        CaseState.SECOND_PANEL: "seat uphold appeal",
        CaseState.DISMISSED: "seat uphold appeal reject",
        CaseState.LAPSED: "seat silence",
        CaseState.CARRIED_OUT: "seat uphold notice carry",
    },
    CaseKind.RECOVERY: {
        CaseState.NOTICE: "",
        CaseState.RIPE: "appeal uphold appeal uphold",
        CaseState.FIRST_PANEL: "appeal",
        CaseState.UPHELD: "appeal uphold",
        CaseState.SECOND_PANEL: "appeal uphold appeal",
        CaseState.DISMISSED: "appeal uphold appeal reject",
        CaseState.LAPSED: "notice silence",
        CaseState.WITHDRAWN: "notice withdraw",
        CaseState.CARRIED_OUT: "notice carry",
    },
    CaseKind.CLOSING: {
        CaseState.NOTICE: "",
        CaseState.RIPE: "notice",
        CaseState.DISMISSED: "alive",
        CaseState.LAPSED: "notice silence",
        CaseState.WITHDRAWN: "withdraw",
        CaseState.CARRIED_OUT: "notice carry",
        CaseState.ENDED: "notice carry alive",
    },
}
REACHED = [(kind, state) for kind, ways in WAYS.items() for state in ways]
#: Acts that name no kind of case, because there is only one they are about.
ONLY_ABOUT = {
    CaseAct.ALIVE: CaseKind.CLOSING,
    CaseAct.REVIEW: CaseKind.INFRACTION,
    CaseAct.REMEDY: CaseKind.INFRACTION,
}
PANEL_FAILS = "verdictDays pass, or the panel is too small"
#: What time alone does.
SILENCE = [
    (CaseState.NOTICE, CaseState.RIPE, "noticeDays pass"),
    (CaseState.UPHELD, CaseState.RIPE, "noticeDays pass"),
    (CaseState.RIPE, CaseState.LAPSED, "ripeDays pass"),
    (CaseState.FIRST_PANEL, CaseState.LAPSED, PANEL_FAILS),
    (CaseState.SECOND_PANEL, CaseState.LAPSED, PANEL_FAILS),
    (CaseState.REVIEW, CaseState.RELEASED, PANEL_FAILS),
]
ACTS = [act for act in CaseAct if act not in (CaseAct.FILE, CaseAct.CHALLENGE)]


def filed(kind: CaseKind) -> Court:
    """Return a world in which a case of a kind was just filed about the citizen."""
    here = court()
    if kind == CaseKind.CHALLENGE:
        here.do(here.award(CITIZEN))
    filings = {
        CaseKind.INFRACTION: lambda: here.accuse(CITIZEN),
        CaseKind.CHALLENGE: lambda: here.challenge(OTHER),
        CaseKind.RECOVERY: lambda: here.recovery(CITIZEN, 40),
        CaseKind.CLOSING: lambda: here.closing(CITIZEN),
    }
    here.do(filings[kind]())
    return here


def walk(here: Court, way: str) -> Court:
    """Do one thing after another in the case filed last, and return the world."""
    for word in way.split():
        if word == "notice":
            here.wait(14)
        elif word == "silence":
            here.wait(30)
        elif word == "seat":
            here.seat()
        elif word == "uphold":
            here.do(here.verdict(Outcome.UPHELD))
        elif word == "reject":
            here.do(here.verdict(Outcome.REJECTED))
        else:
            here.do(getattr(here, word)())
            if word in ("appeal", "review"):
                here.seat()
    return here


def attempt(here: Court, act: CaseAct) -> Action:
    """Return an act in the case filed last, as well made as can be."""
    if act in (CaseAct.UPHOLD, CaseAct.REJECT):
        outcome = Outcome.UPHELD if act == CaseAct.UPHOLD else Outcome.REJECTED
        if here.case.panel:
            return here.verdict(outcome)
        key = (here.case.kind, here.case.identity, here.case.matter)
        return GiveVerdict(*key, outcome, REASONS, (), ())
    makers: dict[CaseAct, Any] = {
        CaseAct.APPEAL: here.appeal,
        CaseAct.CARRY_OUT: here.carry,
        CaseAct.WITHDRAW: here.withdraw,
        CaseAct.ALIVE: here.alive,
        CaseAct.REVIEW: here.review,
        CaseAct.REMEDY: here.remedies,
    }
    action: Action = makers[act]()
    return action


def row_of(kind: CaseKind, state: CaseState, act: CaseAct) -> Transition | None:
    found = [
        row for row in TRANSITIONS if (row.state, row.act) == (state, act) and kind in row.kinds
    ]
    assert len(found) <= 1
    return found[0] if found else None


# ---- the whole matrix ----------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "state"), REACHED)
def test_way__of_a_state__leads_there(kind: CaseKind, state: CaseState) -> None:
    here = walk(filed(kind), WAYS[kind][state])
    assert here.case.kind == kind
    assert here.state_of() == state


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(("kind", "state"), REACHED)
def test_act__in_a_state__does_what_its_row_says_or_is_refused(
    kind: CaseKind, state: CaseState, act: CaseAct
) -> None:
    if ONLY_ABOUT.get(act, kind) != kind:
        assert all(kind not in row.kinds for row in TRANSITIONS if row.act == act)
        return
    here = walk(filed(kind), WAYS[kind][state])
    row = row_of(kind, state, act)
    if row is None:
        here.refuse(attempt(here, act), "WrongState", here.number, state)
    else:
        here.do(attempt(here, act))
        assert here.state_of() == row.next


def followers(kind: CaseKind, state: CaseState) -> set[CaseState]:
    """Return the states that an act or silence leads to."""
    acts = {row.next for row in TRANSITIONS if row.state == state and kind in row.kinds}
    return acts | {after for before, after, _ in SILENCE if before == state}


@pytest.mark.parametrize("kind", list(CaseKind))
def test_states__that_the_table_leads_to__are_those_reached(kind: CaseKind) -> None:
    waiting, found = [CaseState.NONE], {CaseState.NONE}
    while waiting:
        new = followers(kind, waiting.pop()) - found
        waiting += new
        found |= new
    assert found - {CaseState.NONE} == set(WAYS[kind])


@pytest.mark.parametrize("kind", list(CaseKind))
def test_act__in_a_case_nobody_filed__is_refused(kind: CaseKind) -> None:
    here = court()
    person, matter, proper = identity(CITIZEN), 7, here.consent(CITIZEN)
    number = case_id(CaseKey(kind, person, matter))
    attempts: list[tuple[Action, CaseKind]] = [
        (Appeal(kind, person, matter, 1, (), *proper), kind),
        (GiveVerdict(kind, person, matter, 1, REASONS, (), ()), kind),
        (CarryOut((CaseKey(kind, person, matter),)), kind),
        (Withdraw(*here.act(2), kind, person, matter), kind),
        (Alive(person, matter, *proper), CaseKind.CLOSING),
        (Review(person, matter, 1, *proper), CaseKind.INFRACTION),
        (CertifyRemedies(*here.act(2), REASONS, (person,), (matter,)), CaseKind.INFRACTION),
    ]
    for action, about in attempts:
        if about == kind:
            here.refuse(action, "CaseUnknown", number)


@pytest.mark.parametrize(
    "action",
    [
        lambda here, kind: Appeal(kind, identity(CITIZEN), 7, 1, (), 9, 0, None),
        lambda here, kind: Withdraw(9, 9, 0, (), kind, identity(CITIZEN), 7),
    ],
)
def test_act__in_an_unknown_case_without_approval__names_the_case(action: Any) -> None:
    here = court()
    number = case_id(CaseKey(1, identity(CITIZEN), 7))
    here.refuse(action(here, 1), "CaseUnknown", number)


@pytest.mark.parametrize(("kind", "state"), REACHED)
def test_state__hundred_years_later__is_one_nothing_adverse_follows(
    kind: CaseKind, state: CaseState
) -> None:
    here = walk(filed(kind), WAYS[kind][state])
    before = here.state_of()
    here.wait(36_525)
    after = here.state_of()
    if before in (CaseState.DISMISSED, CaseState.WITHDRAWN, CaseState.CARRIED_OUT, CaseState.ENDED):
        assert after == before
    else:
        silent = CaseState.RELEASED if before in (CaseState.REVIEW, CaseState.RELEASED) else None
        assert after == (silent or CaseState.LAPSED)


def test_next_stage__of_a_lapsed_case__is_none_whatever_is_tried() -> None:
    assert {next_stage(kind, CaseState.LAPSED, act) for kind in CaseKind for act in CaseAct} == {
        None
    }


# ---- the number ----------------------------------------------------------------------------------


def test_case_id__known_parts__is_their_hash() -> None:
    # Hash of three words 1, 2 and 3, by an independent implementation.
    number = case_id(CaseKey(1, (2).to_bytes(32, "big"), 3))
    assert number.hex() == "6e0c627900b24bd432fe7b1f713f1b0744091a646a9fe4a65a18dfed21f2949c"


# ---- the pages -----------------------------------------------------------------------------------


def name_of(state: CaseState) -> str:
    return state.name.lower().replace("_", " ")


def rows_shown() -> list[str]:
    """Return the lines of the table as the pages show it: states that share a row side by side."""
    lines = []
    for shared, rows in groupby(TRANSITIONS, lambda row: (row.act, row.who, row.kinds, row.next)):
        act, who, kinds, following = shared
        states = ", ".join(name_of(row.state) for row in rows)
        numbers = ", ".join(str(int(kind)) for kind in kinds)
        lines.append(f"| {states} | {act} | {who} | {numbers} | {name_of(following)} |")
    return lines


def table_of(page: Path) -> list[str]:
    """Return the lines of the table of transitions on a page."""
    lines = page.read_text(encoding="utf-8").splitlines()
    start = lines.index("| state | act | who | kinds | next |") + 2
    end = next(at for at in range(start, len(lines)) if not lines[at].startswith("|"))
    return lines[start:end]


@pytest.mark.parametrize("page", [RULES_PAGE, PAGE], ids=lambda page: page.name)
def test_table__of_a_page__is_that_of_the_specification(page: Path) -> None:
    assert table_of(page) == rows_shown()


def test_diagram__of_the_page__draws_every_transition_and_every_silence() -> None:
    # A second colon would end the label of an arrow.
    text = PAGE.read_text(encoding="utf-8")
    drawn = set(re.findall(r"^ +(\S+) --> (\S+): (.+)$", text, re.MULTILINE))
    acts = {
        (name_of(row.state), name_of(row.next), row.act.replace(":", ""))
        for row in TRANSITIONS
        if row.state != CaseState.NONE
    }
    begun = {("[*]", name_of(row.next), str(row.act)) for row in TRANSITIONS if row.state == 0}
    silence = {(name_of(one), name_of(two), by) for one, two, by in SILENCE}
    everything = acts | begun | silence
    assert drawn == {
        (one.replace(" ", "_"), two.replace(" ", "_"), by) for one, two, by in everything
    }
