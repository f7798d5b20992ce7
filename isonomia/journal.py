"""The driver's memory: every act is written here, signed, before it is sent.

SQLite in write-ahead mode with full synchronisation, so that what was committed survives the end of
the process or of the computer at any moment. One process at a time.
"""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from isonomia.errors import IsonomiaError

FORMAT = "isonomia-journal/1"

Status = Literal["signed", "applied", "reverted", "superseded"]

_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- One per input, open until every line of the input is decided.
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    inputs BLOB NOT NULL,
    finished INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Signed transactions in the order they are sent.
CREATE TABLE act (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run,
    kind TEXT NOT NULL,
    community INTEGER NOT NULL,
    detail TEXT NOT NULL,
    not_before INTEGER NOT NULL,
    sender TEXT NOT NULL,
    account_nonce INTEGER NOT NULL,
    tx TEXT NOT NULL,
    raw BLOB NOT NULL,
    status TEXT NOT NULL DEFAULT 'signed'
        CHECK (status IN ('signed', 'applied', 'reverted', 'superseded')),
    block INTEGER,
    gas_used INTEGER,
    reason TEXT
) STRICT;
CREATE INDEX act_by_status ON act (status);

CREATE TABLE line (
    act INTEGER NOT NULL REFERENCES act,
    position INTEGER NOT NULL,
    key BLOB NOT NULL,
    PRIMARY KEY (act, position)
) STRICT, WITHOUT ROWID;

