"""Deploying a charter, once and undisturbed, and everything it refuses.

manifest
├── none
│   ├── charter does not fit the chain's time           -> refused, nothing saved
│   ├── deployer has transactions that wait             -> refused, nothing saved
│   └── otherwise                                       -> deployed, manifest complete
└── there
    ├── of another chain, deployer, charter, bytecode   -> refused, nothing sent
    ├── edited                                          -> refused, nothing sent
    ├── of a chain with the same id that is gone        -> refused, nothing sent
    ├── its number used by another transaction          -> refused, nothing sent
    └── complete                                        -> checked again, nothing sent
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from isonomia import build, charter
from isonomia.beacon import DevelopmentBeacon, network
from isonomia.chain import Chain
from isonomia.charter import CharterError
from isonomia.contracts import Deployment, transact
from isonomia.deploy import DeployError
from isonomia.devchain import DevChain
from isonomia.errors import RefusedError
from isonomia.manifest import Manifest
from tests.deploy.support import DEPLOYER, Document, transfer
from tests.support.roles import GENESIS

pytestmark = pytest.mark.req("A1", "D8", "S8")

RunDeploy = Callable[..., Manifest]

#: 2019-05-01.
SPRING_OF_2019 = 1_556_668_800


# ---- undisturbed ---------------------------------------------------------------------------------


def test_deploy__small_charter__is_on_chain_as_written(
    run_deploy: RunDeploy, devchain: DevChain, charter_file: Path, manifest_path: Path
) -> None:
    manifest = run_deploy()
    parsed = charter.load(charter_file)
    deployment = Deployment(devchain.chain, manifest)
    ledger, communities = deployment.ledger, deployment.communities
    charter_hash = keccak(charter_file.read_bytes())
    assert deployment.call(ledger, "CHARTER_HASH") == charter_hash
    assert deployment.call(ledger, "COMMUNITIES") == communities.address
    assert deployment.call(ledger, "POOL") == deployment.pool.address
    assert deployment.call(communities, "POOL") == deployment.pool.address
    assert deployment.call(ledger, "catalogueHash") == parsed.catalogue_hash()
    assert deployment.call(communities, "LEDGER") == ledger.address
    assert deployment.call(communities, "communityCount") == 2
    for number, entry in enumerate(parsed.communities, start=1):
        council = deployment.call(communities, "council", number)
        assert (council.seats, council.threshold) == (len(entry.seats), entry.threshold)
        for index, seat in enumerate(entry.seats):
            held = deployment.call(communities, "seatAt", number, index)
            assert held == (seat.identity_bytes, seat.controller)
    for rule in parsed.rules:
        stored = deployment.call(ledger, "ruleVersion", rule.id, 1)
        assert (stored.category, stored.points) == (rule.category, rule.points)
        assert stored.textHash == rule.text_hash
    genesis = devchain.chain.block(manifest.genesis_block)["timestamp"]
    assert deployment.call(ledger, "GENESIS") == genesis


def test_deploy__pool_and_beacon__are_on_chain_as_written(
    run_deploy: RunDeploy, devchain: DevChain, charter_file: Path
) -> None:
    manifest = run_deploy()
    deployment = Deployment(devchain.chain, manifest)
    pool, beacon = deployment.pool, deployment.beacon
    assert deployment.call(pool, "LEDGER") == deployment.ledger.address
    assert deployment.call(pool, "COMMUNITIES") == deployment.communities.address
    assert deployment.call(pool, "BEACON") == beacon.address
    spec = charter.load(charter_file).to_spec()
    assert deployment.call(pool, "charter")._asdict() == {
        "secondChanceBelow": spec.second_chance_below,
        "prizePoints": spec.prize_points,
        "prizeAmount": spec.prize_amount,
        "prizeDays": spec.prize_days,
        "membersPerNomination": spec.members_per_nomination,
    }
    assert deployment.call(pool, "account") == (0, 0, 0, 0)
    known = network("development")
    assert tuple(deployment.call(beacon, "publicKey")) == known.public_key
    assert deployment.call(beacon, "GENESIS") == known.genesis
    assert deployment.call(beacon, "PERIOD") == known.period
    assert manifest.genesis_block == manifest.contracts["Ledger"].block


def test_deploy__chain_whose_clock_stands_in_the_past__has_a_beacon_with_rounds(
    deploy_on: RunDeploy,
) -> None:
    with DevChain("anvil", start=SPRING_OF_2019) as node:
        deployment = Deployment(node.chain, deploy_on(node))
        now = node.chain.now()
        number = deployment.call(deployment.beacon, "roundAt", now)
        assert number == network("development").round_at(now)
        signature = DevelopmentBeacon().sign(number)
        deployment.send(node.accounts[5], deployment.beacon, "submit", number, *signature)
        assert deployment.call(deployment.beacon, "isVerified", number)


def test_deploy__charter_with_the_public_beacon__deploys_its_key(
    run_deploy: RunDeploy,
    devchain: DevChain,
    document: Document,
    write_charter: Callable[[Document], Path],
) -> None:
    document["beacon"] = "evmnet"
    deployment = Deployment(devchain.chain, run_deploy(charter_file=write_charter(document)))
    evmnet = network("evmnet")
    assert tuple(deployment.call(deployment.beacon, "publicKey")) == evmnet.public_key
    assert deployment.call(deployment.beacon, "GENESIS") == evmnet.genesis


def test_deploy__development_beacon_on_a_node_that_is_none__is_refused_and_nothing_saved(
    run_deploy: RunDeploy, manifest_path: Path, devchain: DevChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No node of a live chain can be had here; ours is told to call itself otherwise."""
    real = Chain.call

    def renamed(chain: Chain, method: str, *parameters: Any) -> Any:
        return "Geth/v1.16" if method == "web3_clientVersion" else real(chain, method, *parameters)

    monkeypatch.setattr(Chain, "call", renamed)
    for live in (False, True):
        with pytest.raises(CharterError, match='beacon is "development"') as refused:
            run_deploy(live=live)
        assert 'write "evmnet", or use a development chain' in str(refused.value)
    assert not manifest_path.exists()
    assert devchain.chain.block()["number"] == 0


