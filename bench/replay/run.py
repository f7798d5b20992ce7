"""`python -m bench.replay.run FILE KIND`: one replay in a process of its own, measured."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import msgspec

from bench.replay import workload
from isonomia.fastpath.replay import FastReplay
from isonomia.log_stream import Header, LogChunk

PLAIN, FAST = "plain", "fast"


@dataclass(frozen=True, slots=True)
class Run:
    """One measured replay.

    Attributes:
        kind: `PLAIN` or `FAST`
        events: replayed
        acts: that left them
        people: in the state afterwards
        reading: processor seconds for the JSON of a node
        replaying: processor seconds from raw logs to the state, decoding included
        seconds: by the clock, for both
        at_first: bytes of memory held at most up to the first chunk
        at_most: bytes of memory held at most
        carried: acts that the plain specification was not needed for
    """

    kind: str
    events: int
    acts: int
    people: int
    reading: float
    replaying: float
    seconds: float
    at_first: int
    at_most: int
    carried: int


def replayed(path: Path, kind: str) -> Run:
    """Replay a file of chunks in this process."""
    replay = FastReplay(workload.founding(), workload.ADDRESSES, plainly=kind == PLAIN)
    reading = replaying = 0.0
    at_first, began = 0, time.perf_counter()
    since = time.process_time()
    for chunk in chunks(path):
        read = time.process_time()
        for _ in replay.feed(chunk):
            pass
        reading, since = reading + read - since, time.process_time()
        replaying += since - read
        at_first = at_first or _peak()
    people = len(replay.finish().people)
    seconds, carried = time.perf_counter() - began, sum(replay.carried.values())
    counts = (replay.logs, replay.acts, people)
    return Run(kind, *counts, reading, replaying, seconds, at_first, _peak(), carried)


def chunks(path: Path) -> Iterator[LogChunk]:
    """Read a file of chunks, one after the other."""
    with path.open("rb") as file:
        for line in file:
            held = msgspec.json.decode(line)
            headers = {one[0]: Header(*one) for one in held["headers"]}
            yield LogChunk(held["first"], held["last"], held["logs"], headers)


def _peak() -> int:
    """Return the most bytes this process held; what `getrusage` says begins with its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (kibibytes,) = re.findall(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return int(kibibytes) * 1_024


if __name__ == "__main__":
    print(json.dumps(asdict(replayed(Path(sys.argv[1]), sys.argv[2]))))
