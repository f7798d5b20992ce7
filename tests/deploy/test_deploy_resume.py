"""A deployment that is interrupted, wherever it may be, ends as if it never had been.

interrupted
├── by an exception at each point where something was or was about to be saved or sent
├── by kill -9 after each step, and at random moments
└── by the node going away
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from isonomia import build
from isonomia import chain as chain_module
from isonomia.chain import Chain, ChainError
from isonomia.deploy import deploy
from isonomia.devchain import DevChain
from isonomia.manifest import Manifest
from tests.chain.front import difficult_front
from tests.deploy.support import DEPLOYER, charter_text, small_document

pytestmark = pytest.mark.req("A1")

RunDeploy = Callable[..., Manifest]

STEPS = [
    "The charter",
    "Saved",
    *(
        step.format(name)
        for name in build.DEPLOYED
        for step in (
            "Signed and saved the transaction of {}",
            "Sent the transaction of {}",
            "{} is",
        )
    ),
    "Deployment complete",
]


class Crash(BaseException):
    """Stands for the process dying."""


def outcome(chain: Chain, manifest_path: Path) -> dict[str, Any]:
    """Return everything about a finished deployment but fees and what hangs on them."""
    manifest = Manifest.load(manifest_path)
    addresses = list(manifest.addresses.values())
    blocks = [record.block for record in manifest.contracts.values()]
    logs = chain.logs(addresses, 0, chain.block()["number"])
    unpaid = {name: {"tx", "attempts"} for name in build.DEPLOYED}
    return {
        "transactions of the deployer": chain.nonce(manifest.deployer),
        "code": [chain.code(address) for address in addresses],
        "logs": [(log["address"], log["topics"], log["data"]) for log in logs],
        "times": [chain.block(block)["timestamp"] for block in blocks],
        "manifest": manifest.model_dump(exclude={"contracts": unpaid}),
    }


@pytest.fixture(scope="module")
def undisturbed(
    shared_devchain: DevChain, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What a deployment without any interruption leaves; the chain is put back afterwards."""
    folder = tmp_path_factory.mktemp("undisturbed")
    charter_file = folder / "charter.json"
    charter_file.write_text(charter_text(small_document()))
    manifest_path = folder / "manifest.json"
    chain, account = shared_devchain.chain, shared_devchain.accounts[DEPLOYER]
    snapshot = chain.snapshot()
    deploy(chain, charter_file, account, manifest_path, live=False)
    expected = outcome(chain, manifest_path)
    assert expected["transactions of the deployer"] == len(build.DEPLOYED)
    assert len(expected["logs"]) > 20
    chain.revert(snapshot)
    return expected


@pytest.fixture
def ends_the_same(
    undisturbed: dict[str, Any], devchain: DevChain, manifest_path: Path
) -> Callable[[], None]:
    """Return what compares the outcome with that of an undisturbed deployment."""

    def compare() -> None:
        assert outcome(devchain.chain, manifest_path) == undisturbed

    return compare


# ---- an exception at every point -----------------------------------------------------------------


@contextmanager
def dying(owner: type, method: str, call: int, *, after: bool) -> Iterator[None]:
    """Let one method die at its n-th call, before or right after it has done its work."""
    real = getattr(owner, method)
    calls = 0

    def deadly(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call and not after:
            raise Crash(method)
        result = real(*arguments, **named)
        if calls == call:
            raise Crash(method)
        return result

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(owner, method, deadly)
        yield


CRASHES = [
    # One for the plan, two for each contract, one at the end.
    *((Manifest, "save", call) for call in range(1, 2 * len(build.DEPLOYED) + 3)),
    *((Chain, "send_raw", call) for call in range(1, len(build.DEPLOYED) + 1)),
    *((Chain, "wait", call) for call in range(1, len(build.DEPLOYED) + 1)),
]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("owner", "method", "call"), CRASHES, ids=[f"{item[1]}-{item[2]}" for item in CRASHES]
)
def test_deploy__crash_at_any_point__ends_as_if_undisturbed(
    ends_the_same: Callable[[], None],
    run_deploy: RunDeploy,
    owner: type,
    method: str,
    call: int,
    after: bool,
) -> None:
    with dying(owner, method, call, after=after), pytest.raises(Crash):
        run_deploy()
    run_deploy()
    ends_the_same()


