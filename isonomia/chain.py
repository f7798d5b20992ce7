"""A thin JSON-RPC client: what the tools need from a node, and nothing else."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from typing import Any, Literal
from urllib.parse import urlsplit

import urllib3

from isonomia.errors import IsonomiaError, RefusedError, refusal
from isonomia.words import hexed

Block = int | Literal["latest", "finalized", "earliest", "pending"]
Json = Any

DEVELOPMENT_CLIENTS = ("ganache", "anvil", "hardhat")

#: Blocks asked for at once when reading logs; halved whenever a node finds it too much.
LOG_RANGE = 10_000
#: Wei per gas offered to who makes the block, where the node has no opinion.
USUAL_TIP = 10**9
#: Pauses before a repeated request, in seconds, when the node cannot be reached.
BACK_OFF = (0.1, 0.3, 1.0, 3.0)
_POLL_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0)
_BUSY = {429, 502, 503, 504}


class ChainError(IsonomiaError):
    """The node cannot be reached, or its answer is not what a node answers."""


class BusyError(ChainError):
    """The node has no time to answer now."""


class RefusedConnectionError(ChainError):
    """Nobody answers at the address."""


class RpcError(IsonomiaError):
    """The node answered a request with an error.

    Attributes:
        code: JSON-RPC error code
        message: the node's words
        data: what the node added, in the node's own shape
    """

    def __init__(self, code: int, message: str, data: Json = None) -> None:
        super().__init__(f"The node refused: {message} (code {code})")
        self.code = code
        self.message = message
        self.data = data

    @property
    def revert_data(self) -> bytes | None:
        """The data of a revert, wherever this node puts it; None when nothing reverted."""
        return _revert_data(self.data)

    def as_refusal(self) -> RefusedError | None:
        """The contract's refusal behind this error; None when it is no revert."""
        data = self.revert_data
        if data is None and "revert" not in self.message.lower():
            return None
        return refusal(data or b"")


def _revert_data(data: Json) -> bytes | None:
    """Anvil and geth give a string, Ganache a string or an object with `result` or `data`."""
    if isinstance(data, str) and data.startswith("0x"):
        return bytes.fromhex(data[2:])
    if isinstance(data, dict):
        for key in ("result", "data"):
            if isinstance(data.get(key), str):
                return _revert_data(data[key])
    return None


