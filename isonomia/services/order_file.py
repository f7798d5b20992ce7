"""Files of orders: one signed order in plain JSON, texts of codes one a line, or lines of CSV."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from eth_utils.address import is_checksum_address

from isonomia.due_process.values import FieldError, struct_from_json, to_json
from isonomia.errors import IsonomiaError
from isonomia.services import compact
from isonomia.services.orders import OrderError, OrderTerms, SignedOrder, require_domain
from isonomia.typed_data import NAME, VERSION, Domain
from isonomia.typed_data_services import TYPES
from isonomia.words import hexed

FORMAT = "isonomia-order/1"
#: Columns of a file of orders, which `isonomia allocate` takes.
COLUMNS = (*OrderTerms._fields, "signature")
_FIELDS = {"format", "text", "domain", "order", "signature"}
_DOMAIN_FIELDS = {"name", "version", "chainId", "verifyingContract"}
_SIGNATURE = re.compile("0x[0-9a-fA-F]{130}")


class OrderFileError(IsonomiaError):
    """An order that cannot be read; the words name where it stands, the fault and the remedy."""

    def __init__(self, source: object, problem: str) -> None:
        super().__init__(f"{source}: {problem}")


class Found(NamedTuple):
    """An order, and where it was found."""

    source: str
    order: SignedOrder


def write(path: Path, order: SignedOrder) -> None:
    """Write an order file. Raises `OrderFileError` when it exists or cannot be written."""
    document = {
        "format": FORMAT,
        "text": order.text(),
        "domain": {
            "name": NAME,
            "version": VERSION,
            "chainId": order.domain.chain_id,
            "verifyingContract": order.domain.communities,
        },
        "order": to_json(order.terms._asdict()),
        "signature": hexed(order.signature),
    }
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise OrderFileError(path, "it exists already; choose another name") from None
    except OSError as error:
        raise OrderFileError(path, f"it cannot be written: {error.strerror}") from None


def write_lines(file: TextIO, orders: Iterable[SignedOrder]) -> None:
    """Write orders as lines of CSV, which `isonomia allocate` takes."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for order in orders:
        identity, *numbers = order.terms
        writer.writerow((hexed(identity), *numbers, hexed(order.signature)))


def find(texts: Sequence[str], domain: Domain) -> list[Found]:
    """Return all orders named: files of them, or the texts of codes themselves.

    The same order twice is returned once.

    Raises:
        OrderFileError: one cannot be read, was changed after signing, or is of another deployment
    """
    kept: dict[bytes, Found] = {}
    for found in _all(texts, domain):
        kept.setdefault(found.order.digest, found)
    return list(kept.values())


def _all(texts: Sequence[str], domain: Domain) -> Iterator[Found]:
    for text in texts:
        if compact.is_compact(text):
            shown = text.strip()[: len(compact.PREFIX) + 8] + "…"
            yield _found(shown, text, domain)
        else:
            yield from _in_file(Path(text), domain)


def _in_file(path: Path, domain: Domain) -> Iterator[Found]:
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise OrderFileError(
            path, f"it cannot be read ({reason}); give an order file, or a text {compact.PREFIX}..."
        ) from None
    if not compact.is_compact(content):
        yield _found(str(path), content, domain)
        return
    for number, line in enumerate(content.splitlines(), start=1):
        if line.strip():
            yield _found(f"{path}, line {number}", line, domain)


def _found(source: str, text: str, domain: Domain) -> Found:
    try:
        if compact.is_compact(text):
            order = compact.decode(text, domain)
        else:
            order = _from_json(text)
            require_domain(order, domain)
    except (OrderError, FieldError) as error:
        raise OrderFileError(source, str(error)) from None
    if order.signer is None:
        raise OrderFileError(source, "its signature is nobody's: the order was changed; sign again")
    return Found(source, order)


def _from_json(text: str) -> SignedOrder:
    try:
        document = json.loads(text)
    except ValueError:
        raise OrderError(f"it is neither an order file nor a text {compact.PREFIX}...") from None
    _require_fields(document, _FIELDS, "the file")
    if document["format"] != FORMAT:
        raise OrderError(
            f"its format is {document['format']!r}, and these tools read {FORMAT!r}: use the "
            "version of the tools that it was made with, or order again"
        )
    values = struct_from_json(TYPES["Order"], document["order"], "order")
    signature = document["signature"]
    if not isinstance(signature, str) or not _SIGNATURE.fullmatch(signature):
        raise OrderError("a signature has 65 bytes: 0x and 130 hexadecimal digits")
    domain = _domain(document["domain"])
    order = SignedOrder(domain, OrderTerms(**values), bytes.fromhex(signature[2:]))
    if document["text"] != order.text():
        raise OrderError(
            "its text does not say what was signed: the file was changed, so trust none of it and "
            "take an unchanged copy"
        )
    return order


def _domain(values: Any) -> Domain:
    _require_fields(values, _DOMAIN_FIELDS, "domain")
    if (values["name"], values["version"]) != (NAME, VERSION):
        raise OrderError(
            f"it was signed for {values['name']!r}, version {values['version']!r}, not for "
            f"{NAME!r}, version {VERSION!r}: order again with these tools"
        )
    chain, address = values["chainId"], values["verifyingContract"]
    if not isinstance(chain, int) or not is_checksum_address(address):
        raise OrderError("domain: chainId is a number and verifyingContract an address")
    return Domain(chain, address)


def _require_fields(value: Any, names: set[str], place: str) -> None:
    if not isinstance(value, dict) or set(value) != names:
        raise OrderError(f"{place} must have exactly the fields {', '.join(sorted(names))}")
