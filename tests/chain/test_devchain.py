"""Development chains of the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from isonomia.contracts import transact
from isonomia.devchain import CHAIN_IDS, DevChain, Kind
from isonomia.errors import IsonomiaError

pytestmark = pytest.mark.req("A1")

START = 1_556_668_800
ETHER = 10**18


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_devchain__started__has_the_start_time_id_and_funded_accounts(chain_kind: Kind) -> None:
    with DevChain(chain_kind, start=START) as node:
        assert node.chain.block(0)["timestamp"] == START
        assert node.chain.chain_id == CHAIN_IDS[chain_kind]
        assert len(node.accounts) >= 20
        assert all(node.chain.balance(item.address) > 1000 * ETHER for item in node.accounts)
        assert int(node.chain.block()["gasLimit"], 16) == 30_000_000


def test_devchain__blocks__are_one_second_apart(chain_kind: Kind) -> None:
    with DevChain(chain_kind, start=START) as node:
        for _ in range(3):
            node.chain.call("evm_mine")
        assert [node.chain.block(n)["timestamp"] - START for n in range(4)] == [0, 1, 2, 3]


def test_set_time__later__holds_for_the_next_block(devchain: DevChain) -> None:
    later = devchain.chain.now() + 86_400
    devchain.set_time(later)
    assert devchain.chain.now() == later
    transact(devchain.chain, devchain.accounts[0], devchain.accounts[1].address, b"")
    assert devchain.chain.now() == later + 1


def test_set_time__already_past__changes_nothing(devchain: DevChain) -> None:
    before = devchain.chain.block()
    devchain.set_time(before["timestamp"])
    devchain.set_time(before["timestamp"] - 5)
    assert devchain.chain.block() == before


def test_revert__after_a_transaction_and_a_jump_in_time__restores_both(devchain: DevChain) -> None:
    before, sender = devchain.chain.block(), devchain.accounts[0]
    nonce = devchain.chain.nonce(sender.address)
    snapshot = devchain.snapshot()
    transact(devchain.chain, sender, devchain.accounts[1].address, b"")
    devchain.set_time(before["timestamp"] + 10**7)
    devchain.revert(snapshot)
    assert devchain.chain.block() == before
    assert devchain.chain.nonce(sender.address) == nonce
    devchain.chain.call("evm_mine")
    assert devchain.chain.now() == before["timestamp"] + 1


def test_devchain__data_dir__keeps_the_state_over_a_restart(
    chain_kind: Kind, tmp_path: Path
) -> None:
    with DevChain(chain_kind, start=START, data_dir=tmp_path / "data") as node:
        transact(node.chain, node.accounts[0], node.accounts[1].address, b"")
        before = node.chain.block()["hash"]
    with DevChain(chain_kind, start=START, data_dir=tmp_path / "data") as node:
        assert node.chain.block()["hash"] == before
        assert node.chain.nonce(node.accounts[0].address) == 1


def test_close__twice__leaves_no_process(chain_kind: Kind) -> None:
    node = DevChain(chain_kind, start=START)
    assert runs(node.pid)
    node.close()
    node.close()
    assert not runs(node.pid)


def test_devchain__taken_port__says_what_the_node_said(devchain: DevChain) -> None:
    with pytest.raises(IsonomiaError, match=r"stopped at once|is taken"):
        DevChain(devchain.kind, port=devchain.port, chain_id=424_242)


def test_devchain__other_chain_id__has_it(chain_kind: Kind) -> None:
    with DevChain(chain_kind, start=START, chain_id=71_337) as node:
        assert node.chain.chain_id == 71_337
