"""The report is one page that loads nothing, and its tables hold what the ledger holds.

page      agrees | disagrees | logs that do not add up
figures   ages | credits | tiers | awards | gas
receipts  none | some | not receipts at all
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from isonomia import build, plots
from isonomia.divergence import Divergence, Finding
from isonomia.errors import IsonomiaError
from isonomia.figures import Figures, collect
from isonomia.history import read_header
from isonomia.receipts import FORMAT
from isonomia.report import read_receipts, render, write
from isonomia.spec.state import CATEGORIES
from isonomia.verify import Verdict
from tests.verify.scenario import Scenario, identity_of
from tests.verify.test_history import fetched

VOID = {"meta", "link", "br", "hr", "img", "input", "path", "use"}
PEOPLE, AWARDS = 45, 37


class Page(HTMLParser):
    """Collects what a page refers to, its tables and whether its elements are closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.ids: Counter[str] = Counter()
        self.rows: list[list[str]] = []
        self.plots = 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attributes:
            if name in ("src", "srcset", "data") or (name == "href" and tag == "link"):
                self.loads.append(value)
            if name == "id":
                self.ids[value] += 1
        self.plots += tag == "svg"
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data

    def row(self, name: str) -> list[str]:
        """Return the cells of the first row that begins with a name."""
        return next(row[1:] for row in self.rows if row and row[0] == name)


def verdict_of(scenario: Scenario, divergence: Divergence | None = None) -> Verdict:
    pinned = read_header(scenario.chain, "latest")
    return Verdict(scenario.manifest.chain_id, pinned, 100, 20, PEOPLE, divergence, 0, 1.0)


def figures_of(scenario: Scenario) -> Figures:
    return collect(scenario.dev.url, scenario.target, read_header(scenario.chain, "latest"))


@pytest.fixture(scope="module")
def page(lived_on_anvil: Scenario) -> str:
    figures = figures_of(lived_on_anvil)
    return render(verdict_of(lived_on_anvil), lived_on_anvil.target, figures)


@pytest.mark.req("A4")
def test_render__honest_deployment__is_one_whole_page_that_loads_nothing(page: str) -> None:
    parsed = Page(page)
    assert parsed.open == []
    assert parsed.loads == []
    assert not re.search(r"@import|https?://(?!www\.w3\.org)", page)
    assert parsed.plots == 7
    assert [name for name, times in parsed.ids.items() if times > 1] == []
    assert "Verified" in page
    assert "prefers-color-scheme: dark" in page
    assert 'name="viewport"' in page
    assert "#0101" not in page
    assert "#0102" not in page


@pytest.mark.req("A4", "S10")
def test_render__honest_deployment__names_no_person(page: str, lived_on_anvil: Scenario) -> None:
    for role in ("elder", "teacher", "seat 1/0"):
        assert identity_of(role).hex() not in page


@pytest.mark.req("A4")
def test_render__tables__hold_what_the_views_say(lived_on_anvil: Scenario, page: str) -> None:
    figures = figures_of(lived_on_anvil)
    parsed = Page(page)
    deployment = lived_on_anvil.deployment
    people = [bytes.fromhex(log["topics"][1][2:]) for log in enrolled_logs(lived_on_anvil)]
    seen = deployment.call(deployment.ledger, "look", people)
    assert figures.people == len(people) == PEOPLE
    assert figures.credits == sum(person.credits for person in seen)
    assert sum(group.people for group in figures.ages) == PEOPLE
    tiers = Counter(person.tier for person in seen if person.quality)
    assert [band.people for band in figures.bands] == [
        sum(1 for person in seen if not person.quality),
        *(tiers[tier] for tier in range(5)),
    ]
    # One person is Enhanced, two are Essential: too few to be told apart from the others.
    assert parsed.row("none to Exceptional (0-1000)") == ["45", "100.0 %"]
    assert parsed.row("essential work")[:2] == ["19", "950"]
    assert [parsed.row(ages)[0] for ages in ("0-49", "50-59", "60-89")] == ["10", "11", "24"]


def enrolled_logs(scenario: Scenario):
    ledger = scenario.deployment.ledger
    last = scenario.chain.block()["number"]
    return scenario.chain.logs([ledger.address], 0, last, [ledger.events["Enrolled"].topic])


@pytest.mark.req("A4")
def test_collect__awards__are_counted_once_each(lived_on_anvil: Scenario) -> None:
    figures = figures_of(lived_on_anvil)
    assert sum(row.awards for row in figures.categories) == AWARDS
    assert sum(figures.months.values()) == AWARDS
    assert [row.category for row in figures.categories] == list(range(1, CATEGORIES + 1))


