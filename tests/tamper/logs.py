"""What a lying node does to logs: each returns a change of the whole list as `eth_getLogs` has it.

Whoever adds, doubles or moves a log numbers what follows anew, so that order, places and hashes are
as they must be and only what the logs mean gives the lie away.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable
from typing import Any

from isonomia import build
from isonomia.event_logs import event_topic, snake_case

Log = dict[str, Any]
Logs = list[Log]
Change = Callable[[Logs], Logs]

WORD_DIGITS = 64


@functools.cache
def declared() -> dict[str, dict[str, Any]]:
    """Return topic 0 -> the event's entry in the ABI, of all contracts."""
    return {
        event_topic(entry): entry
        for name in build.DEPLOYED
        for entry in build.load(name)["abi"]
        if entry["type"] == "event"
    }


def name_of(log: Log) -> str:
    """Return the name of a log's event."""
    return str(declared()[log["topics"][0]]["name"])


def places(logs: Logs, name: str) -> list[int]:
    """Return where the events of a name stand in the list."""
    return [at for at, log in enumerate(logs) if name_of(log) == name]


# ---- removed -------------------------------------------------------------------------------------


def without(name: str, which: int = 0) -> Change:
    """Leave one log out."""

    def change(logs: Logs) -> Logs:
        at = places(logs, name)[which]
        return logs[:at] + logs[at + 1 :]

    return change


def without_transaction_of(name: str, which: int = 0) -> Change:
    """Leave out everything that happened in the transaction of one log."""

    def change(logs: Logs) -> Logs:
        gone = logs[places(logs, name)[which]]["transactionHash"]
        return [log for log in logs if log["transactionHash"] != gone]

    return change


def without_all_of(name: str) -> Change:
    """Leave out every log of a name."""
    return lambda logs: [log for log in logs if name_of(log) != name]


def without_all(_logs: Logs) -> Logs:
    """Leave out everything."""
    return []


# ---- added, doubled, reordered, moved ------------------------------------------------------------


def doubled(name: str, which: int = 0) -> Change:
    """Tell one log twice, one right behind the other."""

    def change(logs: Logs) -> Logs:
        at = places(logs, name)[which]
        return _renumbered([*logs[: at + 1], copy.deepcopy(logs[at]), *logs[at + 1 :]])

    return change


def doubled_transaction_of(name: str, which: int = 0) -> Change:
    """Tell a whole transaction twice, as if it stood in its block twice."""

    def change(logs: Logs) -> Logs:
        mark = logs[places(logs, name)[which]]["transactionHash"]
        again = [
            copy.deepcopy(log) | {"transactionHash": _other_hash(mark)}
            for log in logs
            if log["transactionHash"] == mark
        ]
        end = max(at for at, log in enumerate(logs) if log["transactionHash"] == mark) + 1
        return _renumbered([*logs[:end], *again, *logs[end:]])

    return change


def invented(name: str, which: int, *edits: Callable[[Log], None]) -> Change:
    """Tell a transaction once more right behind itself, with some words changed."""

    def change(logs: Logs) -> Logs:
        told = doubled_transaction_of(name, which)(logs)
        mark = _other_hash(logs[places(logs, name)[which]]["transactionHash"])
        for log in (log for log in told if log["transactionHash"] == mark):
            for edit in edits:
                edit(log)
        return told

    return change


def swapped(name: str, which: int = 0) -> Change:
    """Exchange a log with the one before it."""

    def change(logs: Logs) -> Logs:
        at = places(logs, name)[which]
        before, log = logs[at - 1], logs[at]
        told = (log | {"logIndex": before["logIndex"]}, before | {"logIndex": log["logIndex"]})
        return [*logs[: at - 1], *told, *logs[at + 1 :]]

    return change


def moved(name: str, which: int = 0) -> Change:
    """Tell one log in the next block that has any, as if it were of the last transaction there."""

    def change(logs: Logs) -> Logs:
        at = places(logs, name)[which]
        return _placed(logs, {at})

    return change


def moved_transaction_of(name: str, which: int = 0, blocks: int = 1) -> Change:
    """Tell a whole transaction some blocks with logs later."""

    def change(logs: Logs) -> Logs:
        mark = logs[places(logs, name)[which]]["transactionHash"]
        some = {at for at, log in enumerate(logs) if log["transactionHash"] == mark}
        return _placed(logs, some, keeps_transaction=True, blocks=blocks)

    return change


