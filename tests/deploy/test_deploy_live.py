"""Deploying on a chain that counts as live: everything is rehearsed before anything is sent.

rehearsal
├── a constructor would refuse                 -> its refusal
├── creation code longer than nodes take       -> refused
├── more gas than a block has                  -> refused
├── the account has too little ether           -> refused with both amounts
└── otherwise                                  -> the cost is shown, then deployed
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount

from isonomia import charter
from isonomia.deploy import DeployError
from isonomia.devchain import DevChain
from isonomia.errors import IsonomiaError, RefusedError
from isonomia.manifest import Manifest
from isonomia.rehearsal import RehearsalError
from tests.deploy.support import DEPLOYER, Document, extra_seat, transfer
from tests.support.roles import GENESIS, key_of

pytestmark = pytest.mark.req("A1")

RunDeploy = Callable[..., Manifest]


def test_deploy__live__rehearses_and_shows_the_cost_before_anything_is_saved(
    run_deploy: RunDeploy, devchain: DevChain, deployer: LocalAccount, manifest_path: Path
) -> None:
    told: list[str] = []

    def listen(words: str) -> None:
        told.append(words)
        if "rehearsal" in words:
            assert not manifest_path.exists()
            assert devchain.chain.nonce(deployer.address) == 0

    manifest = run_deploy(live=True, on_progress=listen)
    [cost] = [words for words in told if "rehearsal" in words]
    used = sum(
        devchain.chain.receipt(record.tx)["gasUsed"] for record in manifest.contracts.values()
    )
    estimated = int(cost.split("about ")[1].split(" gas")[0].replace(",", ""))
    assert used <= estimated <= used * 1.02
    assert "ether now, at most" in cost


def test_deploy__live_and_too_little_ether__is_refused_before_anything_is_sent(
    run_deploy: RunDeploy, devchain: DevChain, manifest_path: Path
) -> None:
    poor = key_of("poor deployer")
    price = devchain.chain.fees()["maxFeePerGas"]
    devchain.chain.wait(transfer(devchain, devchain.accounts[0], poor.address, 10**6 * price))
    with pytest.raises(DeployError, match=r"has 0\.00\d+ ether and may need 0\.\d+ ether"):
        run_deploy(live=True, account=poor)
    assert not manifest_path.exists()
    assert devchain.chain.nonce(poor.address) == 0


def test_deploy__live_and_a_constructor_would_refuse__says_why_and_sends_nothing(
    run_deploy: RunDeploy,
    devchain: DevChain,
    manifest_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    document: Document,
    write_charter: Callable[[Document], Path],
) -> None:
    """The file's own checks would find it first, so they are left out here."""
    monkeypatch.setattr(charter.Charter, "require_fits", lambda *_: None)
    document["communities"][1]["seats"][1]["birth_month"] = "2010-01"
    with pytest.raises(RefusedError) as refused:
        run_deploy(live=True, charter_file=write_charter(document))
    assert (refused.value.name, refused.value.values[0]) == ("SeatOfMinor", 2)
    assert not manifest_path.exists()


@pytest.mark.parametrize(
    ("contract", "gas", "more_seats"),
    [("Beacon", 900_000, 0), ("Ledger", 2_000_000, 0), ("Communities", 8_000_000, 100)],
)
def test_deploy__live_and_more_gas_than_a_block_has__says_so(
    deploy_on: RunDeploy,
    manifest_path: Path,
    document: Document,
    write_charter: Callable[[Document], Path],
    contract: str,
    gas: int,
    more_seats: int,
) -> None:
    seats = document["communities"][0]["seats"]
    seats += [extra_seat(document, number) for number in range(more_seats)]
    document["communities"][0]["threshold"] = len(seats)
    with DevChain("anvil", start=GENESIS) as node:
        node.chain.call("evm_setBlockGasLimit", hex(gas))
        node.chain.call("evm_mine")
        with pytest.raises(RehearsalError) as refused:
            deploy_on(node, charter_file=write_charter(document), live=True)
        assert node.chain.nonce(node.accounts[DEPLOYER].address) == 0
    assert f"{contract} did not come into being" in str(refused.value)
    assert f"with all the gas of a block ({gas:,})" in str(refused.value)
    assert not manifest_path.exists()


def test_deploy__live_and_code_longer_than_nodes_take__says_so(
    run_deploy: RunDeploy,
    document: Document,
    write_charter: Callable[[Document], Path],
    manifest_path: Path,
) -> None:
    seats = [extra_seat(document, number) for number in range(255)]
    document["communities"][0] |= {"seats": seats, "threshold": 170}
    with pytest.raises(RehearsalError, match="more than the 49,152 a node accepts"):
        run_deploy(live=True, charter_file=write_charter(document))
    assert not manifest_path.exists()


def test_deploy__account_without_any_ether__is_refused_in_the_nodes_words(
    run_deploy: RunDeploy,
) -> None:
    with pytest.raises(IsonomiaError, match=r"(?i)fund"):
        run_deploy(account=key_of("penniless deployer"))
