"""Is the deployed code what these sources compile to?

The compiler leaves gaps for immutables, which a constructor fills in. The rest must be the same
byte for byte, and each gap must hold the value that the manifest and the chain give.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from isonomia.beacon import Network
from isonomia.build import Artifact
from isonomia.divergence import Divergence, Finding
from isonomia.spec.calendar import DAY
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import Charter

EIP712_NAME = "Isonomia Communities"
EIP712_VERSION = "1"

#: The ledger's offices besides the communities.
_OFFICES = ("Pool", "Cases", "Assembly", "Services", "Findings")
_WORD = 32
_EIP712_TYPE = b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
_LENGTH_BYTES = 2


def immutables(
    charter: Charter,
    charter_hash: bytes,
    network: Network,
    chain_id: int,
    addresses: Mapping[str, str],
    genesis: int,
) -> dict[str, dict[str, bytes]]:
    """Return the words of each contract's immutables, by contract and name.

    Args:
        charter: its parameters
        charter_hash: of the charter file
        network: whose rounds decide the lottery
        chain_id: of the chain they are on
        addresses: contract name -> address
        genesis: second of the ledger's deployment
    """
    places = {name: bytes.fromhex(address[2:]) for name, address in addresses.items()}
    return {
        "Beacon": beacon_immutables(network),
        "Ledger": ledger_immutables(charter_hash, places, genesis),
        "Communities": communities_immutables(places, charter, chain_id, genesis),
        "Pool": _others(places, "Ledger", "Communities", "Beacon", "Assembly"),
        "Panels": _others(
            places, "Ledger", "Communities", "Beacon", "Cases", "Assembly", "Findings"
        ),
        "Cases": cases_immutables(places, charter.majority_years),
        "Assembly": assembly_immutables(places, charter.term_days, genesis),
        "Services": services_immutables(places, genesis),
        "Findings": _others(places, "Ledger", "Communities", "Panels", "Cases", "Services"),
    }


def beacon_immutables(network: Network) -> dict[str, bytes]:
    """Return the words that the beacon's immutables must hold, by name."""
    key = network.public_key
    return {
        "KEY_X_IMAGINARY": _word(key.x_imaginary),
        "KEY_X_REAL": _word(key.x_real),
        "KEY_Y_IMAGINARY": _word(key.y_imaginary),
        "KEY_Y_REAL": _word(key.y_real),
        "GENESIS": _word(network.genesis),
        "PERIOD": _word(network.period),
    }


def ledger_immutables(
    charter_hash: bytes, addresses: Mapping[str, bytes], genesis: int
) -> dict[str, bytes]:
    """Return the words that the ledger's immutables must hold, by name.

    Args:
        charter_hash: of the charter file
        addresses: contract name -> 20 bytes
        genesis: second of the ledger's deployment
    """
    return {
        "CHARTER_HASH": charter_hash,
        **_others(addresses, "Communities", *_OFFICES),
        "GENESIS": _word(genesis),
    }


def cases_immutables(addresses: Mapping[str, bytes], majority_years: int) -> dict[str, bytes]:
    """Return the words that the immutables of the cases must hold, by name."""
    return {
        **_others(addresses, "Ledger", "Communities", "Panels", "Assembly"),
        "MAJORITY_MONTHS": _word(majority_years * 12),
    }


def assembly_immutables(
    addresses: Mapping[str, bytes], term_days: int, genesis: int
) -> dict[str, bytes]:
    """Return the words that the assembly's immutables must hold, by name."""
    return {
        **_others(addresses, "Ledger", "Communities", "Panels", "Beacon"),
        **_others(addresses, "Pool", "Cases", "Services"),
        "FIRST_TERM_END": _word(genesis // DAY + term_days),
    }


def services_immutables(addresses: Mapping[str, bytes], genesis: int) -> dict[str, bytes]:
    """Return the words that the immutables of the services must hold, by name."""
    return {
        **_others(addresses, "Ledger", "Communities", "Assembly", "Findings"),
        "GENESIS": _word(genesis),
    }


def communities_immutables(
    addresses: Mapping[str, bytes], charter: Charter, chain_id: int, genesis: int
) -> dict[str, bytes]:
    """Return the words that the immutables of the communities contract must hold, by name.

    Those that begin with an underscore are OpenZeppelin's EIP-712 domain.
    """
    name, version = EIP712_NAME.encode(), EIP712_VERSION.encode()
    hashed = [keccak256(_EIP712_TYPE), keccak256(name), keccak256(version)]
    communities = _address_word(addresses["Communities"])
    words = [*hashed, _word(chain_id), communities]
    return {
        **_others(addresses, "Ledger", *_OFFICES),
        "GENESIS": _word(genesis),
        "MAJORITY_YEARS": _word(charter.majority_years),
        "BUDGET_PER_MEMBER": _word(charter.budget_per_member),
        "STANDING_LOSS": _word(charter.standing_loss),
        "_cachedDomainSeparator": keccak256(b"".join(words)),
        "_cachedChainId": _word(chain_id),
        "_cachedThis": communities,
        "_hashedName": hashed[1],
        "_hashedVersion": hashed[2],
        "_name": _short_string(name),
        "_version": _short_string(version),
    }


def _others(addresses: Mapping[str, bytes], *names: str) -> dict[str, bytes]:
    return {name.upper(): _address_word(addresses[name]) for name in names}


def runtime_code(artifact: Artifact, words: Mapping[str, bytes]) -> bytes:
    """Return the code of a deployed contract, its immutables filled in.

    Args:
        artifact: as `isonomia.build` makes it
        words: name of an immutable -> the 32-byte word it holds
    """
    code = bytearray.fromhex(artifact["deployedBytecode"][2:])
    for name, start in _gaps(artifact):
        code[start : start + _WORD] = words[name]
    return bytes(code)


def _gaps(artifact: Artifact) -> Iterator[tuple[str, int]]:
    """Return name and place of each gap that the compiler left for an immutable."""
    for number, gaps in artifact["immutableReferences"].items():
        for gap in gaps:
            yield artifact["immutableNames"][number], gap["start"]


def compare_code(
    contract: str, artifact: Artifact, found: bytes, words: Mapping[str, bytes]
) -> Divergence | None:
    """Compare deployed code with a fresh artifact; return the first difference.

    Args:
        contract: name of the contract, for the words of the divergence
        artifact: as `isonomia.build` makes it
        found: the deployed code
        words: name of an immutable -> 32-byte word that must stand in the gaps of that name
    """
    if not found:
        return Divergence(Finding.NO_CODE, subject=contract)
    expected = runtime_code(artifact, words)
    if len(found) == len(expected):
        for name, start in _gaps(artifact):
            there = found[start : start + _WORD]
            if there != words[name]:
                return Divergence(
                    Finding.IMMUTABLE_DIFFERS,
                    subject=contract,
                    field=name,
                    expected="0x" + words[name].hex(),
                    found="0x" + there.hex(),
                )
    if expected == found:
        return None
    return _code_differs(contract, expected, found)


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