def _placed(logs: Logs, some: set[int], keeps_transaction: bool = False, blocks: int = 1) -> Logs:
    """Tell some logs at the end of a later block."""
    old = logs[min(some)]["blockNumber"]
    later = [log for log in logs if int(log["blockNumber"], 16) > int(old, 16)]
    numbers = list(dict.fromkeys(log["blockNumber"] for log in later))
    last = [log for log in later if log["blockNumber"] == numbers[blocks - 1]][-1]
    there = {name: last[name] for name in ("blockNumber", "blockHash", "logIndex")}
    if not keeps_transaction:
        there["transactionHash"] = last["transactionHash"]
    taken = [copy.deepcopy(logs[at]) | there for at in sorted(some)]
    rest = [log for at, log in enumerate(logs) if at not in some]
    end = rest.index(last) + 1
    return _renumbered([*rest[:end], *taken, *rest[end:]])


def _renumbered(logs: Logs) -> Logs:
    """Number the logs of each block so that each has a place of its own."""
    told, last = [], ("", -1)
    for log in logs:
        index = int(log["logIndex"], 16)
        if log["blockNumber"] == last[0]:
            index = max(index, last[1] + 1)
        last = (log["blockNumber"], index)
        told.append(log | {"logIndex": hex(index)})
    return told


def _other_hash(transaction: str) -> str:
    return "0x" + f"{int(transaction, 16) ^ 1:064x}"


# ---- told in the wrong place ---------------------------------------------------------------------


def repeated(logs: Logs) -> Logs:
    """Tell the last log twice, in one place."""
    return [*logs, logs[-1]]


def out_of_order(logs: Logs) -> Logs:
    """Tell the last two logs the wrong way round."""
    return [*logs[:-2], logs[-1], logs[-2]]


def of_another_contract(log: Log) -> None:
    log["address"] = "0x" + "22" * 20


def of_another_block(log: Log) -> None:
    log["blockHash"] = "0x" + "33" * 32


def of_a_far_block(log: Log) -> None:
    log["blockNumber"] = hex(10**6)


# ---- edited --------------------------------------------------------------------------------------


def edited(name: str, which: int, *edits: Callable[[Log], None]) -> Change:
    """Edit one log."""

    def change(logs: Logs) -> Logs:
        told = copy.deepcopy(logs)
        for edit in edits:
            edit(told[places(told, name)[which]])
        return told

    return change


def field(name: str, change: Callable[[int], int]) -> Callable[[Log], None]:
    """Return an edit of one field of a log, be it a topic or a word of the data.

    A log that has no such field is left as it is.
    """

    def edit(log: Log) -> None:
        inputs = declared()[log["topics"][0]]["inputs"]
        found = [one for one in inputs if snake_case(one["name"]) == name]
        if not found:
            return
        same = [one for one in inputs if one["indexed"] == found[0]["indexed"]]
        at = same.index(found[0])
        if found[0]["indexed"]:
            log["topics"] = list(log["topics"])
            log["topics"][at + 1] = f"0x{change(int(log['topics'][at + 1], 16)):064x}"
        else:
            start = 2 + WORD_DIGITS * at
            value = change(int(log["data"][start : start + WORD_DIGITS], 16))
            rest = log["data"][start + WORD_DIGITS :]
            log["data"] = f"{log['data'][:start]}{value:064x}{rest}"

    return edit


def changed(name: str, which: int, about: str, change: Callable[[int], int]) -> Change:
    """Change one field of one log."""
    return edited(name, which, field(about, change))


def flipped(name: str, which: int, about: str) -> Change:
    """Turn over the last bit of one field of one log."""
    return changed(name, which, about, lambda value: value ^ 1)


def one_digit(log: Log) -> None:
    """Turn over one bit of the last digit of the data."""
    log["data"] = log["data"][:-1] + f"{int(log['data'][-1], 16) ^ 1:x}"


def other_event(log: Log) -> None:
    log["topics"] = ["0x" + "77" * 32, *log["topics"][1:]]


def without_topics(log: Log) -> None:
    log["topics"] = []


def shortened(log: Log) -> None:
    log["data"] = log["data"][:-2]


def one_word_more(log: Log) -> None:
    log["data"] += "00" * 32


def no_address(log: Log) -> None:
    """Put something in front of an address, where only zeros can stand."""
    log["data"] = "0x1" + log["data"][3:]
