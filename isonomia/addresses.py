"""Addresses of keys and contracts, as people write them."""

from __future__ import annotations

from eth_utils.address import is_checksum_address

_DIGITS = 40


def is_miscopied(address: str) -> bool:
    """Whether the capitals of an address contradict its digits; all in one case, they say nothing.

    `address` has 40 hexadecimal digits.
    """
    digits = address[-_DIGITS:]
    is_mixed = digits not in (digits.lower(), digits.upper())
    return is_mixed and not is_checksum_address(address)
