"""Acts about standards and findings, signed as `typed_data_services` says, are carried out.

Orders, accreditations and ratings are so in `tests/unit`.

finding
├── filed by a council or by sensors           -> carried out, with its event
├── answered by the organisation, decided      -> carried out, whoever sends it
└── signed for something else                  -> refused
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.calls import Receipt, refused
from tests.support.roles import EMISSIONS, SUSPENSION, Standard, hash_of, key_of
from tests.support.watch import ABOVE, ORGANISATION, SENSORS, Watch
from tests.support.world import World

pytestmark = pytest.mark.req("V4", "D2", "D3", "D4")

NOTICE, FIRST_PANEL, UPHELD_STATE, WITHDRAWN, CARRIED_OUT, REVIEW, ENDED = 1, 3, 4, 8, 9, 10, 12


@pytest.fixture
def watch(world: World) -> Watch:
    return Watch(world)


def names(receipt: Receipt) -> list[str]:
    return [name for name, _ in receipt.events]


def values_of(receipt: Receipt, event: str) -> Mapping[str, Any]:
    [values] = [values for name, values in receipt.events if name == event]
    return values


def test_standards__signed_by_the_root__are_published(watch: Watch) -> None:
    line = Standard(9, SUSPENSION, 90, watch.world.today + 30, hash_of("noise"))
    receipt = watch.publish(line)
    assert names(receipt) == ["CouncilActed", "StandardPublished", "StandardsPublished"]


def test_finding__filed_appealed_and_decided__goes_its_way(watch: Watch) -> None:
    assert names(watch.file()) == ["CouncilActed", "FindingFiled"]
    assert watch.state == NOTICE
    convened = watch.appeal()
    assert names(convened) == ["PanelConvened", "FindingMoved"]
    assert watch.state == FIRST_PANEL
    assert names(watch.decide(convened)) == ["FindingDecided", "FindingMoved"]
    assert watch.state == UPHELD_STATE


def test_finding__withdrawn_by_the_council__is_over(watch: Watch) -> None:
    watch.file()
    watch.withdraw()
    assert watch.state == WITHDRAWN


def test_finding__reviewed_by_signature_and_remedied__ends(watch: Watch) -> None:
    assert names(watch.carry_out()) == ["SuspensionSet", "FindingMoved"]
    watch.review()
    assert watch.state == REVIEW
    assert "RemedyAccepted" in names(watch.certify())
    assert watch.state == ENDED


def test_reading__signed_by_enough_sensors__files_a_finding(watch: Watch) -> None:
    granted = values_of(watch.grant(), "MandateGranted")
    assert granted["signers"] == tuple(key.address for key in SENSORS)
    filed = values_of(watch.read(ABOVE, ABOVE), "FindingFiled")
    assert (filed["finding"], filed["mandate"], filed["value"]) == (watch.number, 1, ABOVE)
    assert watch.state == NOTICE


def test_reading__of_another_value_than_signed__is_refused(watch: Watch) -> None:
    watch.grant()
    with refused("InvalidReading", 1, 0, SENSORS[0].address):
        watch.read(ABOVE + 1, ABOVE)


def test_appeal__signed_by_another_key__is_refused(watch: Watch) -> None:
    watch.file()
    with refused("NotTheOrganisation", ORGANISATION, watch.world.relayer):
        watch.appeal(key_of("attacker"))


def test_suspension__carried_out__is_told_to_the_services(watch: Watch) -> None:
    watch.carry_out()
    organisation = watch.world.services.call("organisation", ORGANISATION)
    [word] = watch.findings.call("effectsOf", ORGANISATION)
    until = word >> 32 & (1 << 24) - 1
    assert organisation.suspendedUntil == until > watch.world.today
    assert word & (1 << 32) - 1 == EMISSIONS
    assert watch.state == CARRIED_OUT
