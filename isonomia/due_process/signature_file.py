"""Signature files: acts signed without a node, which any relayer can submit.

A file holds one act in plain JSON with the text of what is signed. Files of the same act, signed by
different seats or jurors, merge into one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from eth_utils.address import is_checksum_address

from isonomia.due_process.act_types import STRUCTS, ActType
from isonomia.due_process.acts import ACTS
from isonomia.due_process.case_keys import CaseError
from isonomia.due_process.signed_act import Signature, SignatureError, SignedAct
from isonomia.due_process.values import FieldError, struct_from_json, to_json
from isonomia.errors import IsonomiaError
from isonomia.typed_data import NAME, VERSION, Domain

FORMAT = "isonomia-signature/1"
_FIELDS = ("format", "text", "domain", "primaryType", "message", "beside", "signatures")
_SIGNATURE_FIELDS = ("role", "number", "signer", "signature")


class SignatureFileError(IsonomiaError):
    """A signature file that cannot be used; the words name the file, the fault and the remedy."""

    def __init__(self, source: object, problem: str) -> None:
        super().__init__(f"{source}: {problem}")


# ---- writing -------------------------------------------------------------------------------------


def as_document(signed: SignedAct) -> dict[str, Any]:
    """Return a signed act as its file holds it."""
    return {
        "format": FORMAT,
        "text": signed.text(),
        "domain": {
            "name": NAME,
            "version": VERSION,
            "chainId": signed.domain.chain_id,
            "verifyingContract": signed.domain.communities,
        },
        "primaryType": signed.act.primary,
        "message": to_json(dict(signed.message)),
        "beside": to_json(dict(signed.beside)),
        "signatures": [
            {
                "role": each.role,
                "number": each.number,
                "signer": each.signer,
                "signature": to_json(each.signature),
            }
            for each in signed.signatures
        ],
    }


def write(path: Path, signed: SignedAct) -> None:
    """Write a signature file. Raises `SignatureFileError` when it exists or cannot be written."""
    text = json.dumps(as_document(signed), indent=1, ensure_ascii=False) + "\n"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise SignatureFileError(path, "it exists already; choose another name") from None
    except OSError as error:
        raise SignatureFileError(path, f"it cannot be written: {error.strerror}") from None


# ---- reading -------------------------------------------------------------------------------------


def read(path: Path) -> SignedAct:
    """Read a signature file and check all that needs no chain.

    Raises:
        SignatureFileError: it is none, of another version, or was changed after signing
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SignatureFileError(path, f"it cannot be read: {error.strerror}") from None
    return parse(content, path)


def parse(content: bytes, source: object = "the signature file") -> SignedAct:
    """Read a signature file from its bytes; raises like `read`."""
    try:
        document = json.loads(content)
    except ValueError as error:
        raise SignatureFileError(
            source, f"it is no JSON ({error}): take an unchanged copy"
        ) from None
    try:
        return _from_document(document)
    except (FieldError, SignatureError, CaseError) as error:
        raise SignatureFileError(source, str(error)) from None


def _from_document(document: Any) -> SignedAct:
    _require_fields(document, _FIELDS, "the file")
    if document["format"] != FORMAT:
        raise SignatureError(
            f"its format is {document['format']!r}, and these tools read {FORMAT!r}: use the "
            "version of the tools it was made with, or sign again"
        )
    act = _act(document["primaryType"], document["beside"])
    signed = SignedAct(
        act,
        _domain(document["domain"]),
        struct_from_json(STRUCTS[act.primary], document["message"], "message", STRUCTS),
        _beside(act, document["beside"]),
        _signatures(document["signatures"]),
    )
    signed.require_consistent()
    if document["text"] != signed.text():
        raise SignatureError(
            "its text does not say what was signed: the text was changed, so trust none of it and "
            "take an unchanged copy"
        )
    return signed


def _act(primary: Any, beside: Any) -> ActType:
    """Return the act of a struct; where two share one, by what stands beside it."""
    known = [act for act in ACTS if act.primary == primary]
    if not known:
        raise SignatureError(f"there is no act {primary!r}: `isonomia sign` lists what there is")
    names = set(beside) if isinstance(beside, dict) else set()
    fitting = (act for act in known if {field.name for field in act.beside} == names)
    return next(fitting, known[0])


def _domain(values: Any) -> Domain:
    _require_fields(values, ("name", "version", "chainId", "verifyingContract"), "domain")
    if (values["name"], values["version"]) != (NAME, VERSION):
        raise SignatureError(
            f"it was signed for {values['name']!r}, version {values['version']!r}, not for "
            f"{NAME!r}, version {VERSION!r}: sign again with these tools"
        )
    chain, address = values["chainId"], values["verifyingContract"]
    if not isinstance(chain, int) or not is_checksum_address(address):
        raise SignatureError("domain: chainId is a number and verifyingContract an address")
    return Domain(chain, address)


def _beside(act: ActType, values: Any) -> dict[str, Any]:
    fields = ",".join(f"{field.type} {field.name}" for field in act.beside)
    return struct_from_json(fields, values, "beside")


def _signatures(entries: Any) -> tuple[Signature, ...]:
    if not isinstance(entries, list):
        raise SignatureError("signatures: a list belongs here")
    return tuple(sorted(_signature(entry) for entry in entries))


def _signature(entry: Any) -> Signature:
    _require_fields(entry, _SIGNATURE_FIELDS, "signatures")
    signature, number = entry["signature"], entry["number"]
    if not isinstance(signature, str) or not re.fullmatch("0x[0-9a-fA-F]{130}", signature):
        raise SignatureError("a signature has 65 bytes: 0x and 130 hexadecimal digits")
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 256:
        raise SignatureError(
            f"{number!r} is no number of a seat, juror or signer: they lie in 0 to 255"
        )
    return Signature(str(entry["role"]), number, str(entry["signer"]), bytes.fromhex(signature[2:]))


def _require_fields(value: Any, names: Sequence[str], place: str) -> None:
    if not isinstance(value, dict) or set(value) != set(names):
        raise SignatureError(f"{place} must have exactly the fields {', '.join(names)}")


# ---- merging -------------------------------------------------------------------------------------


def merge(acts: Sequence[tuple[object, SignedAct]]) -> list[tuple[str, SignedAct]]:
    """Join the signatures of the same acts, each with the names of its files, in the order given.

    Raises:
        SignatureFileError: files of the same act differ beside what was signed, or two keys signed
            for the same seat or juror
    """
    merged: dict[bytes, tuple[str, SignedAct]] = {}
    for source, signed in acts:
        known = merged.get(signed.digest)
        if known is None:
            merged[signed.digest] = str(source), signed
            continue
        names, first = known
        if first.beside != signed.beside:
            raise SignatureFileError(
                source,
                f"it holds the same act as {names}, but what stands beside it differs: take "
                "unchanged copies",
            )
        merged[signed.digest] = f"{names}, {source}", _joined(source, first, signed)
    return list(merged.values())


def _joined(source: object, first: SignedAct, second: SignedAct) -> SignedAct:
    signatures = {(each.role, each.number): each for each in first.signatures}
    for each in second.signatures:
        known = signatures.setdefault((each.role, each.number), each)
        if known.signer != each.signer:
            raise SignatureFileError(
                source,
                f"{each.role} {each.number} is signed by {each.signer} here and by {known.signer} "
                "in another file: leave out the one whose key it is not",
            )
    return replace(first, signatures=tuple(sorted(signatures.values())))
