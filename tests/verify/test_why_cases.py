"""Receipts and reports tell cases: what, why, until when; and of the report never a person.

receipt   everybody | upheld twice | rejected | remedied | lapsed | closed and back | in notice
report    counts | communities | nobody
"""

from __future__ import annotations

import json

import pytest

from isonomia.case_figures import CaseFigures
from isonomia.figures import collect
from isonomia.history import read_header
from isonomia.report_sections import sections
from isonomia.spec.state import CaseKind, CaseState, Outcome, Stage
from isonomia.why import Receipt, why
from isonomia.why_cases import CaseStep
from isonomia.why_lines import Kind
from isonomia.why_recourse import Means
from isonomia.why_text import as_text
from tests.verify.scenario import identity_of
from tests.verify.scenario_cases import CITIZENS, CaseScenario


def receipt_of(scenario: CaseScenario, role: str) -> Receipt:
    return why(scenario.dev.url, scenario.target, identity_of(role))


@pytest.mark.req("Y3", "Q4", "Q5")
def test_why__everybody_with_a_case__numbers_and_lines_agree(
    tried_on_anvil: CaseScenario,
) -> None:
    for role in (*CITIZENS, "westerner 0", "seat 2/0", "seat 4/1"):
        receipt = receipt_of(tried_on_anvil, role)
        assert receipt.agrees, role
        assert sum(line.change for line in receipt.lines) == receipt.contract.base_quality
        assert json.loads(json.dumps(receipt.as_dict()))["agrees"] is True
        assert max(map(len, as_text(receipt).splitlines())) <= 88


@pytest.mark.req("Y3", "D3", "D4")
def test_why__accused__tells_filing_panels_verdicts_and_remedy(
    tried_on_anvil: CaseScenario,
) -> None:
    receipt = receipt_of(tried_on_anvil, "accused")
    (story,) = receipt.cases
    assert [happening.step for happening in story.happenings] == [
        CaseStep.FILED,
        CaseStep.APPEALED,
        CaseStep.DRAWN,
        CaseStep.VERDICT,
        CaseStep.APPEALED,
        CaseStep.DRAWN,
        CaseStep.VERDICT,
        CaseStep.CARRIED_OUT,
    ]
    assert [len(happening.jurors) for happening in story.happenings if happening.jurors] == [
        *(5, 3),
        *(11, 6),
    ]
    text = " ".join(as_text(receipt).split())
    assert "panel 2 was called, on the ground that the facts are wrong" in text
    assert "remedy that ends it before: Repairing the damage within a month." in text
    assert "the whole balance is lowered by 60 points" in text


@pytest.mark.req("Y3", "D3", "S5", "P6")
@pytest.mark.parametrize(
    ("role", "state", "kind", "words"),
    [
        ("innocent", CaseState.DISMISSED, None, "dismissed for ever"),
        ("silent", CaseState.LAPSED, None, "lapsed for ever"),
        ("mistaken", CaseState.WITHDRAWN, None, "withdrawn, and changed nothing"),
        ("reformed", CaseState.ENDED, Kind.DEDUCTION_ENDED, "certified that the remedy is done"),
        ("reviewed", CaseState.ENDED, Kind.DEDUCTION_ENDED, "the remedy is done"),
        ("released", CaseState.ENDED, Kind.DEDUCTION_ENDED, "the deduction was ended"),
        ("leaver", CaseState.LAPSED, Kind.QUALITY_LEFT, "left the quality layer"),
        ("survivor", CaseState.ENDED, Kind.REOPENED, "has everything again"),
        ("forgetful", CaseState.CARRIED_OUT, Kind.KEY_RECOVERED, "in place of a lost one"),
        ("awarded", CaseState.CARRIED_OUT, Kind.AWARD_REVERSED, "its points taken back"),
        ("westerner 0", CaseState.NOTICE, None, "the person can appeal, free of charge"),
    ],
)
def test_why__each_outcome__is_told(
    tried_on_anvil: CaseScenario, role: str, state: CaseState, kind: Kind | None, words: str
) -> None:
    receipt = receipt_of(tried_on_anvil, role)
    assert [story.state for story in receipt.cases] == [state]
    assert kind is None or kind in {line.kind for line in receipt.lines}
    assert words in " ".join(as_text(receipt).split())


@pytest.mark.req("Y3", "D3", "P6", "S5")
@pytest.mark.parametrize(
    ("role", "means"),
    [
        ("westerner 0", [Means.APPEAL]),
        ("silent", []),
        ("innocent", []),
        ("reformed", []),
        ("survivor", []),
    ],
)
def test_why__each_state__tells_what_can_still_be_appealed(
    tried_on_anvil: CaseScenario, role: str, means: list[Means]
) -> None:
    receipt = receipt_of(tried_on_anvil, role)
    about_cases = [recourse for recourse in receipt.recourses if recourse.case]
    assert [recourse.means for recourse in about_cases] == means
    assert all(recourse.until == receipt.cases[0].until for recourse in about_cases)


def figures_of(scenario: CaseScenario) -> CaseFigures:
    pinned = read_header(scenario.chain, "latest")
    return collect(scenario.dev.url, scenario.target, pinned).cases


@pytest.mark.req("Y4", "D4", "D6")
def test_collect__scenario_of_cases__counts_what_happened(tried_on_anvil: CaseScenario) -> None:
    found = figures_of(tried_on_anvil)
    filed = {kind.kind: kind.filed for kind in found.kinds}
    assert filed == {
        CaseKind.INFRACTION: 9,
        CaseKind.CHALLENGE: 1,
        CaseKind.RECOVERY: 1,
        CaseKind.CLOSING: 1,
    }
    assert found.verdicts == {
        (Stage.FIRST_PANEL, Outcome.UPHELD): 2,
        (Stage.FIRST_PANEL, Outcome.REJECTED): 1,
        (Stage.SECOND_PANEL, Outcome.UPHELD): 1,
        (Stage.REVIEW, Outcome.REJECTED): 1,
    }
    assert (found.remedies, found.audits, found.renewals, found.amendments) == (1, 1, 2, 1)
    east = next(community for community in found.communities if community.name == "East")
    assert east.overturned == 4


@pytest.mark.req("Y4", "S10")
def test_sections__scenario_of_cases__name_no_person(tried_on_anvil: CaseScenario) -> None:
    pinned = read_header(tried_on_anvil.chain, "latest")
    found = collect(tried_on_anvil.dev.url, tried_on_anvil.target, pinned)
    page = str(sections(found, None))
    assert "Communities held to account" in page
    assert "first panel: rejected" in page
    for identity in tried_on_anvil.roles:
        assert identity.hex() not in page
