"""Write the tables of docs/protocol.md anew: ``python -m tests.protocol.make_tables``."""

from __future__ import annotations

import re
from collections.abc import Callable

from isonomia import build
from tests.protocol.event_tables import event_tables, field_table
from tests.protocol.record_tables import action_table, record_table, signed_table, state_table
from tests.protocol.storage_tables import storage_tables, word_tables

PAGE = build.ROOT / "docs" / "protocol.md"
TABLES: dict[str, Callable[[], str]] = {
    "events": event_tables,
    "event fields": field_table,
    "storage": storage_tables,
    "words": word_tables,
    "state": state_table,
    "records": record_table,
    "actions": action_table,
    "signed types": signed_table,
}


def written(page: str) -> str:
    """Return a page with every table made anew between its marks.

    Raises:
        ValueError: a table has no marks, or more than one pair
    """
    for name, make in TABLES.items():
        begin, end = f"<!-- begin: {name} -->\n", f"\n<!-- end: {name} -->"
        if page.count(begin) != 1 or page.count(end) != 1:
            raise ValueError(f"the page must hold {begin!r} and {end!r} once")
        pattern = re.escape(begin) + ".*?" + re.escape(end)
        page = re.sub(pattern, lambda _: f"{begin}\n{make()}\n{end}", page, flags=re.DOTALL)  # noqa: B023
    return page


def main() -> None:
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
