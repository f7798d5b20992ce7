"""The committed gas figures are those of the present contracts, on either chain."""

import pytest

from bench import allocation, ours, payments, redemptions, report
from bench.lab import open_lab

pytestmark = pytest.mark.req("C1", "P2", "Q1")

#: Signatures and addresses hold a zero byte more or less; a changed contract moves far more.
TOLERANCE = 0.001


@pytest.fixture(scope="module")
def measured(chain_kind, tmp_path_factory):
    """Rows of our own acts, and the year that passed after them."""
    with open_lab(chain_kind) as lab:
        world = ours.found(lab, tmp_path_factory.mktemp("bench"))
        return ours.measure(world), allocation.measure(world)


def test_gas__measured_again__is_what_the_report_says(measured):
    committed = report.read()
    for row in measured[0]:
        assert row.totals == pytest.approx(committed.row(row.key).totals, rel=TOLERANCE), (
            f"{row.act}: run `make bench`, and commit what it writes"
        )


def test_year__nothing_sent__everybody_gains_a_year_of_credits(measured):
    assert measured[1].least == measured[1].most == 1_000_000
    assert measured[1].transactions == measured[1].gas == 0


@pytest.mark.req("V2", "V4")
def test_gas_of_services__measured_again__is_what_the_report_says(chain_kind, tmp_path):
    committed = report.read()
    with open_lab(chain_kind) as lab:
        rows = redemptions.measure(lab, tmp_path)
    for row in rows:
        assert row.totals == pytest.approx(committed.row(row.key).totals, rel=TOLERANCE), (
            f"{row.act}: run `make bench`, and commit what it writes"
        )


@pytest.mark.req("V2")
def test_redemption__beside_a_permit__costs_less_from_ten_in_a_batch_on(chain_kind):
    with open_lab(chain_kind) as lab:
        permits = {row.key: row for row in payments.measure(lab)}
    committed = report.read()
    for ours_key, other in (("redemption", "permit"), ("redemption-later", "permit-later")):
        for batch in (10, 100):
            assert committed.row(ours_key).per_item(batch) < permits[other].per_item(batch)
        assert permits[other].totals == pytest.approx(committed.row(other).totals, rel=TOLERANCE)
