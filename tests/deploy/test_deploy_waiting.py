"""A deployment whose transaction waits in the node, as on a live chain.

interrupted while its transaction waits
├── the fee still suffices             -> the same transaction is waited for
├── the fee has risen above it         -> replaced under the same number; either may count
├── another one waits under its number -> refused, saying so
└── it fails on the chain              -> refused: the number is used up

On Anvil only, which can be told when to mine; Ganache counts no transaction before it is mined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from isonomia import build
from isonomia.deploy import DeployError
from isonomia.devchain import DevChain
from isonomia.manifest import Manifest
from tests.deploy.support import DEPLOYER
from tests.support.roles import GENESIS, YEAR

pytestmark = pytest.mark.req("A1")


class Crash(BaseException):
    """Stands for the process dying."""


@pytest.fixture
def slow_node() -> Iterator[DevChain]:
    """A node that mines only when told to."""
    with DevChain("anvil", start=GENESIS) as node:
        node.chain.call("evm_setAutomine", False)
        yield node


@pytest.fixture
def run_slowly(deploy_on: Callable[..., Manifest], slow_node: DevChain) -> Callable[..., Manifest]:
    """Return what deploys on the slow node; it mines after the step that begins with `mine_at`."""

    def run(*, die_at: str = "never", mine_at: str = "Sent") -> Manifest:
        def listen(words: str) -> None:
            if words.startswith(die_at):
                raise Crash(words)
            if words.startswith(mine_at):
                slow_node.chain.call("evm_mine")

        return deploy_on(slow_node, on_progress=listen)

    return run


def test_deploy__crash_while_the_transaction_waits__waits_for_the_same_one(
    run_slowly: Callable[..., Manifest], slow_node: DevChain, manifest_path: Path
) -> None:
    with pytest.raises(Crash):
        run_slowly(die_at="Sent")
    [waiting] = Manifest.load(manifest_path).contracts["Beacon"].attempts
    assert slow_node.chain.receipt(waiting.hash) is None
    manifest = run_slowly()
    assert manifest.contracts["Beacon"].tx == waiting.hash
    assert slow_node.chain.nonce(slow_node.accounts[DEPLOYER].address) == len(build.DEPLOYED)


def raise_base_fee(node: DevChain, wei: int) -> None:
    """Mine a block with this base fee, which leaves what pays less waiting."""
    node.chain.call("anvil_setNextBlockBaseFeePerGas", hex(wei))
    node.chain.call("evm_mine")


def test_deploy__fee_has_risen_meanwhile__is_replaced_under_the_same_number(
    run_slowly: Callable[..., Manifest], slow_node: DevChain, manifest_path: Path
) -> None:
    with pytest.raises(Crash):
        run_slowly(die_at="Sent")
    [cheap] = Manifest.load(manifest_path).contracts["Beacon"].attempts
    raise_base_fee(slow_node, cheap.max_fee_per_gas * 3)
    with pytest.raises(Crash):
        run_slowly(die_at="Sent")
    first, second = Manifest.load(manifest_path).contracts["Beacon"].attempts
    assert first == cheap
    assert second.max_fee_per_gas > cheap.max_fee_per_gas * 3
    assert second.max_priority_fee_per_gas > cheap.max_priority_fee_per_gas * 11 // 10
    manifest = run_slowly()
    assert manifest.contracts["Beacon"].tx == second.hash
    assert slow_node.chain.nonce(slow_node.accounts[DEPLOYER].address) == len(build.DEPLOYED)


def test_deploy__replaced_one_is_mined_after_all__is_taken(
    run_slowly: Callable[..., Manifest], slow_node: DevChain, manifest_path: Path
) -> None:
    with pytest.raises(Crash):
        run_slowly(die_at="Sent")
    [cheap] = Manifest.load(manifest_path).contracts["Beacon"].attempts
    raise_base_fee(slow_node, cheap.max_fee_per_gas * 3)
    with pytest.raises(Crash):
        run_slowly(die_at="Signed")
    assert len(Manifest.load(manifest_path).contracts["Beacon"].attempts) == 2
    raise_base_fee(slow_node, 1)
    # Anvil forgets what it once could not mine; other nodes keep it.
    slow_node.chain.send_raw(bytes.fromhex(cheap.raw[2:]))
    slow_node.chain.call("evm_mine")
    manifest = run_slowly()
    assert manifest.contracts["Beacon"].tx == cheap.hash
    assert slow_node.chain.nonce(slow_node.accounts[DEPLOYER].address) == len(build.DEPLOYED)


def test_deploy__fails_on_the_chain__is_refused_because_the_number_is_used_up(
    run_slowly: Callable[..., Manifest], slow_node: DevChain, manifest_path: Path
) -> None:
    with pytest.raises(Crash):
        run_slowly(die_at="Sent the transaction of Communities")
    slow_node.chain.call("evm_mine", GENESIS + 130 * YEAR)
    for _ in range(2):
        with pytest.raises(DeployError, match="of Communities failed on the chain") as refused:
            run_slowly()
        assert "begin a new manifest" in str(refused.value)
    assert Manifest.load(manifest_path).status == "deploying"


def test_deploy__number_taken_by_a_transaction_that_waits__says_what_to_do(
    run_slowly: Callable[..., Manifest], slow_node: DevChain
) -> None:
    with pytest.raises(Crash):
        run_slowly(die_at="Signed")
    chain, deployer = slow_node.chain, slow_node.accounts[DEPLOYER]
    other = {
        "chainId": chain.chain_id,
        "nonce": 0,
        "to": deployer.address,
        "value": 1,
        "gas": 21_000,
        "maxFeePerGas": 10**12,
        "maxPriorityFeePerGas": 10**12,
    }
    chain.send_raw(bytes(deployer.sign_transaction(other).raw_transaction))
    with pytest.raises(DeployError, match="did not take the transaction of Beacon") as refused:
        run_slowly()
    assert "wait for it; otherwise run the same command again" in str(refused.value)


def test_deploy__code_at_the_end_is_not_what_was_sent__is_refused(
    deploy_on: Callable[..., Manifest],
) -> None:
    """Only a lying node can do this; Anvil can be told to lie."""
    with DevChain("anvil", start=GENESIS) as node:

        def lie(words: str) -> None:
            if words.startswith("Pool is"):
                node.chain.call("anvil_setCode", words.split()[3], "0x00")

        with pytest.raises(DeployError, match="The deployed code is not what was sent"):
            deploy_on(node, on_progress=lie)
