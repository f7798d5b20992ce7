"""What became of every line: as data, as CSV and JSON files, and as a summary that adds up."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields, replace
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypedDict

from isonomia import words
from isonomia.directory import Directory, Names
from isonomia.errors import IsonomiaError
from isonomia.journal import JournaledAct, Refused
from isonomia.records import (
    Contribution,
    Enrolment,
    Infraction,
    Line,
    LineError,
    Nomination,
    Records,
    Redemption,
    Remedy,
)
from isonomia.todo import Binding
from isonomia.words import hexed

FORMAT = "isonomia-receipts/1"
CSV_NAME, JSON_NAME = "receipts.csv", "receipts.json"

Kind = Literal[
    "enrolment",
    "key",
    "contribution",
    "nomination",
    "infraction",
    "remedy",
    "redemption",
    "line",
]
Status = Literal[
    "applied", "already applied", "refused", "left out", "undecided", "would be applied"
]

#: The column to look at for refusals that the specification gives.
_COLUMNS = {
    "AccreditationOver": "offer",
    "ActBeforeBirth": "day",
    "ActInFuture": "day",
    "ActTooOld": "day",
    "AlreadyEnrolled": "identifier",
    "AlreadyEntered": "identifier",
    "AmountDiffers": "amount",
    "ActOfMinor": "day",
    "BirthInFuture": "birth",
    "BirthTooLongAgo": "birth",
    "BudgetExceeded": "community",
    "CannotAppeal": "identifier",
    "CaseExists": "infraction",
    "CaseUnknown": "infraction",
    "ControllerAlreadyBound": "controller",
    "CreditsTooFew": "amount",
    "EntriesClosed": "round",
    "EssentialOfferMissing": "offer",
    "NotAMember": "community",
    "NotEnrolled": "identifier",
    "NotTheProvider": "offer",
    "NothingOrdered": "quantity",
    "OfferClosed": "offer",
    "OfferUnknown": "offer",
    "OrderExpired": "deadline",
    "OrderKeyLapsed": "identity",
    "OrderNoncePassed": "nonce",
    "OrderNonceTooHigh": "nonce",
    "OrderNotSigned": "signature",
    "OrderUsed": "nonce",
    "OrderWithoutKey": "identity",
    "PortionNotInForce": "portion",
    "PortionNotNeeded": "portion",
    "ProviderSuspended": "offer",
    "QualityTooLow": "offer",
    "QuotaReached": "community",
    "RoundOfOtherKind": "round",
    "RoundUnknown": "round",
    "RuleNotInForce": "rule",
    "SpenderClosed": "identity",
    "TakesNoPart": "identifier",
    "TooManyAccusations": "identifier",
    "UnknownRule": "rule",
    "WrongState": "infraction",
    "ZeroController": "controller",
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one line, or of the key that an enrolment line names.

    Attributes:
        file: name of the file
        line: number of the line in it
        kind: what the line asks for; "line" when it could not be read as anything
        status: what became of it
        identity: the person's identity hash
        community: name of the community that enrols, or is asked to award or nominate
        rule: name of the rule, or of the infraction rule
        day: day of the act
        round: number of the lottery's round
        case: number of the case that an infraction begins, or a remedy ends
        transaction: where it was applied
        block: the block of the transaction
        refusal: name of the reason
        column: what to look at
        value: what stands there
        reason: plain words, with the remedy
        offer: number of the offer that is ordered
        order: number of the order
        redemption: batch and index of what was redeemed, as refunds and ratings name it
    """

    file: str
    line: int
    kind: Kind
    status: Status
    identity: str = ""
    community: str = ""
    rule: str = ""
    day: str = ""
    round: str = ""
    case: str = ""
    transaction: str = ""
    block: int | None = None
    refusal: str = ""
    column: str = ""
    value: str = ""
    reason: str = ""
    offer: str = ""
    order: str = ""
    redemption: str = ""


