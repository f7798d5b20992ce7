"""What a verifier sees of the beacon's signatures, and who may submit rounds meanwhile.

beacon    every signature checked | transaction not to be had
genesis   a stranger submits a round while the contracts are deployed
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from isonomia import build
from isonomia.beacon import DevelopmentBeacon
from isonomia.contracts import Contract, transact
from isonomia.deploy import deploy
from isonomia.devchain import DevChain
from isonomia.proofs.checking import Wanted
from isonomia.verify import Artifacts, verify
from tests.verify.proving import judge
from tests.verify.scenario import START, UNBOUND_ROUND, Scenario, charter_file


@pytest.mark.req("Y2", "L3")
def test_verify__honest_chain__every_signature_of_the_beacon_was_checked(
    lived: Scenario, compiled: Artifacts
) -> None:
    verdict = verify(lived.dev.url, lived.manifest, compile_sources=lambda: compiled)
    assert verdict.agrees
    # One was submitted through another contract; its signature is found all the same.
    assert verdict.signatures >= 2
    assert verdict.unseen_signatures == ()


@pytest.mark.req("Y2", "L3")
def test_verify__transactions_that_cannot_be_had__are_told_and_no_divergence(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    def forgetful(method: str, _parameters: list[Any], result: Any) -> Any:
        return None if method == "eth_getTransactionByHash" else result

    verdict = judge(lived_on_anvil, compiled, forgetful, Wanted.LEFT_OUT)
    assert verdict.agrees
    assert verdict.signatures == 0
    assert UNBOUND_ROUND in verdict.unseen_signatures
    assert verdict.as_dict()["beacon_signatures_unseen"] == list(verdict.unseen_signatures)


# ---- genesis -------------------------------------------------------------------------------------


@pytest.mark.req("Y2", "A1")
def test_verify__stranger_submits_between_two_deployments__agrees(
    tmp_path: Path, compiled: Artifacts
) -> None:
    charter_path = tmp_path / "charter.json"
    charter_path.write_bytes(charter_file())
    beacon = Contract(build.load("Beacon")["abi"], "0x" + "11" * 20)
    places: list[str] = []
    with DevChain("anvil", start=START) as dev:

        def submit(progress: str) -> None:
            """Submit a round after the beacon is there, and one after the ledger is."""
            name, _, _, address, *_ = progress.split() + [""] * 4
            if name in ("Beacon", "Ledger") and address.startswith("0x"):
                places.append(address)
                number = len(places)
                call = beacon.encode("submit", number, *DevelopmentBeacon().sign(number))
                transact(dev.chain, dev.accounts[1], places[0], call)

        manifest = deploy(
            dev.chain,
            charter_path,
            dev.accounts[0],
            tmp_path / "manifest.json",
            live=False,
            on_progress=submit,
        )
        verdict = verify(dev.url, manifest, compile_sources=lambda: compiled)
    assert verdict.divergence is None
    assert (verdict.acts, verdict.signatures) == (2, 2)