class Chain:
    """One node. Numbers go in and come out as the node's JSON has them, unless said otherwise."""

    def __init__(
        self, url: str, *, timeout: float = 60.0, back_off: Sequence[float] | None = None
    ) -> None:
        """Connects lazily.

        Args:
            url: of the node
            timeout: seconds, counted for each request
            back_off: pauses before a repeated request in seconds, empty to ask once only; those of
                `BACK_OFF` when None
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ChainError(
                f"{url!r} is not the address of a node; give one like http://127.0.0.1:8545"
            )
        self.url = url
        self.shown_url = f"{parts.scheme}://{parts.hostname}" + (
            f":{parts.port}" if parts.port else ""
        )
        headers = {"Content-Type": "application/json", "Accept-Encoding": "gzip"}
        credentials = urllib3.util.parse_url(url).auth
        if credentials:
            headers |= urllib3.make_headers(basic_auth=credentials)
        self._pool = urllib3.PoolManager(
            headers=headers, timeout=urllib3.Timeout(timeout), retries=False
        )
        self._back_off = back_off
        self._requests = 0
        self._chain_id: int | None = None

    # ---- requests --------------------------------------------------------------------------------

    def call(self, method: str, *params: Json) -> Json:
        """Ask one thing. Raises `RpcError` with the node's error, `ChainError` without answer."""
        answer = self._post(self._request(method, params))
        if not isinstance(answer, dict):
            raise ChainError(f"{self.shown_url} did not answer {method} as a node does")
        return self._result(answer)

    def batch(
        self, calls: Sequence[tuple[str, Sequence[Json]]], *, keep_errors: bool = False
    ) -> list[Json]:
        """Ask several things in one request and return the results in the order asked.

        Raises the first `RpcError`; with `keep_errors` it stands in the place of the result.
        """
        if not calls:
            return []
        requests = [self._request(method, params) for method, params in calls]
        answers = self._post(requests)
        if not isinstance(answers, list):
            self._result(answers)
            raise ChainError(f"{self.shown_url} did not answer a batch with a list")
        by_id = {answer.get("id"): answer for answer in answers}
        results: list[Json] = []
        for request in requests:
            try:
                results.append(self._result(by_id[request["id"]]))
            except KeyError:
                raise ChainError(f"{self.shown_url} left out an answer of a batch") from None
            except RpcError as error:
                if not keep_errors:
                    raise
                results.append(error)
        return results

    def _request(self, method: str, params: Sequence[Json]) -> dict[str, Json]:
        self._requests += 1
        return {"jsonrpc": "2.0", "id": self._requests, "method": method, "params": list(params)}

    def _post(self, body: Json) -> Json:
        encoded = json.dumps(body, separators=(",", ":")).encode()
        kind: type[ChainError] = ChainError
        for pause in (*(BACK_OFF if self._back_off is None else self._back_off), None):
            try:
                response = self._pool.request("POST", self.url, body=encoded)
                if response.status not in _BUSY:
                    return self._parsed(response)
                trouble = f"it answered with HTTP status {response.status}"
                kind = BusyError
            except urllib3.exceptions.NewConnectionError as error:
                trouble, kind = _first_cause(error), RefusedConnectionError
            except urllib3.exceptions.HTTPError as error:
                trouble, kind = _first_cause(error), ChainError
            if pause is not None:
                time.sleep(pause)
        raise kind(
            f"No answer from {self.shown_url}: {trouble}. Check the address, and that the node runs"
        )

    def _parsed(self, response: urllib3.BaseHTTPResponse) -> Json:
        try:
            return json.loads(response.data)
        except ValueError:
            raise ChainError(
                f"{self.shown_url} answered with HTTP status {response.status} and no JSON; "
                "is it the address of a node?"
            ) from None

    @staticmethod
    def _result(answer: dict[str, Json]) -> Json:
        error = answer.get("error")
        if error is None:
            return answer.get("result")
        if isinstance(error, dict):
            message = str(error.get("message", error))
            raise RpcError(int(error.get("code", 0)), message, error.get("data"))
        raise RpcError(0, str(error))

    # ---- reading ---------------------------------------------------------------------------------

    @property
    def chain_id(self) -> int:
        """The chain's id, asked once."""
        if self._chain_id is None:
            self._chain_id = int(self.call("eth_chainId"), 16)
        return self._chain_id

    def is_development(self) -> bool:
        """Whether the node is a development chain, by its own name."""
        version = str(self.call("web3_clientVersion")).lower()
        return any(client in version for client in DEVELOPMENT_CLIENTS)

    def block(self, number: Block = "latest") -> dict[str, Json]:
        """Return one block header with `number` and `timestamp` as ints. Raises when missing."""
        block = self.call("eth_getBlockByNumber", _block(number), False)
        if block is None:
            raise ChainError(f"{self.shown_url} has no block {number}")
        numbers = {key: int(block[key], 16) for key in ("number", "timestamp")}
        return {**block, **numbers}

    def now(self) -> int:
        """Timestamp of the latest block, in seconds."""
        return int(self.block()["timestamp"])

    def code(self, address: str, block: Block = "latest") -> bytes:
        """Return the code at an address; empty when there is none."""
        return bytes.fromhex(self.call("eth_getCode", address, _block(block))[2:])

    def nonce(self, address: str, block: Block = "latest") -> int:
        """Return the number the next transaction of an account must carry."""
        return int(self.call("eth_getTransactionCount", address, _block(block)), 16)

    def balance(self, address: str) -> int:
        """Return the balance in wei."""
        return int(self.call("eth_getBalance", address, "latest"), 16)

    def eth_call(self, to: str, data: bytes, block: Block = "latest") -> bytes:
        """Call a contract without a transaction. Raises `RefusedError` when it reverts."""
        try:
            answer = self.call("eth_call", {"to": to, "data": hexed(data)}, _block(block))
        except RpcError as error:
            raise error.as_refusal() or error from None
        return bytes.fromhex(answer[2:])

    def logs(
        self, addresses: Sequence[str], first: int, last: int, topics: Sequence[Json] = ()
    ) -> list[dict[str, Json]]:
        """Return all logs of the addresses in blocks `first` to `last`, both included, in order.

        Asks for fewer blocks at a time when the node finds a range too long.
        """
        return [log for part in self.log_parts(addresses, first, last, topics) for log in part]

    def log_parts(
        self, addresses: Sequence[str], first: int, last: int, topics: Sequence[Json] = ()
    ) -> Iterator[list[dict[str, Json]]]:
        """Like `logs`, one range of blocks at a time."""
        length = LOG_RANGE
        while first <= last:
            until = min(first + length - 1, last)
            wanted = {
                "address": list(addresses),
                "fromBlock": hex(first),
                "toBlock": hex(until),
                "topics": list(topics),
            }
            try:
                part = self.call("eth_getLogs", wanted)
            except RpcError:
                if until == first:
                    raise
                length = (until - first + 1) // 2
                continue
            yield part
            first = until + 1
            length = min(length * 2, LOG_RANGE)

    # ---- sending ---------------------------------------------------------------------------------

    def fees(self) -> dict[str, int]:
        """Return `maxFeePerGas` and `maxPriorityFeePerGas` in wei.

        They hold for the next six blocks, however full.
        """
        block, tip = self.batch(
            [("eth_getBlockByNumber", ("latest", False)), ("eth_maxPriorityFeePerGas", ())],
            keep_errors=True,
        )
        priority = USUAL_TIP if isinstance(tip, RpcError) else int(tip, 16)
        return {
            "maxFeePerGas": 2 * _base_fee(block) + priority,
            "maxPriorityFeePerGas": priority,
        }

    def base_fee(self) -> int:
        """Return the base fee of the latest block, in wei per gas."""
        return _base_fee(self.block())

    def estimate(self, transaction: dict[str, Json]) -> int:
        """Return the gas a transaction would use. Raises `RefusedError` when it would revert."""
        try:
            return int(self.call("eth_estimateGas", transaction), 16)
        except RpcError as error:
            raise error.as_refusal() or error from None

    def send_raw(self, raw: bytes) -> str:
        """Send a signed transaction and return its hash."""
        return str(self.call("eth_sendRawTransaction", hexed(raw)))

    def receipt(self, transaction: str) -> dict[str, Json] | None:
        """Return the receipt with block number, gas and status as ints; None while not mined."""
        receipt = self.call("eth_getTransactionReceipt", transaction)
        return None if receipt is None else _receipt(receipt)

    def wait(self, transaction: str, timeout: float = 300.0) -> dict[str, Json]:
        """Return the receipt as soon as there is one. Raises `ChainError` after `timeout` seconds.

        Also on development chains: Anvil mines a moment after it has taken a transaction.
        """
        end = time.monotonic() + timeout
        pauses = iter(_POLL_SECONDS)
        pause = 0.0
        while True:
            receipt = self.receipt(transaction)
            if receipt is not None:
                return receipt
            if time.monotonic() > end:
                raise ChainError(
                    f"Transaction {transaction} was not mined within {timeout:g} seconds; "
                    "run the same command again to go on waiting"
                )
            pause = next(pauses, pause)
            time.sleep(pause)

    # ---- development chains ----------------------------------------------------------------------

    def set_time(self, timestamp: int) -> None:
        """Mine a block at `timestamp`, so that every later block is at least as late.

        Does nothing when the latest block is that late already. Development chains only.
        """
        if self.now() < timestamp:
            self.call("evm_mine", timestamp)

    def snapshot(self) -> str:
        """Remember the chain's state and return an id for `revert`. Development chains only."""
        return str(self.call("evm_snapshot"))

    def revert(self, snapshot: str) -> None:
        """Go back to a snapshot, which is used up by it. Development chains only."""
        if not self.call("evm_revert", snapshot):
            raise ChainError(f"{self.shown_url} has no snapshot {snapshot}; each works once")


def _block(block: Block) -> str:
    return hex(block) if isinstance(block, int) else block


def _base_fee(block: Json) -> int:
    if isinstance(block, RpcError):
        raise block
    if "baseFeePerGas" not in block:
        raise ChainError("This chain has no base fee (EIP-1559); use one that does")
    return int(block["baseFeePerGas"], 16)


def _receipt(receipt: dict[str, Json]) -> dict[str, Json]:
    numbers = {key: int(receipt[key], 16) for key in ("blockNumber", "gasUsed", "status")}
    return receipt | numbers


def _first_cause(error: BaseException) -> str:
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__ or error
    return str(error) or type(error).__name__
