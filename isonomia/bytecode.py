"""Is the deployed code what these sources compile to?

The compiler leaves gaps for immutables, which a constructor fills in. The rest must be the same
byte for byte, and each gap must hold the value that the manifest and the chain give.
"""

from __future__ import annotations

from collections.abc import Mapping

from isonomia.build import Artifact
from isonomia.divergence import Divergence, Finding
from isonomia.spec.keccak import keccak256

EIP712_NAME = "Isonomia Communities"
EIP712_VERSION = "1"

_WORD = 32
_EIP712_TYPE = b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
_LENGTH_BYTES = 2


def ledger_immutables(charter_hash: bytes, communities: bytes, genesis: int) -> dict[str, bytes]:
    """Return the words that the ledger's immutables must hold, by name."""
    return {
        "CHARTER_HASH": charter_hash,
        "COMMUNITIES": _address_word(communities),
        "GENESIS": _word(genesis),
    }


def communities_immutables(
    ledger: bytes, majority_years: int, chain_id: int, communities: bytes
) -> dict[str, bytes]:
    """Return the words that the immutables of the communities contract must hold, by name.

    Those that begin with an underscore are OpenZeppelin's EIP-712 domain.
    """
    name, version = EIP712_NAME.encode(), EIP712_VERSION.encode()
    hashed = [keccak256(_EIP712_TYPE), keccak256(name), keccak256(version)]
    words = [*hashed, _word(chain_id), _address_word(communities)]
    return {
        "LEDGER": _address_word(ledger),
        "MAJORITY_YEARS": _word(majority_years),
        "_cachedDomainSeparator": keccak256(b"".join(words)),
        "_cachedChainId": _word(chain_id),
        "_cachedThis": _address_word(communities),
        "_hashedName": hashed[1],
        "_hashedVersion": hashed[2],
        "_name": _short_string(name),
        "_version": _short_string(version),
    }


def compare_code(
    contract: str, artifact: Artifact, found: bytes, immutables: Mapping[str, bytes]
) -> Divergence | None:
    """Compare deployed code with a fresh artifact; return the first difference.

    Args:
        contract: name of the contract, for the words of the divergence
        artifact: as `isonomia.build` makes it
        found: the deployed code
        immutables: name -> 32-byte word that must stand in the gaps of that name
    """
    if not found:
        return Divergence(Finding.NO_CODE, subject=contract)
    expected = bytearray.fromhex(artifact["deployedBytecode"][2:])
    if len(found) == len(expected):
        names = artifact["immutableNames"]
        for number, gaps in artifact["immutableReferences"].items():
            word = immutables[names[number]]
            for gap in gaps:
                start = gap["start"]
                there = found[start : start + _WORD]
                if there != word:
                    return Divergence(
                        Finding.IMMUTABLE_DIFFERS,
                        subject=contract,
                        field=names[number],
                        expected="0x" + word.hex(),
                        found="0x" + there.hex(),
                    )
                expected[start : start + _WORD] = word
    if bytes(expected) == found:
        return None
    return _code_differs(contract, bytes(expected), found)


def _code_differs(contract: str, expected: bytes, found: bytes) -> Divergence:
    remark = f"{len(expected)} bytes expected, {len(found)} found"
    if _without_metadata(expected) == _without_metadata(found):
        remark = "only the appended hash of comments and file names differs"
    return Divergence(
        Finding.BYTECODE_DIFFERS,
        subject=contract,
        field="keccak256 of the code",
        expected="0x" + keccak256(expected).hex(),
        found="0x" + keccak256(found).hex(),
        remark=remark,
    )


def _without_metadata(code: bytes) -> bytes:
    """Solidity appends its metadata and, in the last two bytes, their length."""
    length = int.from_bytes(code[-_LENGTH_BYTES:]) + _LENGTH_BYTES
    return code[:-length] if length < len(code) else code


def _word(value: int) -> bytes:
    return value.to_bytes(_WORD)


def _address_word(address: bytes) -> bytes:
    return address.rjust(_WORD, b"\0")


def _short_string(text: bytes) -> bytes:
    """OpenZeppelin's ShortString: the text, padded, with its length in the last byte."""
    return text.ljust(_WORD - 1, b"\0") + bytes([len(text)])
