"""Calls, answers and logs of the contracts, encoded and decoded."""

from __future__ import annotations

import pytest

from isonomia import build, typed_data
from isonomia.chain import ChainError
from isonomia.contracts import Contract, Deployment
from isonomia.devchain import development_accounts
from isonomia.errors import IsonomiaError, RefusedError
from isonomia.spec.state import Charter
from tests.support.roles import (
    ADULT_MONTH,
    CITIZEN,
    CITIZEN_KEY,
    COUNCILS,
    DAY,
    DUE_PROCESS,
    LOTTERY,
    MARKET,
    NATION,
    PILOT,
    STRANGER,
    TERMS,
    TOWN,
    key_of,
    seat_identity,
    seat_key,
)
from tests.support.world import World

pytestmark = pytest.mark.req("A1", "Y2")

NOWHERE = "0x00000000000000000000000000000000000000aa"


class Addresses:
    """As much of a manifest as `Deployment` reads."""

    def __init__(self, **addresses: str) -> None:
        self.addresses = addresses


@pytest.fixture
def deployment(world: World) -> Deployment:
    places = {name: getattr(world, name.lower()).address for name in build.DEPLOYED}
    return Deployment(world.chain, Addresses(**places))


def test_call__struct__is_a_named_tuple(deployment: Deployment) -> None:
    council = deployment.call(deployment.communities, "council", TOWN)
    assert type(council).__name__ == "CouncilView"
    assert council._asdict() | {"members": 0} == {
        "parent": NATION,
        "seats": 3,
        "threshold": 2,
        "members": 0,
        "nonce": 2,
        "chain": bytes(14),
        "quarter": 0,
        "used": 0,
        "shareIndex": 1000,
        "fullAgainDay": 0,
    }


def test_call__list_of_structs__is_a_list_of_named_tuples(deployment: Deployment) -> None:
    known, unknown = deployment.call(deployment.ledger, "look", [CITIZEN, STRANGER])
    assert (known.community, known.birthMonth) == (TOWN, ADULT_MONTH)
    assert unknown == (0, 0, 0, 0, 0, 0)


def test_call__several_outputs__are_a_tuple(deployment: Deployment) -> None:
    seat = deployment.call(deployment.communities, "seatAt", TOWN, 1)
    assert seat == (seat_identity(TOWN, 1), seat_key(TOWN, 1).address)


def test_call__charter__has_the_parameters_of_the_specification(deployment: Deployment) -> None:
    charter = deployment.call(deployment.ledger, "charter")
    assert charter._asdict() == PILOT
    names = [*charter._fields, *COUNCILS]
    for contract, expected in (
        (deployment.pool, LOTTERY),
        (deployment.cases, DUE_PROCESS),
        (deployment.assembly, TERMS),
        (deployment.services, MARKET),
    ):
        found = deployment.call(contract, "charter")
        assert found._asdict() == expected
        names += found._fields
    fields = [name.replace("_", "").lower() for name in Charter.__dataclass_fields__]
    assert [name.lower() for name in names] == fields


def test_call__earlier_block__answers_as_of_then(deployment: Deployment, world: World) -> None:
    before = world.chain.block()["number"]
    world.town.enrol([STRANGER], [ADULT_MONTH])
    assert deployment.call(deployment.ledger, "isEnrolled", STRANGER)
    assert not deployment.call(deployment.ledger, "isEnrolled", STRANGER, block=before)


def test_call__refused__raises_name_and_values(deployment: Deployment) -> None:
    with pytest.raises(RefusedError, match="is not enrolled") as refused:
        deployment.call(deployment.ledger, "birthMonthOf", STRANGER)
    assert (refused.value.name, refused.value.values) == ("NotEnrolled", (STRANGER,))