def test_deploy__manifest__tells_everything_about_the_deployment(
    run_deploy: RunDeploy,
    devchain: DevChain,
    deployer: LocalAccount,
    charter_file: Path,
    manifest_path: Path,
) -> None:
    nonce = devchain.chain.nonce(deployer.address)
    manifest = run_deploy()
    assert Manifest.load(manifest_path) == manifest
    assert manifest.status == "complete"
    assert manifest.chain_id == devchain.chain.chain_id
    assert (manifest.deployer, manifest.deployer_nonce) == (deployer.address, nonce)
    assert manifest.charter == charter_file.read_text()
    assert list(manifest.contracts) == list(build.DEPLOYED)
    for name, record in manifest.contracts.items():
        receipt = devchain.chain.receipt(record.tx)
        assert receipt["contractAddress"] == record.address.lower()
        assert receipt["blockNumber"] == record.block
        sent = devchain.chain.call("eth_getTransactionByHash", record.tx)["input"]
        assert sent == build.load(name)["bytecode"] + record.constructor_args[2:]
    assert devchain.chain.nonce(deployer.address) == nonce + len(build.DEPLOYED)


def test_deploy__steps__are_told_in_order_after_being_saved(
    run_deploy: RunDeploy, manifest_path: Path
) -> None:
    told: list[tuple[str, str]] = []

    def listen(words: str) -> None:
        status = Manifest.load(manifest_path).status if manifest_path.exists() else "none"
        told.append((words.split(" ")[0], status))

    run_deploy(on_progress=listen)
    assert told == [
        ("The", "none"),
        ("Saved", "planned"),
        *[(step, "deploying") for name in build.DEPLOYED for step in ("Signed", "Sent", name)],
        ("Deployment", "complete"),
    ]


def test_deploy__again_after_completion__sends_nothing(
    run_deploy: RunDeploy, devchain: DevChain, manifest_path: Path
) -> None:
    first = run_deploy()
    before = devchain.chain.block(), manifest_path.read_bytes()
    assert run_deploy() == first
    assert (devchain.chain.block(), manifest_path.read_bytes()) == before