def test_deploy__crash_points__are_all_the_calls_that_save_or_send(
    run_deploy: RunDeploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, int] = {}
    for owner, method in {(owner, method) for owner, method, _ in CRASHES}:
        real = getattr(owner, method)

        def counted(*arguments: Any, real: Any = real, method: str = method, **named: Any) -> Any:
            seen[method] = seen.get(method, 0) + 1
            return real(*arguments, **named)

        monkeypatch.setattr(owner, method, counted)
    run_deploy()
    assert seen == {
        method: max(call for _, other, call in CRASHES if other == method)
        for _, method, _ in CRASHES
    }


def test_deploy__crash_after_every_single_step_in_turn__ends_as_if_undisturbed(
    ends_the_same: Callable[[], None], run_deploy: RunDeploy
) -> None:
    for step in STEPS:

        def dies(words: str, step: str = step) -> None:
            if words.startswith(step):
                raise Crash(step)

        with pytest.raises(Crash):
            run_deploy(on_progress=dies)
    run_deploy()
    ends_the_same()


# ---- kill -9 -------------------------------------------------------------------------------------


@pytest.fixture
def start(
    devchain: DevChain, charter_file: Path, manifest_path: Path
) -> Callable[..., subprocess.Popen[bytes]]:
    """Return what starts a deployment in a process of its own, which dies after a step."""

    def run(*fatal_step: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.deploy.killed", devchain.url]
        command += [str(charter_file), str(manifest_path), str(DEPLOYER), *fatal_step]
        return subprocess.Popen(command, cwd=build.ROOT, stdout=subprocess.PIPE)

    return run


@pytest.mark.parametrize("step", STEPS)
def test_deploy__killed_after_a_step__ends_as_if_undisturbed(
    ends_the_same: Callable[[], None],
    run_deploy: RunDeploy,
    start: Callable[..., subprocess.Popen[bytes]],
    step: str,
) -> None:
    process = start(step)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    run_deploy()
    ends_the_same()


def test_deploy__killed_at_random_moments__ends_as_if_undisturbed(
    ends_the_same: Callable[[], None],
    start: Callable[..., subprocess.Popen[bytes]],
    devchain: DevChain,
) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    longest = {"ganache": 1.5, "anvil": 0.2}[devchain.kind]
    killed = 0
    while True:
        process = start()
        assert process.stdout is not None
        process.stdout.readline()
        try:
            process.wait(chance.uniform(0, longest) if killed < 4 else None)
        except subprocess.TimeoutExpired:
            process.kill()
            killed += 1
        process.communicate()
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL
    ends_the_same()


# ---- the node ------------------------------------------------------------------------------------


@pytest.mark.parametrize("answers", range(3, 51, 4))
def test_deploy__node_goes_away__goes_on_when_it_is_back(
    ends_the_same: Callable[[], None],
    run_deploy: RunDeploy,
    devchain: DevChain,
    monkeypatch: pytest.MonkeyPatch,
    answers: int,
) -> None:
    monkeypatch.setattr(chain_module, "BACK_OFF", ())
    given = 0

    def leaving(_request: Any) -> int | None:
        nonlocal given
        given += 1
        return None if given <= answers else 503

    with difficult_front(devchain.url, leaving) as url:
        try:
            run_deploy(chain=Chain(url))
        except ChainError as error:
            assert "HTTP status 503" in str(error)  # noqa: PT017 - the last steps may need no answer
    run_deploy()
    ends_the_same()