@dataclass(frozen=True, slots=True)
class Fates:
    """What is known of lines by their keys.

    Attributes:
        run: number of this run; acts of others were applied before
        acts: the act that carries a line
        refusals: why a line was refused
        former_refusals: why an earlier run refused a line
        already: lines whose effect stood on the chain, though not through the journal
        rehearsed: lines that would be sent if this were no rehearsal
        redeemed: batch and index of the lines that were redeemed
    """

    run: int
    acts: Mapping[bytes, JournaledAct]
    refusals: Mapping[bytes, Refused]
    former_refusals: Mapping[bytes, Refused]
    already: AbstractSet[bytes]
    rehearsed: AbstractSet[bytes] = frozenset()
    redeemed: Mapping[bytes, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Account:
    """The receipts of a run, in the order of files and lines, and the acts that carried them."""

    receipts: Sequence[Receipt]
    acts: Sequence[JournaledAct]

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many lines, by kind and status."""
        table: dict[str, dict[str, int]] = {}
        for (kind, status), number in Counter((r.kind, r.status) for r in self.receipts).items():
            table.setdefault(kind, {})[status] = number
        return table

    @property
    def refusals(self) -> Counter[str]:
        """How many lines were refused, by the name of the reason."""
        return Counter(r.refusal for r in self.receipts if r.status == "refused")

    @property
    def gas_used(self) -> int:
        """Gas of all acts of this run together."""
        return sum(act.gas_used or 0 for act in self.acts)

    def write(self, folder: Path, deployment: Mapping[str, str]) -> None:
        """Write ``receipts.csv`` and ``receipts.json``; raises `IsonomiaError` when it cannot."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / CSV_NAME).open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(_FIELDS)
                writer.writerows(_row(receipt) for receipt in self.receipts)
            (folder / JSON_NAME).write_text(self._json(deployment), encoding="utf-8")
        except OSError as error:
            raise IsonomiaError(f"receipts cannot be written: {error}") from None

    def _json(self, deployment: Mapping[str, str]) -> str:
        head = {
            "format": FORMAT,
            "deployment": dict(deployment),
            "counts": self.counts,
            "gas_used": self.gas_used,
        }
        acts = _listed(_public(act) for act in self.acts)
        lines = _listed(dict(zip(_FIELDS, _row(receipt), strict=True)) for receipt in self.receipts)
        return f'{_json(head)[:-1]},\n"acts": {acts},\n"lines": {lines}}}\n'


class Outcome(NamedTuple):
    """What a receipts file says became of one line; the identity is "" where none could be read."""

    status: str
    refusal: str
    identity: str


def read_outcomes(path: Path) -> list[Outcome]:
    """Read what became of the lines from a ``receipts.json``.

    Raises:
        IsonomiaError: the file is no such file of `isonomia allocate`.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["format"] != FORMAT:
            raise ValueError(document["format"])
        return [
            Outcome(str(line["status"]), str(line["refusal"]), str(line.get("identity", "")))
            for line in document["lines"]
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise IsonomiaError(
            f"{path} holds no receipts: give the receipts.json that `isonomia allocate` wrote"
        ) from None


def account_of(
    records: Records, bindings: Sequence[Binding], fates: Fates, directory: Directory
) -> Account:
    """Return a receipt for every line read; `bindings` are those of the enrolment lines."""
    lines: Iterable[Line | Binding] = chain(records.lines, bindings)
    receipts = sorted(
        (
            *(_decided(_receipt_of(line, directory), line.key, fates) for line in lines),
            *_of_errors(records.errors),
            *(
                Receipt(line.source.file, line.source.line, "line", "left out", reason=line.reason)
                for line in records.left_out
            ),
        ),
        key=lambda receipt: (receipt.file, receipt.line, receipt.kind),
    )
    own = {act.id: act for act in fates.acts.values() if act.run == fates.run}
    return Account(receipts, [own[number] for number in sorted(own)])


_FIELDS = tuple(each.name for each in fields(Receipt))


class _Act(TypedDict):
    community: str
    rule: str
    day: str


def _receipt_of(line: Line | Binding, directory: Directory) -> Receipt:
    """Return what a line says, before anything is known of what became of it."""
    undecided = partial(
        Receipt,
        line.source.file,
        line.source.line,
        status="undecided",
        identity=hexed(line.identity),
    )
    match line:
        case Enrolment():
            named = directory.communities.name(line.community)
            return undecided(kind="enrolment", community=named)
        case Binding():
            return undecided(kind="key")
        case Contribution():
            return undecided(kind="contribution", **_act(line, directory, directory.rules))
        case Nomination():
            named = _named_community(line.community, directory)
            return undecided(kind="nomination", community=named, round=str(line.round))
        case Infraction():
            about = _act(line, directory, directory.infractions)
            return undecided(kind="infraction", case=hexed(line.case.number), **about)
        case Remedy():
            rule, day = directory.infractions.name(line.rule), words.day(line.day)
            return undecided(kind="remedy", case=hexed(line.case.number), rule=rule, day=day)
        case Redemption():
            terms = line.terms
            return undecided(kind="redemption", offer=str(terms.offer), order=str(terms.nonce))


def _act(line: Contribution | Infraction, directory: Directory, rules: Names) -> _Act:
    """Return what a line says of something that was done on a day."""
    return {
        "community": _named_community(line.community, directory),
        "rule": rules.name(line.rule),
        "day": words.day(line.day),
    }


def _named_community(number: int | None, directory: Directory) -> str:
    return "" if number is None else directory.communities.name(number)


def _decided(receipt: Receipt, key: bytes, fates: Fates) -> Receipt:
    act = fates.acts.get(key)
    if act is not None and act.status == "applied":
        status: Status = "applied" if act.run == fates.run else "already applied"
        redeemed = fates.redeemed.get(key, "")
        return replace(
            receipt, status=status, transaction=act.tx, block=act.block, redemption=redeemed
        )
    if key in fates.already:
        return replace(receipt, status="already applied")
    if key in fates.rehearsed:
        return replace(receipt, status="would be applied")
    refused = fates.refusals.get(key)
    if refused is not None:
        return replace(
            receipt,
            status="refused",
            refusal=refused.name,
            column=_COLUMNS.get(refused.name, ""),
            reason=_reason(refused, fates.former_refusals.get(key)),
        )
    return receipt


def _reason(refused: Refused, former: Refused | None) -> str:
    """Say also why an earlier run refused a line, where time has changed the reason since."""
    if former is None or former.name == refused.name:
        return refused.words
    return f"{refused.words} An earlier run refused it with {former.words}"


def _of_errors(errors: Iterable[LineError]) -> Iterator[Receipt]:
    ordered = sorted(errors, key=lambda error: error.source)
    for source, group in groupby(ordered, lambda error: error.source):
        found = list(group)
        yield Receipt(
            source.file,
            source.line,
            "line",
            "refused",
            refusal=found[0].name,
            column="; ".join(error.column for error in found),
            value="; ".join(error.value for error in found),
            reason="; ".join(error.problem for error in found),
        )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _listed(entries: Iterable[dict[str, Any]]) -> str:
    """Return a JSON list with one entry a line: readable, and much faster than indenting."""
    return "[\n" + ",\n".join(_json(entry) for entry in entries) + "\n]"


def _row(receipt: Receipt) -> list[Any]:
    return [getattr(receipt, name) for name in _FIELDS]


def _public(act: JournaledAct) -> dict[str, Any]:
    return {
        "kind": act.kind,
        "community": act.community,
        **act.detail,
        "lines": act.lines,
        "transaction": act.tx,
        "block": act.block,
        "gas_used": act.gas_used,
    }
