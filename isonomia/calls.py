"""Calls of the contracts in the data of transactions, whoever passed them on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from eth_abi import abi as eth_abi
from eth_abi.exceptions import DecodingError

from isonomia.contracts import Contract


def calls_in(contract: Contract, name: str, data: bytes) -> Iterator[tuple[Any, ...]]:
    """Return the arguments of all calls of a function in a transaction's data, wherever they stand.

    The same four bytes may stand there by chance: what cannot be decoded is left out.
    """
    function = contract.functions[name]
    at = data.find(function.selector)
    while at >= 0:
        with suppress(DecodingError):
            yield eth_abi.decode(function.inputs, data[at + len(function.selector) :])
        at = data.find(function.selector, at + 1)
