"""Every way to fail has a name, words and a line in the documentation."""

from __future__ import annotations

import pytest

from isonomia import build
from isonomia.divergence import MEANING, Divergence, Finding

DOCUMENTATION = build.ROOT / "docs" / "verification.md"


@pytest.mark.req("Y2")
@pytest.mark.parametrize("finding", Finding)
def test_finding__each_one__is_explained_in_code_and_documentation(finding: Finding) -> None:
    assert f"| `{finding.value}` | {MEANING[finding]} |\n" in DOCUMENTATION.read_text()


@pytest.mark.req("Y2")
def test_sentence__everything_known__says_it_in_one_line() -> None:
    divergence = Divergence(
        Finding.PERSON_DIFFERS,
        person="0xaa",
        field="quality",
        expected="40",
        found="900",
        block=7,
        transaction="0xbb",
        remark="remarked",
    )
    assert divergence.sentence() == (
        "PersonDiffers: a person's numbers differ; person 0xaa, quality; "
        "expected 40, found 900; block 7, tx 0xbb; remarked"
    )


@pytest.mark.req("Y2")
def test_sentence__name_alone__is_enough() -> None:
    assert Divergence(Finding.UNKNOWN_LOG).sentence() == (
        "UnknownLog: a log of no event of the contracts"
    )
