"""The hash of a header is over exactly the fields that its chain's version has.

header  of Ganache | of Anvil, Shanghai to Prague
lie     one field edited | one left out | one that is no value
"""

from __future__ import annotations

import pytest

from isonomia import devchain
from isonomia.devchain import DevChain, Kind
from isonomia.divergence import Diverged, Finding
from isonomia.proofs.headers import Header, header_hash, require_hash

#: A hardfork, and how many fields its headers have.
HARDFORKS = {"london": 16, "shanghai": 17, "cancun": 20, "prague": 21}
HEADER = {
    "parentHash": "0x" + "11" * 32,
    "sha3Uncles": "0x" + "22" * 32,
    "miner": "0x" + "33" * 20,
    "stateRoot": "0x" + "44" * 32,
    "transactionsRoot": "0x" + "55" * 32,
    "receiptsRoot": "0x" + "66" * 32,
    "logsBloom": "0x" + "00" * 256,
    "difficulty": "0x0",
    "number": 7,
    "gasLimit": "0x1c9c380",
    "gasUsed": "0x5208",
    "timestamp": 1_700_000_000,
    "extraData": "0x",
    "mixHash": "0x" + "77" * 32,
    "nonce": "0x" + "00" * 8,
    "baseFeePerGas": "0x7",
}
EDITED = {
    "miner": "0x" + "34" * 20,
    "stateRoot": "0x" + "45" * 32,
    "receiptsRoot": "0x" + "67" * 32,
    "number": 8,
    "timestamp": 1_700_000_001,
    "extraData": "0x00",
    "baseFeePerGas": "0x8",
    "withdrawalsRoot": "0x" + "88" * 32,
}


def latest(dev: DevChain) -> Header:
    dev.chain.call("evm_mine")
    return dev.chain.block()


@pytest.mark.req("Y2")
def test_header_hash__honest_node__is_the_hash_it_tells(chain_kind: Kind) -> None:
    with DevChain(chain_kind) as dev:
        header = latest(dev)
    assert header_hash(header) == header["hash"]


@pytest.mark.req("Y2")
@pytest.mark.parametrize("hardfork", HARDFORKS)
def test_header_hash__any_hardfork__is_the_hash_it_tells(
    hardfork: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = devchain._COMMANDS["anvil"]

    def command(*arguments: object) -> list[str]:
        return [hardfork if part == "shanghai" else part for part in usual(*arguments)]

    monkeypatch.setitem(devchain._COMMANDS, "anvil", command)
    with DevChain("anvil") as dev:
        header = latest(dev)
    later = ("withdrawalsRoot", "blobGasUsed", "requestsHash")
    there = [name in header for name in later]
    assert there == [HARDFORKS[hardfork] >= fields for fields in (17, 20, 21)]
    assert header_hash(header) == header["hash"]


@pytest.mark.req("Y2")
@pytest.mark.parametrize("name", EDITED)
def test_require_hash__one_field_edited__is_found_out(name: str) -> None:
    told = header_hash(HEADER)
    require_hash(HEADER, told)
    with pytest.raises(Diverged) as caught:
        require_hash(HEADER | {name: EDITED[name]}, told)
    divergence = caught.value.divergence
    assert divergence.finding is Finding.HEADER_DIFFERS
    assert (divergence.field, divergence.expected) == ("hash", told)
    assert divergence.found not in (None, told)


@pytest.mark.req("Y2")
@pytest.mark.parametrize(
    ("change", "remark"),
    [
        ({"mixHash": None}, "the header's mixHash is None"),
        ({"gasUsed": "much"}, "the header's gasUsed is 'much'"),
        ({"miner": "0xzz"}, "the header's miner is '0xzz'"),
    ],
)
def test_require_hash__field_of_no_value__names_it(change: Header, remark: str) -> None:
    with pytest.raises(Diverged) as caught:
        require_hash({**HEADER, **change}, header_hash(HEADER))
    assert caught.value.divergence.remark == remark


@pytest.mark.req("Y2")
def test_require_hash__field_left_out__names_it() -> None:
    header = {name: value for name, value in HEADER.items() if name != "logsBloom"}
    with pytest.raises(Diverged) as caught:
        require_hash(header, header_hash(HEADER))
    assert caught.value.divergence.remark == "the header has no logsBloom"
