"""The same random actions on the specification and on the bytecode, compared after every one.

```
125,000 actions (a million with ISONOMIA_DEEP=1; ISONOMIA_ACTIONS sets any number)
├── every answer, event, refusal and view is the same on both sides
├── every action succeeds somewhere
└── every refusal of every action occurs, except the unreachable ones, which are listed with reasons
```

The seed is fixed, so that a run can be repeated; a deep run takes a new one and prints it, unless
ISONOMIA_SEED gives one. A failing case is made short and kept in `build/failures`: copy it to
`tests/differential/regressions` to have it played again for ever.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

import pytest

from isonomia.spec import quality, redemptions
from tests.differential.campaign import Campaign, play_campaign
from tests.differential.cases import load
from tests.differential.founding import CHARTERS
from tests.differential.playing import ACCEPTED, Outcomes, still_differs
from tests.differential.refusals import REFUSALS, SELDOM, UNREACHABLE

BUILD = Path(__file__).resolve().parents[2] / "build"
#: Under the generous charter most rounds of the lottery come about.
PLAYED = (*CHARTERS, "generous")
#: Actions of a run that is not deep.
USUAL = 125_000
#: Fewer actions than this need not meet the rarest refusals.
ENOUGH = 100_000


def planned_actions() -> int:
    deep = os.environ.get("ISONOMIA_DEEP", "") not in ("", "0")
    return int(os.environ.get("ISONOMIA_ACTIONS", 1_000_000 if deep else USUAL))


def chosen_seed() -> str:
    fresh = secrets.token_hex(4) if planned_actions() > USUAL else "isonomia"
    return os.environ.get("ISONOMIA_SEED", fresh)


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    seed = chosen_seed()
    print(f"ISONOMIA_SEED={seed} ISONOMIA_ACTIONS={planned_actions()}")
    found = play_campaign(seed, planned_actions(), PLAYED, BUILD / "failures")
    report(found.outcomes)
    return found


def report(outcomes: Outcomes) -> None:
    """Keep the counts for whoever wants to know how often what was tried."""
    table: dict[str, dict[str, int]] = {}
    for (action, outcome), count in sorted(outcomes.items()):
        table.setdefault(action, {})[outcome] = count
    path = BUILD / "differential-outcomes.json"
    path.write_text(json.dumps(table, indent=1) + "\n")


@pytest.mark.req("Y1", "D2", "P3", "C1", "C2", "Q1", "Q2", "Q3")
def test_random_actions__on_both_sides__never_differ(campaign):
    assert not campaign.failure, campaign.failure
    assert sum(campaign.outcomes.values()) >= planned_actions()


@pytest.mark.req("Y1")
@pytest.mark.parametrize("action", REFUSALS)
def test_random_actions__each_kind__succeeds_and_meets_every_refusal(campaign, action):
    if sum(campaign.outcomes.values()) < ENOUGH:
        pytest.skip(f"fewer than {ENOUGH} actions were played")
    met = {outcome for kind, outcome in campaign.outcomes if kind == action}
    reachable = {name for name in REFUSALS[action] if (action, name) not in UNREACHABLE}
    seldom = {name for kind, name in SELDOM if kind == action}
    missing = (reachable | {ACCEPTED}) - met - seldom
    assert not missing, f"{action}: never met {missing}"
    unlisted = met - reachable - {ACCEPTED}
    assert not unlisted, f"{action}: met {unlisted}, which is not listed"


@pytest.mark.req("Y1")
@pytest.mark.parametrize(
    ("module", "name", "wrong"),
    [(quality, "HIGHEST_TIER", 3), (redemptions, "MOST_RATINGS", 1)],
)
def test_campaign__when_the_sides_differ__keeps_a_short_case_that_can_be_played(
    monkeypatch, tmp_path, module, name, wrong
):
    monkeypatch.setattr(module, name, wrong)
    found = play_campaign("wrong tier", 5_000, ["generous"], tmp_path)
    (path,) = tmp_path.iterdir()
    assert str(path) in found.failure
    case = load(path)
    assert 0 < len(case.steps) < 25
    assert still_differs(case)
    monkeypatch.undo()
    assert not still_differs(case)