def test_deploy__deployer__has_no_power_afterwards(
    run_deploy: RunDeploy, devchain: DevChain, deployer: LocalAccount
) -> None:
    deployment = Deployment(devchain.chain, run_deploy())
    acts = [
        ("enrol", (1, [b"\1" * 32], [24_000])),
        ("takeSeat", (b"\1" * 32, 1, 0)),
        ("publishRules", ([], b"\1" * 32)),
        ("award", ([], [], 1, 3, 101, 1)),
        ("declareLeave", (b"\1" * 32, 1)),
        ("endLeave", (b"\1" * 32,)),
        ("announceRate", (1, 0, b"\1" * 32)),
        ("give", (b"\1" * 32, 1)),
        ("uplift", (b"\1" * 32, 1, 1, 1, 1)),
        ("move", (b"\1" * 32, 2)),
        ("optOut", (b"\1" * 32,)),
        ("optIn", (b"\1" * 32,)),
        ("close", (b"\1" * 32,)),
        ("reopen", (b"\1" * 32,)),
        ("leaveSeat", (b"\1" * 32,)),
        ("deduct", (b"\1" * 32, 1, 0, 1, 1)),
        ("endDeduction", (b"\1" * 32, 0, 1)),
        ("reverseAward", (b"\1" * 32, 1, 1, 0)),
        ("spend", ([b"\1" * 32], [1], [0], [0])),
        ("restore", (b"\1" * 32, 1, 0)),
        ("amend", ([], 1)),
    ]
    writing = {
        entry["name"]
        for entry in build.load("Ledger")["abi"]
        if entry["type"] == "function" and entry["stateMutability"] not in ("view", "pure")
    }
    assert {name for name, _ in acts} == writing
    for name, arguments in acts:
        with pytest.raises(RefusedError) as refused:
            deployment.send(deployer, deployment.ledger, name, *arguments)
        assert refused.value.name == "Unauthorised"
    for name, arguments in (("setSuspension", (1, 30_000)), ("amend", ([365, 30, 14], 30_000))):
        with pytest.raises(RefusedError) as refused:
            deployment.send(deployer, deployment.services, name, *arguments)
        assert refused.value.name == "Unauthorised"


# ---- the same manifest, something else -----------------------------------------------------------


@pytest.fixture
def refuses(run_deploy: RunDeploy, devchain: DevChain, manifest_path: Path) -> Callable[..., str]:
    """Return what expects a refusal that sends and saves nothing, and gives its words."""

    def expect(**changes: Any) -> str:
        before = devchain.chain.block()["number"], manifest_path.read_bytes()
        with pytest.raises(DeployError) as refused:
            run_deploy(**changes)
        assert (devchain.chain.block()["number"], manifest_path.read_bytes()) == before
        return str(refused.value)

    return expect


def stop_after(step: str) -> Callable[[str], None]:
    """Return a listener that fails right after a step, as a crash would."""

    def listen(words: str) -> None:
        if words.startswith(step):
            raise InterruptedError(step)

    return listen


@pytest.fixture
def planned(run_deploy: RunDeploy) -> None:
    """A deployment interrupted before anything was sent."""
    with pytest.raises(InterruptedError):
        run_deploy(on_progress=stop_after("Saved"))


@pytest.mark.usefixtures("planned")
def test_deploy__other_chain_id__is_refused(
    refuses: Callable[..., str], devchain: DevChain
) -> None:
    with DevChain("anvil", start=devchain.chain.now(), chain_id=4242) as other:
        words = refuses(chain=other.chain)
        assert other.chain.block()["number"] == 0
    assert "begun with another chain id" in words
    assert f"connect to chain {devchain.chain.chain_id}, or begin a new manifest" in words


@pytest.mark.usefixtures("planned")
def test_deploy__other_deployer__is_refused(
    refuses: Callable[..., str], devchain: DevChain, deployer: LocalAccount
) -> None:
    words = refuses(account=devchain.accounts[4])
    assert f"begun with another deployer: {deployer.address}" in words
    assert f"use the key of {deployer.address}, or begin a new manifest" in words


