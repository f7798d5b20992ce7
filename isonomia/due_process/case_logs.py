"""The logs of cases and panels, found by case, person or panel and decoded into events."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from isonomia.contract_views import CALLS_PER_BATCH, ContractViews, chunks
from isonomia.contracts import Contract
from isonomia.due_process.case_keys import CaseError, CaseKey
from isonomia.event_logs import EventLog, decode, layouts
from isonomia.manifest import Manifest
from isonomia.spec.events import CaseFiled
from isonomia.words import hexed

_DIGITS = 64
_FEWEST_DIGITS = 4


@dataclass(frozen=True)
class CaseLogs:
    """The logs of one deployment up to a block.

    Attributes:
        views: the contracts at the block
        manifest: of the deployment
    """

    views: ContractViews
    manifest: Manifest

    def find(
        self,
        contract: str,
        names: Iterable[str],
        *topics: bytes | int | None,
        block: int | None = None,
    ) -> list[EventLog]:
        """Return the events of these names, in order.

        Args:
            contract: name of the one that emits them, such as "Cases"
            names: of events
            topics: what their indexed values must be; None for any
            block: the only one to look at; None for all
        """
        where: Contract = getattr(self.views.deployment, contract.lower())
        wanted = [
            [where.events[name].topic for name in names],
            *(None if topic is None else _topic(topic) for topic in topics),
        ]
        first = (self.manifest.genesis_block or 0) if block is None else block
        last = self.views.block if block is None else block
        logs = self.views.deployment.chain.logs([where.address], first, last, wanted)
        return [decode(log, layouts(contract)) for log in logs]

    def awards(self) -> list[EventLog]:
        """Return all awards: one `Awarded` for each person, then the `AwardsFiled` of their act."""
        deployment = self.views.deployment
        ledger, communities = deployment.ledger, deployment.communities
        tables = {
            ledger.address.lower(): layouts("Ledger"),
            communities.address.lower(): layouts("Communities"),
        }
        topics = [ledger.events["Awarded"].topic, communities.events["AwardsFiled"].topic]
        first = self.manifest.genesis_block or 0
        addresses = [ledger.address, communities.address]
        found = deployment.chain.logs(addresses, first, self.views.block, [topics])
        return [decode(log, tables[log["address"].lower()]) for log in found]

    def times(self, blocks: Collection[int]) -> dict[int, int]:
        """Return the second of each block."""
        times: dict[int, int] = {}
        for some in chunks(sorted(blocks), CALLS_PER_BATCH):
            asked = [("eth_getBlockByNumber", (hex(block), False)) for block in some]
            headers = self.views.deployment.chain.batch(asked)
            times |= {
                block: int(header["timestamp"], 16)
                for block, header in zip(some, headers, strict=True)
            }
        return times

    def filed(self, number: bytes | None = None, identity: bytes | None = None) -> list[CaseFiled]:
        """Return the filings of cases: of one number, about one person, or all."""
        return [told.event for told in self.find("Cases", ["CaseFiled"], number, identity)]

    def case(self, text: str) -> CaseFiled:
        """Return the case of a number, or of the first digits of one.

        Raises:
            CaseError: there is none, or several begin like that
        """
        digits = text.removeprefix("0x").lower()
        if not digits or len(digits) > _DIGITS or set(digits) - set("0123456789abcdef"):
            raise CaseError(
                f"{text!r} is no number of a case: give 0x and its 64 hexadecimal digits, or the "
                "first of them"
            )
        whole = len(digits) == _DIGITS
        found = [
            filed
            for filed in self.filed(bytes.fromhex(digits) if whole else None)
            if filed.case_id.hex().startswith(digits)
        ]
        if not found:
            raise CaseError(f"there is no case {text}: `isonomia case list` shows their numbers")
        if len(found) > 1:
            some = ", ".join(hexed(filed.case_id)[:18] + "…" for filed in found[:3])
            raise CaseError(f"{len(found)} cases begin with {text} ({some}): give more digits")
        return found[0]

    def jurors(self, panel: int) -> tuple[bytes, ...] | None:
        """Return the jurors of a panel in their order; None before it is seated."""
        seated = self.find("Panels", ["PanelSeated"], panel)
        return tuple(seated[0].event.jurors) if seated else None


def key_of(filed: CaseFiled) -> CaseKey:
    """Return the three parts of a case's number."""
    return CaseKey(filed.kind, filed.identity, filed.matter)


def _topic(value: Any) -> str:
    return hexed(value if isinstance(value, bytes) else int(value).to_bytes(32))
