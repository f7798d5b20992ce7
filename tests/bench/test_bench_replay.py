"""The bench of replays: its history, its runs, its page.

history
├── replayed both ways → equal states, and only what people do of their own is left to the plain one
└── of the same seed → the same
page
├── the committed one → follows from the committed results
└── a slow replay → the promise is not met, and said so
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bench.replay import page, workload
from bench.replay.run import FAST, PLAIN, Run, chunks, replayed
from isonomia.fastpath.replay import FastReplay
from isonomia.spec.state import State

pytestmark = [pytest.mark.offline, pytest.mark.req("Y2", "A4")]

#: The fewest people whose communities fill a batch of awards.
PEOPLE = workload.COMMUNITIES * workload.AWARDED_AT_ONCE
SEED = 3


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    print(f"seed {SEED}")
    path = tmp_path_factory.mktemp("bench") / "history.jsonl"
    workload.write(path, PEOPLE, SEED)
    return path


def rebuilt(history: Path, *, plainly: bool) -> State:
    replay = FastReplay(workload.founding(), workload.ADDRESSES, plainly=plainly)
    for chunk in chunks(history):
        for _ in replay.feed(chunk):
            pass
    return replay.finish()


def test_history__replayed_both_ways__equal_states(history: Path) -> None:
    assert rebuilt(history, plainly=False) == rebuilt(history, plainly=True)


def test_history__replayed_fast__leaves_only_acts_of_peoples_own(history: Path) -> None:
    plain, fast = replayed(history, PLAIN), replayed(history, FAST)
    assert (plain.events, plain.acts, plain.people) == (fast.events, fast.acts, fast.people)
    assert (plain.carried, fast.people) == (0, PEOPLE + workload.COMMUNITIES * workload.SEATS)
    assert 0 < fast.acts - fast.carried < fast.acts / workload.BATCHES_PER_OWN_ACT + 3
    assert fast.at_most >= fast.at_first > 0


def test_history__same_seed__same_logs(history: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.jsonl"
    workload.write(again, PEOPLE, SEED)
    assert again.read_bytes() == history.read_bytes()


def test_page__committed__follows_from_the_committed_results() -> None:
    results = page.Results.read()
    assert page.render(results) == page.PAGE.read_text(encoding="utf-8")
    assert {run.kind for run in results.runs} == {PLAIN, FAST}


def test_page__slow_replay__says_the_promise_is_not_met() -> None:
    results = page.Results.read()
    slow: list[Run] = [replace(run, replaying=run.events / 40_000) for run in results.runs]
    told = page.render(replace(results, runs=slow))
    assert "40,000 | **not met**" in told
