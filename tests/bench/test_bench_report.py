"""The bench's figures, and the page that tells them.

targets
├── found at the limit → met
├── beyond it → not met, and the page says so
└── a ratio below its limit → not met
page
├── the committed one → follows from the committed results
└── rendered twice → the same
"""

from dataclasses import replace

import pytest

from bench import report
from bench.figures import Row, Speed, Target, targets

pytestmark = pytest.mark.req("A2")


@pytest.fixture(scope="module")
def results():
    return report.read()


def with_enrolment(results, gas):
    rows = {
        chain: [replace(row, totals={100: gas}) if row.key == "enrolment" else row for row in rows]
        for chain, rows in results.rows.items()
    }
    return replace(results, rows=rows)


@pytest.mark.parametrize(("total", "met"), [(2_650_000, True), (2_650_001, False)])
def test_targets__enrolment_at_or_beyond_the_limit__met_or_not(results, total, met):
    assert targets(with_enrolment(results, total))[0].met is met


@pytest.mark.parametrize(("ratio", "met"), [(30.0, True), (29.9, False)])
def test_target__a_ratio__must_reach_its_limit(ratio, met):
    speed = Speed("anvil", single=1.0, single_records=1, driver=ratio, driver_records=1)
    assert Target("", 30, speed.ratio, at_least=True).met is met


def test_page__a_target_missed__says_so(results):
    page = report.render(with_enrolment(results, 9_999_900))
    assert "| at most 26,500 | 99,999 | **not met** |" in page


def test_page__committed__follows_from_the_committed_results(results):
    assert report.README.read_text(encoding="utf-8") == report.render(results)


def test_page__every_row__stands_in_it(results):
    page = report.render(results)
    assert all(row.act in page for row in results.rows[results.chains[0]])


def test_picture__drawn_twice__is_the_same(results, tmp_path):
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        report.write(results, tmp_path / name)
    pictures = [(tmp_path / name / "gas.svg").read_bytes() for name in ("first", "second")]
    assert pictures[0] == pictures[1]


def test_widest_gap__chains_that_differ__counts_per_item(results):
    near = Row("a", "person", "s", "t", {1: 100, 10: 1_000})
    far = replace(near, totals={1: 101, 10: 1_030})
    assert replace(results, rows={"x": [near], "y": [far]}).widest_gap() == 3.0
