"""Every way in which one log, or two beside each other, can be other than the contracts left them.

Each edit gets all logs and a place, and returns the logs after it; None where it changes nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from isonomia.fastpath.rows import Kind, Kinds, kinds_of
from tests.support.raw_logs import ADDRESSES, Raw

Logs = Sequence[Raw]
Edit = Callable[[Logs, int], list[Raw] | None]

_DIGITS = 64
_MOST = 2**256 - 1
_KINDS = Kinds(ADDRESSES)

#: How a word changes.
WORDS: dict[str, Callable[[int], int]] = {
    "one more": lambda word: word + 1 & _MOST,
    "one less": lambda word: word - 1 & _MOST,
    "zero": lambda _word: 0,
    "its highest bit": lambda word: word ^ 1 << 255,
    "its 200th bit": lambda word: word ^ 1 << 200,
    "every bit": lambda _word: _MOST,
}


def kind_of(log: Raw) -> Kind | None:
    """Return which kind of bulk log it is, if any."""
    return _KINDS.of(log)


def words_of(log: Raw) -> list[str]:
    """Return the words of a log as digits: topics but the first, then data."""
    data = log["data"][2:]
    return [topic[2:] for topic in log["topics"][1:]] + [
        data[at : at + _DIGITS] for at in range(0, len(data), _DIGITS)
    ]


def with_words(log: Raw, words: Sequence[str]) -> Raw:
    """Return a log with other words in the place of its own."""
    topics = len(log["topics"]) - 1
    indexed = ["0x" + word for word in words[:topics]]
    data = "0x" + "".join(words[topics:])
    return log | {"topics": [log["topics"][0], *indexed], "data": data}


def edits_of(log: Raw) -> Iterator[tuple[str, Edit]]:
    """Return all edits of a log of this shape, by what they do."""
    for position in range(len(words_of(log))):
        for name, change in WORDS.items():
            yield f"word {position}: {name}", _word(position, change)
        yield f"word {position}: that of the next such log", _borrowed(position)
    yield from _EDITS.items()


def random_edits(rng: random.Random, logs: Logs, number: int) -> list[Raw] | None:
    """Return logs with so many edits in different places; None where they change nothing."""
    edited = list(logs)
    # From behind, so that the places before stay where they are.
    for at in sorted(rng.sample(range(len(logs)), number), reverse=True):
        _, edit = rng.choice(list(edits_of(edited[at])))
        edited = edit(edited, at) or edited
    return None if edited == list(logs) else edited


def _replaced(logs: Logs, at: int, *by: Raw) -> list[Raw] | None:
    edited = [*logs[:at], *by, *logs[at + 1 :]]
    return None if edited == list(logs) else edited


def _word(position: int, change: Callable[[int], int]) -> Edit:
    def edit(logs: Logs, at: int) -> list[Raw] | None:
        words = words_of(logs[at])
        words[position] = f"{change(int(words[position], 16)):0{_DIGITS}x}"
        return _replaced(logs, at, with_words(logs[at], words))

    return edit


def _borrowed(position: int) -> Edit:
    def edit(logs: Logs, at: int) -> list[Raw] | None:
        words, topic = words_of(logs[at]), logs[at]["topics"][:1]
        others = (log for log in logs[at + 1 :] if log["topics"][:1] == topic)
        other = next((log for log in others if len(words_of(log)) == len(words)), None)
        if other is None:
            return None
        words[position] = words_of(other)[position]
        return _replaced(logs, at, with_words(logs[at], words))

    return edit


def _changed(**changes: Callable[[Raw], object]) -> Edit:
    def edit(logs: Logs, at: int) -> list[Raw] | None:
        log = logs[at]
        return _replaced(logs, at, log | {name: made(log) for name, made in changes.items()})

    return edit


def _swapped(logs: Logs, at: int) -> list[Raw] | None:
    """Swap what two logs say; each stays in its place."""
    if at + 1 == len(logs):
        return None
    said = ("address", "topics", "data")
    one, other = logs[at], logs[at + 1]
    first = one | {name: other[name] for name in said}
    second = other | {name: one[name] for name in said}
    edited = [*logs[:at], first, second, *logs[at + 2 :]]
    return None if edited == list(logs) else edited


def _blank_in(text: str) -> str:
    """Return a text as long, with blanks where two digits stood."""
    return text[:-4] + "  " + text[-2:]


def _uneven(topics: Sequence[str]) -> list[str]:
    """Return topics of which a byte of the second stands at the end of the first."""
    if len(topics) < 2:
        return list(topics)
    first, second, *rest = topics
    return [first + second[2:4], "0x" + second[4:], *rest]


def _topic_of(kind: Kind) -> Edit:
    found = {k: topic for name in ADDRESSES for topic, k in kinds_of(name).items()}
    return _changed(topics=lambda log: [found[kind], *log["topics"][1:]])


_EDITS: dict[str, Edit] = {
    "removed": lambda logs, at: _replaced(logs, at),
    "doubled": lambda logs, at: _replaced(logs, at, logs[at], logs[at]),
    "swapped with the next": _swapped,
    "a topic more": _changed(topics=lambda log: [*log["topics"], "0x" + "00" * 32]),
    "a topic less": _changed(topics=lambda log: log["topics"][:-1]),
    "no topics": _changed(topics=lambda _log: []),
    "a word of data more": _changed(data=lambda log: log["data"] + "00" * 32),
    "a word of data less": _changed(data=lambda log: log["data"][:-_DIGITS]),
    "a digit of data less": _changed(data=lambda log: log["data"][:-1]),
    "no data": _changed(data=lambda _log: "0x"),
    "no digit": _changed(data=lambda log: log["data"][:-1] + "g"),
    "a blank in the data": _changed(data=lambda log: _blank_in(log["data"])),
    "a blank in a topic": _changed(
        topics=lambda log: [log["topics"][0], *map(_blank_in, log["topics"][1:])]
    ),
    "an underscore": _changed(data=lambda log: log["data"][:-2] + "_" + log["data"][-1]),
    "a topic longer than a word": _changed(
        topics=lambda log: [log["topics"][0], *(topic + "00" for topic in log["topics"][1:])]
    ),
    "a topic longer, the data shorter": _changed(
        topics=lambda log: [log["topics"][0], *(topic + "00" for topic in log["topics"][1:])],
        data=lambda log: log["data"][:-2],
    ),
    "the first topic longer, the second shorter": _changed(
        topics=lambda log: [*log["topics"][:1], *_uneven(log["topics"][1:])]
    ),
    "blanks behind the data": _changed(data=lambda log: log["data"] + "  "),
    "upper case": _changed(data=lambda log: "0x" + log["data"][2:].upper()),
    "an address in upper case": _changed(address=lambda log: "0x" + log["address"][2:].upper()),
    "an unknown event": _changed(topics=lambda log: ["0x" + "77" * 32, *log["topics"][1:]]),
    **{
        f"logged by {name}": _changed(address=lambda _log, to=address: to)
        for name, address in ADDRESSES.items()
    },
    **{f"called {kind.name}": _topic_of(kind) for kind in Kind},
}
