"""What the demonstration says of its steps."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from isonomia import words
from isonomia.divergence import Divergence, Finding
from isonomia.receipts import Account

#: Called with a sentence when a step is done.
Say = Callable[[str], None]


@contextmanager
def told(say: Say, sentence: str) -> Iterator[None]:
    """Say a sentence when a step is done, and how long it took."""
    began = time.monotonic()
    yield
    say(f"{sentence} ({time.monotonic() - began:.1f} s)")


def summary(account: Account, name: str, until: date | None) -> str:
    """Say what became of lines that councils filed."""
    statuses: Counter[str] = Counter(receipt.status for receipt in account.receipts)
    applied = words.count(statuses["applied"], "line")
    acts = words.count(len(account.acts), "act")
    refused = words.count(statuses["refused"], "line")
    when = f"Until {until}" if until else name.capitalize()
    return f"{when}: {applied} applied in {acts} of councils, {refused} refused with reason"


def redeemed(account: Account, name: str) -> str:
    """Say what became of the orders that an organisation redeemed."""
    statuses: Counter[str] = Counter(receipt.status for receipt in account.receipts)
    orders = words.count(statuses["applied"], "order")
    batches = words.count(len(account.acts), "batch", "batches")
    called = name.replace("-", " ").capitalize()
    return f"{called}: {orders} redeemed in {batches}, {statuses['refused']} refused with reason"


def not_verified(divergence: Divergence) -> str:
    """Say why the ledger does not verify."""
    words_of_it = f"The ledger does not verify: {divergence.sentence()}"
    if divergence.finding is Finding.BYTECODE_DIFFERS:
        words_of_it += ". When the contracts were edited, run `make build` before the demonstration"
    return words_of_it
