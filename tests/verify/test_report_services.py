"""A report tells what was redeemed, offered and found, of organisations by name and of nobody else.

figures   services | offers | organisations | findings | gas
page      tables and plots | no person
"""

from __future__ import annotations

import pytest

from isonomia.spec.state import Statement
from tests.verify.scenario import identity_of
from tests.verify.scenario_services import AGENCY, CLINIC, ServiceScenario
from tests.verify.services_lived import CITIZENS
from tests.verify.test_report import Page, figures_of, render, verdict_of


@pytest.fixture(scope="module")
def page(served_on_anvil: ServiceScenario) -> str:
    figures = figures_of(served_on_anvil)
    return render(verdict_of(served_on_anvil), served_on_anvil.target, figures)


@pytest.mark.req("A4", "V2", "V3")
def test_collect__services__sums_up_both_quarters(served_on_anvil: ServiceScenario) -> None:
    figures = figures_of(served_on_anvil).services
    found = {(one.kind, one.tier): one.turnover for one in figures.services}
    assert found == {
        (2, 0): Statement(4, 4_500, 0, 0),
        (2, 1): Statement(1, 4_500, 1, 4_500),
        (3, 0): Statement(2, 4_000, 0, 0),
        (3, 1): Statement(1, 10_000, 1, 10_000),
        (9, 0): Statement(2, 2_000, 0, 0),
        (9, 1): Statement(2, 6_000, 1, 4_000),
    }
    assert sum(figures.months.values()) == figures.turnover.redeemed == 31_000


@pytest.mark.req("A4", "V1", "V4", "V5")
def test_collect__organisations__tells_offers_ratings_lists_and_findings(
    served_on_anvil: ServiceScenario,
) -> None:
    figures = figures_of(served_on_anvil).services
    offers = {one.kind: (one.essential, one.above, one.ratings) for one in figures.offers}
    assert offers == {
        2: (1, 1, (0, 0, 0, 0, 1)),
        3: (1, 1, (0, 1, 0, 0, 0)),
        9: (1, 1, (0, 0, 0, 0, 0)),
        10: (0, 0, (0, 0, 0, 0, 0)),
    }
    listed = {one.number: (one.suspended_until, one.commended_until) for one in figures.listed}
    assert set(listed) == {CLINIC, AGENCY}
    assert listed[CLINIC][0] == listed[AGENCY][1] == 0
    suspension, commendation = figures.findings
    assert (suspension.filed, suspension.opened, suspension.spared) == (6, 0, 2)
    assert (suspension.done, suspension.ended) == (1, 3)
    assert (commendation.filed, commendation.done) == (1, 1)
    assert (figures.readings, sum(figures.filed.values())) == (1, 7)


@pytest.mark.req("A4", "S10", "V5")
def test_render__services__has_plots_beside_tables_and_names_no_person(page: str) -> None:
    parsed = Page(page)
    assert parsed.open == []
    assert parsed.loads == []
    assert parsed.row("transit, Essential") == ["4", "4.500", "0", "0.000"]
    assert parsed.row("health")[2:] == ["1", "2.0"]
    assert parsed.row("3  Office of permits")[0] == "public"
    assert parsed.row("suspension") == ["6", "0", "2", "1", "3"]
    assert parsed.row("redemption")[:2] == ["6", "12"]
    for title in ("Credits redeemed", "Offers and ratings", "Findings about organisations"):
        assert f"<h2>{title}</h2>" in page
    for role in (*CITIZENS, "seat 1/0"):
        assert identity_of(role).hex() not in page
