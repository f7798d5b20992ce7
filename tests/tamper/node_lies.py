"""Lies of a node about views, blocks and transactions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from isonomia import build
from isonomia.contracts import Contract
from tests.verify.lying_node import Lie

Answer = dict[str, Any]


def selector(contract: str, function: str) -> str:
    """Return the first four bytes of a call of a function, as text."""
    abi = build.load(contract)["abi"]
    return "0x" + Contract(abi, "0x" + "11" * 20).functions[function].selector.hex()


def last_bit(answer: str) -> str:
    """Turn over the last bit of a text of hexadecimal digits."""
    return answer[:-1] + f"{int(answer[-1], 16) ^ 1:x}"


def about_view(contract: str, function: str, change: Callable[[str], str] = last_bit) -> Lie:
    """Return a lie about what one function answers."""
    asked = selector(contract, function)

    def lie(method: str, parameters: list[Any], result: Any) -> Any:
        is_asked = method == "eth_call" and parameters[0]["data"].startswith(asked)
        return change(result) if is_asked else result

    return lie


def about_calls_of(contract: str, function: str, change: Callable[[Answer], Any]) -> Lie:
    """Return a lie about the transactions that carry calls of one function."""
    asked = selector(contract, function)[2:]

    def lie(method: str, _parameters: list[Any], result: Any) -> Any:
        told = method == "eth_getTransactionByHash" and asked in result["input"]
        return change(result) if told else result

    return lie


def first_signature(length: int) -> Callable[[Answer], Answer]:
    """Return a change of one bit of the first of some signatures, all so many bytes long."""

    def change(sent: Answer) -> Answer:
        data, count = sent["input"], f"{length:064x}"
        if count not in data:
            return sent
        at = data.rindex(count) + len(count)
        return sent | {"input": data[:at] + f"{int(data[at], 16) ^ 1:x}" + data[at + 1 :]}

    return change


def another_clock(method: str, parameters: list[Any], result: Any) -> Any:
    """Answer views a second later than the block."""
    asks_time = method == "eth_call" and "to" not in parameters[0]
    return hex(int(result, 16) + 1) if asks_time else result


def another_chain(method: str, _parameters: list[Any], result: Any) -> Any:
    """Tell another number of the chain."""
    return hex(int(result, 16) + 1) if method == "eth_chainId" else result


def another_history_later() -> Lie:
    """Return the lie of another hash of every block, told once views were asked."""
    asked = 0

    def lie(method: str, parameters: list[Any], result: Any) -> Any:
        nonlocal asked
        asked += method == "eth_call" and "to" in parameters[0]
        if method == "eth_getBlockByNumber" and asked:
            return result | {"hash": "0x" + "44" * 32}
        return result

    return lie


def about_block(number: int, change: Callable[[Answer], Answer]) -> Lie:
    """Return a lie about one block's header."""

    def lie(method: str, _parameters: list[Any], result: Any) -> Any:
        if method == "eth_getBlockByNumber" and result and int(result["number"], 16) == number:
            return change(dict(result))
        return result

    return lie
