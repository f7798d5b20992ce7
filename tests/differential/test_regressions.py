"""Cases on which the two sides once differed, played again.

Each file of `regressions` was written by a failing campaign; its `found` says what differed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.differential.cases import Case, load
from tests.differential.playing import play_case

FILES = sorted((Path(__file__).parent / "regressions").glob("*.json"))


@pytest.mark.req("Y1")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_regression__a_case_that_once_differed__agrees(path):
    case = load(path)
    assert sum(play_case(case).values()) == len(case.steps)


@pytest.mark.req("Y1")
def test_case__saved_and_loaded__is_the_same(tmp_path):
    case = load(FILES[0])
    case.save(tmp_path / "case.json")
    assert load(tmp_path / "case.json") == case
    assert isinstance(case, Case)