@pytest.mark.req("A4")
def test_collect__gas__adds_up_to_the_receipts(lived_on_anvil: Scenario) -> None:
    figures = figures_of(lived_on_anvil)
    transactions = {log.place.transaction for log in fetched(lived_on_anvil).logs}
    transactions.update(lived_on_anvil.target.deployments)
    used = sum(lived_on_anvil.chain.receipt(one)["gasUsed"] for one in transactions)
    spent = sum(spent.gas for spent in figures.spent.values())
    # A transaction of several acts is shared out, rounded down.
    assert used - 5 <= spent <= used
    assert figures.spent["award"].lines == AWARDS
    assert figures.spent["enrolment"].lines == PEOPLE - 9
    assert figures.spent["deployment"].acts == len(build.DEPLOYED)


@pytest.mark.req("A4", "L1")
def test_collect__lottery__is_what_the_pool_answers(lived_on_anvil: Scenario, page: str) -> None:
    pool = figures_of(lived_on_anvil).pool
    deployment = lived_on_anvil.deployment
    account = deployment.call(deployment.pool, "account")
    assert dataclasses.astuple(pool.account) == account == (110, 30, 0, 80)
    assert (pool.gifts, pool.won, pool.forfeited, pool.ended) == (2, 4, 1, 1)
    assert (pool.uplifts, pool.lifted) == (2, 400_000)
    parsed = Page(page)
    assert parsed.row("granted") == ["80", "72.7 %"]
    assert parsed.row("given")[0] == "110"
    assert "2 uplifts in force, on 400.000 credits together" in page


@pytest.mark.req("A4", "Y2")
def test_render__divergence__is_the_first_thing_said(lived_on_anvil: Scenario) -> None:
    divergence = Divergence(Finding.PERSON_DIFFERS, person="0x12", field="quality", expected="1")
    verdict = verdict_of(lived_on_anvil, divergence)
    page = render(verdict, lived_on_anvil.target, None)
    assert "Not verified" in page
    assert "PersonDiffers: a person&#39;s numbers differ" in page
    assert Page(page).plots == 0


# ---- receipts ------------------------------------------------------------------------------------


def receipts_file(folder: Path, **changes: object) -> Path:
    lines = [
        {"status": "applied", "refusal": ""},
        {"status": "refused", "refusal": "CategoryCapReached"},
        {"status": "refused", "refusal": "CategoryCapReached"},
        {"status": "refused", "refusal": "<b>"},
    ]
    path = folder / "receipts.json"
    path.write_text(json.dumps({"format": FORMAT, "lines": lines} | changes))
    return path


@pytest.mark.req("A4")
def test_write__receipts_given__counts_lines_by_reason(
    lived_on_anvil: Scenario, tmp_path: Path
) -> None:
    path = tmp_path / "deep" / "report.html"
    receipts = [receipts_file(tmp_path)] * 2
    verdict = verdict_of(lived_on_anvil)
    write(path, lived_on_anvil.dev.url, lived_on_anvil.manifest, verdict, receipts)
    page = path.read_text()
    parsed = Page(page)
    assert parsed.open == []
    assert parsed.plots == 8
    assert parsed.row("refused: category cap reached") == ["4", ""]
    assert parsed.row("refused")[0] == "6"
    assert "<b>" not in page
    assert "Of 8 lines in the input files, 6 were refused" in page


@pytest.mark.req("A4")
@pytest.mark.parametrize("changes", [{"format": "other"}, {"lines": None}, {"lines": "text"}])
def test_read_receipts__file_of_something_else__says_what_to_give(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    with pytest.raises(IsonomiaError, match=r"receipts\.json that `isonomia allocate` wrote"):
        read_receipts([receipts_file(tmp_path, **changes)])


@pytest.mark.req("A4")
def test_read_receipts__no_file__says_which(tmp_path: Path) -> None:
    with pytest.raises(IsonomiaError, match="missing"):
        read_receipts([tmp_path / "missing.json"])


@pytest.mark.req("A4")
def test_write__folder_in_the_way__says_so(lived_on_anvil: Scenario, tmp_path: Path) -> None:
    with pytest.raises(IsonomiaError, match="cannot be written"):
        write(tmp_path, lived_on_anvil.dev.url, lived_on_anvil.manifest, verdict_of(lived_on_anvil))


# ---- plots ---------------------------------------------------------------------------------------


@pytest.mark.req("A4")
def test_plots__same_values__give_the_same_bytes() -> None:
    def draw() -> str:
        return plots.bars(["one", "two"], [1, 2], x="people", title="Some & <others>")

    assert draw() == draw()
    assert 'aria-label="Some &amp; &lt;others>"' in draw()


@pytest.mark.req("A4")
@pytest.mark.parametrize("values", [[], [0], [10**12, 1]])
def test_plots__extreme_values__are_drawn(values: list[int]) -> None:
    labels = [f"label {value}" for value in values]
    svg = plots.columns(labels, values, x="x", y="y", title="t")
    assert Page(svg).open == []
    series = [plots.Series("kind", 0, values)]
    assert Page(plots.stacked_columns(labels, series, x="x", y="y", title="t")).open == []