-- Decided on the assumption that every act up to `after_act` is applied.
CREATE TABLE refusal (
    run INTEGER NOT NULL REFERENCES run,
    key BLOB NOT NULL,
    after_act INTEGER NOT NULL,
    name TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;
"""


class JournalError(IsonomiaError):
    """A journal that is in use, damaged, or belongs to another deployment."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a council, or of an organisation, as a transaction.

    Attributes:
        kind: "enrol", "bind", "award", "nominate", "accuse", "remedy" or "redeem"
        community: whose council acts; 0 for an organisation
        detail: what receipts say about it beside its lines
        not_before: second the chain must have reached; only development chains are moved there
        sender: account that pays
        account_nonce: the transaction's number
        tx: its hash
        raw: the signed transaction itself, to be sent
    """

    kind: str
    community: int
    detail: dict[str, Any]
    not_before: int
    sender: str
    account_nonce: int
    tx: str
    raw: bytes


_ACT_FIELDS = tuple(item.name for item in fields(Act))


@dataclass(frozen=True, slots=True)
class SignedAct(Act):
    """An act ready to be journaled; `lines` are the keys of the lines it carries, in order."""

    lines: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class JournaledAct(Act):
    """An act as the journal has it; `raw` is empty once it need not be sent any more.

    Attributes:
        id: its place in the journal
        run: the run it belongs to
        lines: how many lines it carries
        status: how far it has come
        block: where it is mined
        gas_used: what it took there
        reason: why it came to nothing
    """

    id: int
    run: int
    lines: int
    status: Status = "signed"
    block: int | None = None
    gas_used: int | None = None
    reason: str | None = None

    @property
    def whose(self) -> str:
        """Who acts."""
        return f"community {self.community}" if self.community else "organisation"


@dataclass(frozen=True, slots=True)
class Refused:
    """Why one line was not sent: name of the refusal and plain words."""

    key: bytes
    name: str
    words: str


@dataclass(slots=True)
class Decisions:
    """What the journal knows of lines by their keys.

    Attributes:
        acts: the act that carries a line
        refusals: those of the run asked for
        former_refusals: the last of an earlier run
    """

    acts: dict[bytes, int] = field(default_factory=dict)
    refusals: dict[bytes, Refused] = field(default_factory=dict)
    former_refusals: dict[bytes, Refused] = field(default_factory=dict)


class Journal:
    """One journal file, open and locked for this process until closed."""

    def __init__(self, path: Path, deployment: dict[str, str]) -> None:
        """Opens a journal, or makes one for the deployment.

        Args:
            path: the file
            deployment: what tells one deployment from all others, such as chain id and addresses

        Raises:
            JournalError: when another process uses it, or it belongs to another deployment.
        """
        self.path = path
        try:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, stat.S_IRUSR | stat.S_IWUSR))
            self._connection = sqlite3.connect(path, isolation_level=None, timeout=0.2)
            self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.execute("PRAGMA foreign_keys = ON")
            with self._transaction():
                self._open(deployment)
        except OSError as error:
            raise JournalError(f"the journal {path} cannot be written: {error.strerror}") from None
        except sqlite3.OperationalError as error:
            raise JournalError(
                f"the journal {path} cannot be opened ({error}): wait for the other "
                "`isonomia allocate` that uses it, or end that one"
            ) from None
        except sqlite3.DatabaseError as error:
            raise JournalError(
                f"{path} is not a journal ({error}): give another file with --journal"
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Unlock the file."""
        self._connection.close()

    # ---- runs ------------------------------------------------------------------------------------

    def begin_run(self, inputs: bytes) -> int:
        """Go on with the open run of this input (by its digest), or close it and begin another."""
        row = self._one("SELECT id FROM run WHERE inputs = ? AND NOT finished", inputs)
        if row is not None:
            return int(row[0])
        with self._transaction():
            self._connection.execute("UPDATE run SET finished = 1")
            return self._insert("INSERT INTO run (inputs) VALUES (?)", inputs)

    def finish_run(self, run: int) -> None:
        """Note that every line of a run is decided: a later run looks at refused lines afresh."""
        self._execute("UPDATE run SET finished = 1 WHERE id = ?", run)

    @property
    def is_new(self) -> bool:
        """Whether no act was ever written here."""
        return self._one("SELECT id FROM act LIMIT 1") is None

    # ---- acts ------------------------------------------------------------------------------------

    def record(self, run: int, steps: Sequence[SignedAct | Refused]) -> list[JournaledAct]:
        """Write acts and refusals in the order decided, all or none, and return the acts."""
        recorded: list[JournaledAct] = []
        with self._transaction():
            last = int(self._one("SELECT coalesce(max(id), 0) FROM act")[0])
            for step in steps:
                if isinstance(step, SignedAct):
                    recorded.append(self._record_act(run, step))
                    last = recorded[-1].id
                else:
                    self._connection.execute(
                        "INSERT INTO refusal VALUES (?, ?, ?, ?, ?)",
                        (run, step.key, last, step.name, step.words),
                    )
        return recorded

    def _record_act(self, run: int, act: SignedAct) -> JournaledAct:
        number = self._insert(
            "INSERT INTO act"
            " (run, kind, community, detail, not_before, sender, account_nonce, tx, raw)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            run,
            act.kind,
            act.community,
            json.dumps(act.detail, sort_keys=True),
            act.not_before,
            act.sender,
            act.account_nonce,
            act.tx,
            act.raw,
        )
        self._connection.executemany(
            "INSERT INTO line VALUES (?, ?, ?)",
            ((number, position, key) for position, key in enumerate(act.lines)),
        )
        given = {name: getattr(act, name) for name in _ACT_FIELDS}
        return JournaledAct(id=number, run=run, lines=len(act.lines), **given)

    def mark_applied(self, mined: Iterable[tuple[int, str, int, int]]) -> None:
        """Note acts as mined with success: (id, transaction, block, gas used) each."""
        with self._transaction():
            self._connection.executemany(
                "UPDATE act SET status = 'applied', tx = ?2, block = ?3, gas_used = ?4"
                " WHERE id = ?1",
                mined,
            )

    def replace_transaction(self, act: JournaledAct) -> None:
        """Write the transaction that takes the place of an act's former one."""
        self._execute("UPDATE act SET tx = ?, raw = ? WHERE id = ?", act.tx, act.raw, act.id)

    def mark_void(
        self, number: int, status: Literal["reverted", "superseded"], reason: str
    ) -> None:
        """Note that an act came to nothing; what was decided after it is undecided again."""
        with self._transaction():
            self._connection.execute(
                "UPDATE act SET status = ?, reason = ? WHERE id = ?", (status, reason, number)
            )
            self._connection.execute("DELETE FROM refusal WHERE after_act >= ?", (number,))

    def mark_unmined(self, numbers: Iterable[int]) -> None:
        """Note that acts once mined are gone from the chain, and must be sent again."""
        with self._transaction():
            self._connection.executemany(
                "UPDATE act SET status = 'signed', block = NULL, gas_used = NULL WHERE id = ?",
                ((number,) for number in numbers),
            )

    def acts(self, status: Status) -> list[JournaledAct]:
        """Return the acts of one status, in the order sent."""
        return self._select("WHERE status = ? ORDER BY id", status)

    def acts_carrying(self, decisions: Decisions) -> dict[int, JournaledAct]:
        """Return the acts that carry the lines decided, by id."""
        wanted = json.dumps(sorted(set(decisions.acts.values())))
        acts = self._select("WHERE id IN (SELECT value FROM json_each(?))", wanted)
        return {act.id: act for act in acts}

    def latest_applied(self, count: int, before: int | None) -> list[JournaledAct]:
        """Return the last applied acts, latest first; with `before`, those before that id."""
        return self._select(
            "WHERE status = 'applied' AND (?1 IS NULL OR id < ?1) ORDER BY id DESC LIMIT ?2",
            before,
            count,
        )

    def _select(self, clause: str, *values: Any) -> list[JournaledAct]:
        # What is mined is not sent again, so its bytes need not be read.
        rows = self._connection.execute(
            "SELECT kind, community, detail, not_before, sender, account_nonce, tx,"
            " CASE status WHEN 'signed' THEN raw ELSE x'' END,"
            " id, run, (SELECT count(*) FROM line WHERE act = id), status, block, gas_used, reason"
            f" FROM act {clause}",
            values,
        )
        return [_act_from(row) for row in rows]

    def lines_of(self, number: int) -> tuple[bytes, ...]:
        """Return the keys of the lines an act carries, in order."""
        rows = self._connection.execute(
            "SELECT key FROM line WHERE act = ? ORDER BY position", (number,)
        )
        return tuple(row[0] for row in rows)

    def decisions(self, run: int) -> Decisions:
        """Return what is known: lines in acts sent or applied, and refusals of a run and before."""
        lines = self._connection.execute(
            "SELECT key, act FROM line JOIN act ON act.id = line.act"
            " WHERE status IN ('signed', 'applied')"
        )
        return Decisions(
            dict(lines), self._refusals("WHERE run = ?", run), self._refusals("WHERE run < ?", run)
        )

    def _refusals(self, clause: str, run: int) -> dict[bytes, Refused]:
        rows = self._connection.execute(
            f"SELECT key, name, words FROM refusal {clause} ORDER BY run", (run,)
        )
        return {row[0]: Refused(*row) for row in rows}

    # ---- private ---------------------------------------------------------------------------------

    def _open(self, deployment: dict[str, str]) -> None:
        wanted = {"format": FORMAT, **deployment}
        if self._one("SELECT name FROM sqlite_master WHERE name = 'meta'") is None:
            for statement in _SCHEMA.split(";"):
                self._connection.execute(statement)
            self._connection.executemany("INSERT INTO meta VALUES (?, ?)", wanted.items())
        found = dict(self._connection.execute("SELECT name, value FROM meta"))
        for name, value in wanted.items():
            if found.get(name) != value:
                raise JournalError(
                    f"the journal {self.path} belongs to another deployment ({name} is "
                    f"{found.get(name)}, not {value}): give another file with --journal"
                )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _one(self, statement: str, *values: Any) -> Any:
        return self._connection.execute(statement, values).fetchone()

    def _insert(self, statement: str, *values: Any) -> int:
        return int(self._connection.execute(statement, values).lastrowid or 0)

    def _execute(self, statement: str, *values: Any) -> None:
        with self._transaction():
            self._connection.execute(statement, values)


def _act_from(row: tuple[Any, ...]) -> JournaledAct:
    kind, community, detail, *rest = row
    return JournaledAct(kind, community, json.loads(detail), *rest)
