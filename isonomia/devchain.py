"""Start a development chain of the repository, with fixed accounts and a clock that is set."""

from __future__ import annotations

import contextlib
import functools
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from eth_account import Account
from eth_account.hdaccount import key_from_seed, seed_from_mnemonic
from eth_account.signers.local import LocalAccount

from isonomia.build import ROOT
from isonomia.chain import Chain, ChainError
from isonomia.errors import IsonomiaError

Kind = Literal["ganache", "anvil"]

MNEMONIC = "test test test test test test test test test test test junk"
ACCOUNTS = 20
CHAIN_IDS: dict[Kind, int] = {"ganache": 1337, "anvil": 31337}
GAS_LIMIT = 30_000_000
_BALANCE_ETHER = 1_000_000
_START_SECONDS = 60.0
_STOP_SECONDS = 10.0


class DevChain:
    """A Ganache or Anvil of its own, stopped at the end of the `with` block.

    Every block is one second after the one before it, so that nothing depends on the wall clock.

    Attributes:
        url: address of the node
        chain: a client of it
        kind: "ganache" or "anvil"
        accounts: funded keys, the same on every chain
        pid: id of the node's process
    """

    def __init__(
        self,
        kind: Kind,
        *,
        start: int | None = None,
        chain_id: int | None = None,
        port: int | None = None,
        data_dir: Path | None = None,
    ) -> None:
        """Starts the node and waits until it answers.

        Args:
            kind: which node
            start: time of the first block in seconds; now by default
            chain_id: 1337 (Ganache) or 31337 (Anvil) by default
            port: a free one by default
            data_dir: where the chain keeps its state, to go on after a restart
        """
        self.kind = kind
        self.port = port or _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.chain = Chain(self.url)
        self.accounts = development_accounts()
        begin = int(time.time()) if start is None else start
        number = CHAIN_IDS[kind] if chain_id is None else chain_id
        command = _COMMANDS[kind](self.port, number, begin, data_dir)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the chain
        with _one_core(self.port) if kind == "ganache" else contextlib.nullcontext():
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT
            )
        self.pid = self._process.pid
        try:
            self._await_answer(number)
            if kind == "anvil":
                self.chain.call("anvil_setBlockTimestampInterval", 1)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def set_time(self, timestamp: int) -> None:
        """Mine a block at `timestamp` (seconds); does nothing when the chain is there already."""
        self.chain.set_time(timestamp)

    def snapshot(self) -> str:
        """Remember the state and return an id for `revert`."""
        return self.chain.snapshot()

    def revert(self, snapshot: str) -> None:
        """Go back to a snapshot, which is used up by it."""
        self.chain.revert(snapshot)

    def wait_until_stopped(self) -> int:
        """Wait for the node's end and return its exit code."""
        return self._process.wait()

    def close(self) -> None:
        """Stop the node; a second call does nothing."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._log.close()

    def _await_answer(self, chain_id: int) -> None:
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise IsonomiaError(f"{self.kind} stopped at once and said:\n{self._said()}")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                found = self.chain.chain_id
                if found != chain_id:
                    raise ChainError(f"Port {self.port} is taken by a chain with id {found}")
                return
            time.sleep(0.02)
        raise IsonomiaError(f"{self.kind} did not answer within {_START_SECONDS:g} seconds")

    def _said(self) -> str:
        self._log.seek(0)
        return self._log.read().decode(errors="replace")[-2000:]


@contextlib.contextmanager
def _one_core(number: int) -> Iterator[None]:
    """Have what is started meanwhile run on one core, where the system allows to choose.

    Ganache hands every read of its store to another thread and waits for it, so that it is about
    twice as fast where both share a core. `number` spreads several Ganaches over the cores.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {allowed[number % len(allowed)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


@functools.cache
def _development_keys() -> tuple[bytes, ...]:
    seed = seed_from_mnemonic(MNEMONIC, "")
    return tuple(bytes(key_from_seed(seed, f"m/44'/60'/0'/0/{i}")) for i in range(ACCOUNTS))


def development_accounts() -> list[LocalAccount]:
    """Return the accounts every development chain funds. Everybody knows their keys."""
    return [Account.from_key(key) for key in _development_keys()]


def _anvil_command(port: int, chain_id: int, start: int, data_dir: Path | None) -> list[str]:
    state: list[str] = []
    if data_dir is not None:
        data_dir.mkdir(parents=True, exist_ok=True)
        state = ["--state", str(data_dir / "anvil.json"), "--state-interval", "1"]
    return [
        str(ROOT / "tools" / "bin" / "anvil"),
        *("--port", str(port), "--chain-id", str(chain_id), "--timestamp", str(start)),
        *("--hardfork", "shanghai", "--gas-limit", str(GAS_LIMIT)),
        *("--accounts", str(ACCOUNTS), "--balance", str(_BALANCE_ETHER), "--mnemonic", MNEMONIC),
        "--quiet",
        *state,
    ]


def _ganache_command(port: int, chain_id: int, start: int, data_dir: Path | None) -> list[str]:
    state = [] if data_dir is None else ["--database.dbPath", str(data_dir)]
    return [
        str(ROOT / "tools" / "bin" / "ganache"),
        *("--server.port", str(port), "--chain.chainId", str(chain_id)),
        *("--chain.networkId", str(chain_id), "--chain.hardfork", "shanghai"),
        *("--chain.time", datetime.fromtimestamp(start, UTC).isoformat()),
        *("--miner.timestampIncrement", "1", "--miner.blockGasLimit", str(GAS_LIMIT)),
        *("--wallet.totalAccounts", str(ACCOUNTS)),
        *("--wallet.defaultBalance", str(_BALANCE_ETHER), "--wallet.mnemonic", MNEMONIC),
        "--logging.quiet",
        *state,
    ]


_COMMANDS = {"anvil": _anvil_command, "ganache": _ganache_command}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