def test_call__no_contract_at_the_address__says_so(world: World) -> None:
    nobody = Deployment(world.chain, Addresses(**dict.fromkeys(build.DEPLOYED, NOWHERE)))
    with pytest.raises(ChainError, match="There is no contract at 0x0"):
        nobody.call(nobody.ledger, "GENESIS")


def test_deployment__manifest_of_an_earlier_version__says_what_is_missing(world: World) -> None:
    two = Addresses(Ledger=NOWHERE, Communities=NOWHERE)
    with pytest.raises(IsonomiaError, match="The manifest has no Beacon and no Pool and no Panels"):
        Deployment(world.chain, two)


def test_send__relayed_act__is_mined_and_its_events_decoded(
    deployment: Deployment, world: World
) -> None:
    act = (TOWN, world.town.nonce(), world.now + DAY)
    message = typed_data.enrolment(world.domain, *act, [STRANGER], [ADULT_MONTH])
    approval = world.town.approve(message, (0, 2))
    relayer = development_accounts()[5]
    receipt = deployment.send(
        relayer, deployment.communities, "enrol", act, [STRANGER], [ADULT_MONTH], approval
    )
    assert deployment.decode_logs(receipt["logs"]) == [
        ("CouncilActed", {"community": TOWN, "nonce": act[1], "signers": 0b101}),
        ("Enrolled", {"identity": STRANGER, "community": TOWN, "birthMonth": ADULT_MONTH}),
    ]


def test_decode_logs__address_value__is_checksummed(deployment: Deployment, world: World) -> None:
    logs = world.chain.logs([deployment.communities.address], 0, world.chain.block()["number"])
    bound = [values for name, values in deployment.decode_logs(logs) if name == "ControllerBound"]
    assert bound[-1] == {
        "identity": CITIZEN,
        "controller": CITIZEN_KEY.address,
        "lapseDay": 0,
    }


def test_send__would_revert__raises_refusal(deployment: Deployment) -> None:
    with pytest.raises(RefusedError) as refused:
        deployment.send(key_of("relayer"), deployment.ledger, "endLeave", CITIZEN)
    assert refused.value.name == "Unauthorised"


def test_decode_logs__log_of_another_contract__is_left_out(deployment: Deployment) -> None:
    assert deployment.decode_logs([{"address": NOWHERE, "topics": [], "data": "0x"}]) == []


def test_contract__unknown_function_or_event__names_it() -> None:
    ledger = Contract(build.load("Ledger")["abi"], NOWHERE)
    with pytest.raises(IsonomiaError, match="has no function transfer"):
        ledger.encode("transfer")
    with pytest.raises(IsonomiaError, match="has no event with topic 0x12"):
        ledger.decode_log({"topics": ["0x12"], "data": "0x"})


def test_contract__every_event__consists_of_values_that_can_be_read() -> None:
    for name in build.DEPLOYED:
        contract = Contract(build.load(name)["abi"], NOWHERE)
        for event in contract.events.values():
            log = {
                "topics": [event.topic, *["0x" + "00" * 32] * len(event.indexed)],
                "data": "0x" + "00" * 32 * len(event.data),
            }
            decoded, values = contract.decode_log(log)
            assert decoded == event.name
            assert len(values) == len(event.indexed) + len(event.data)


@pytest.mark.req("V2")
@pytest.mark.parametrize(
    ("name", "read"), [(b"Trams", "Trams"), (b"", ""), (b"Tr\xe4ms", "Tr\ufffdms")]
)
def test_decode_log__text__is_read_whatever_its_bytes_are(name: bytes, read: str) -> None:
    services = Contract(build.load("Services")["abi"], NOWHERE)
    event = services.events["OrganisationAccredited"]
    words = [*range(1, 6), 6 * 32]
    data = b"".join(value.to_bytes(32) for value in (*words, len(name))) + name.ljust(32, b"\0")
    log = {"topics": [event.topic, *["0x" + "00" * 32] * 2], "data": "0x" + data.hex()}
    assert services.decode_log(log)[1]["name"] == read