@pytest.mark.usefixtures("planned")
def test_deploy__changed_charter__is_refused(
    refuses: Callable[..., str], charter_file: Path
) -> None:
    charter_file.write_bytes(charter_file.read_bytes() + b"\n")
    assert "begun with another charter: 0x" in refuses()


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize("name", build.DEPLOYED)
def test_deploy__changed_bytecode__is_refused(
    refuses: Callable[..., str], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = build.load

    def changed(wanted: str) -> build.Artifact:
        artifact = real(wanted)
        return artifact | {"bytecode": artifact["bytecode"] + "00"} if wanted == name else artifact

    monkeypatch.setattr(build, "load", changed)
    words = refuses()
    assert f"begun with another bytecode of {name}" in words
    assert "check out the sources it was begun with, or begin a new manifest" in words


def edit(path: Path, change: Callable[[Any], object]) -> None:
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize(
    "change",
    [
        lambda m: m["contracts"]["Ledger"].update(address=m["deployer"]),
        lambda m: m["contracts"]["Communities"].update(constructor_args="0x"),
        lambda m: m.update(deployer_nonce=m["deployer_nonce"] + 1),
    ],
)
def test_deploy__edited_manifest__is_refused(
    refuses: Callable[..., str], manifest_path: Path, change: Callable[[Any], object]
) -> None:
    edit(manifest_path, change)
    assert "it was edited; take an unchanged copy, or begin a new manifest" in refuses()


@pytest.mark.usefixtures("planned")
def test_deploy__manifest_without_one_of_the_contracts__is_refused(
    refuses: Callable[..., str], manifest_path: Path
) -> None:
    edit(manifest_path, lambda m: m["contracts"].pop("Communities"))
    assert "another bytecode of Communities: none" in refuses()


@pytest.mark.parametrize(
    ("step", "contract"),
    [
        ("Saved", "Beacon"),
        ("Signed", "Beacon"),
        ("Beacon is", "Ledger"),
        ("Ledger is", "Communities"),
        ("Communities is", "Pool"),
    ],
)
def test_deploy__number_used_for_something_else__is_refused_with_the_remedy(
    run_deploy: RunDeploy,
    refuses: Callable[..., str],
    devchain: DevChain,
    deployer: LocalAccount,
    step: str,
    contract: str,
) -> None:
    with pytest.raises(InterruptedError):
        run_deploy(on_progress=stop_after(step))
    transact(devchain.chain, deployer, deployer.address, b"")
    words = refuses()
    assert f"so {contract} can no longer come to be" in words
    assert "begin a new manifest (`--new`, or another --manifest)" in words


def test_deploy__new_manifest_after_that__deploys_at_new_addresses(
    run_deploy: RunDeploy, devchain: DevChain, deployer: LocalAccount, tmp_path: Path
) -> None:
    with pytest.raises(InterruptedError):
        run_deploy(on_progress=stop_after("Saved"))
    transact(devchain.chain, deployer, deployer.address, b"")
    manifest = run_deploy(manifest_path=tmp_path / "new.json")
    assert manifest.status == "complete"


@pytest.mark.parametrize("step", ["Ledger is", "Deployment"])
def test_deploy__another_chain_with_the_same_id__is_refused(
    run_deploy: RunDeploy,
    refuses: Callable[..., str],
    devchain: DevChain,
    step: str,
) -> None:
    snapshot = devchain.snapshot()
    with pytest.raises(InterruptedError):
        run_deploy(on_progress=stop_after(step))
    devchain.revert(snapshot)
    words = refuses()
    assert "the chain does not know that transaction" in words
    assert f"another chain with id {devchain.chain.chain_id}" in words


def test_deploy__chain_where_the_deployer_sent_less__is_refused(
    run_deploy: RunDeploy,
    refuses: Callable[..., str],
    devchain: DevChain,
    deployer: LocalAccount,
) -> None:
    snapshot = devchain.snapshot()
    transact(devchain.chain, deployer, deployer.address, b"")
    with pytest.raises(InterruptedError):
        run_deploy(on_progress=stop_after("Saved"))
    devchain.revert(snapshot)
    assert "has sent 0 transactions and the plan began after 1" in refuses()


# ---- before anything is saved --------------------------------------------------------------------


def test_deploy__minor_on_a_council__is_refused_and_nothing_saved(
    run_deploy: RunDeploy,
    devchain: DevChain,
    document: Document,
    write_charter: Callable[[Document], Path],
    manifest_path: Path,
) -> None:
    document["communities"][0]["seats"][0]["birth_month"] = "2023-01"
    with pytest.raises(CharterError, match="only adults sit on councils"):
        run_deploy(charter_file=write_charter(document))
    assert not manifest_path.exists()


def test_deploy__transactions_of_the_deployer_wait__is_refused(
    deploy_on: RunDeploy, manifest_path: Path
) -> None:
    """On Anvil only: Ganache counts no transaction before it is mined."""
    with DevChain("anvil", start=GENESIS) as node:
        deployer = node.accounts[DEPLOYER]
        node.chain.call("evm_setAutomine", False)
        transfer(node, deployer, deployer.address, 0)
        with pytest.raises(DeployError, match="not mined yet; wait for them"):
            deploy_on(node)
    assert not manifest_path.exists()
