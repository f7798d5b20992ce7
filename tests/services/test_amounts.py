"""Amounts of credits as people type them: taken to the last digit, or refused in words."""

from __future__ import annotations

import pytest
from typer import BadParameter

from isonomia.commands.options import millicredits


@pytest.mark.req("V1")
def test_millicredits__amounts_as_people_write_them__exact():
    written = ["0", "12", "0.5", "0.125", "2.500", "0.1250000", "123456789012345.678"]
    exact = [0, 12_000, 500, 125, 2_500, 125, 123_456_789_012_345_678]
    assert [millicredits(text) for text in written] == exact


@pytest.mark.req("V1")
@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "-1", "NaN", "inf", "1e3", "1_000", "0.0001", "1.", ".5"),
        *("0.12500000000000000000000000000001", "1e999999", "1234567890123456789012345678901.5"),
    ],
)
def test_millicredits__nothing_that_can_be_taken_exactly__refused_in_words(text: str):
    with pytest.raises(BadParameter, match=r"write it like 500 or 0\.125"):
        millicredits(text)
