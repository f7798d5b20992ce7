"""docs/safeguards.md says what the tests show, and every safeguard has its tests."""

import ast

import pytest

from tests.safeguards.claims import CLAIMS, FOLDER, PAGE, page, shown_by
from tests.test_requirements import marks_of_module

pytestmark = [
    pytest.mark.req(
        "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12", "S13"
    ),
    pytest.mark.offline,
]

IDS = [claim.id for claim in CLAIMS]


def test_page__as_committed__is_what_claims_and_tests_make_it():
    assert PAGE.read_text() == page(), "run `python -m tests.safeguards.claims`"


def test_claims__all_thirteen__are_quoted_by_a_module_that_tests_them():
    for claim in CLAIMS:
        tree = ast.parse((FOLDER / claim.module).read_text())
        docstring = " ".join((ast.get_docstring(tree) or "").split())
        assert docstring.startswith(f"{claim.id}: {claim.claim}"), claim.module
        assert claim.id in marks_of_module(tree), claim.module
        assert list(shown_by(claim.module)), claim.module
    assert [f"S{number}" for number in range(1, 14)] == IDS
