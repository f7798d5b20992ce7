"""Numbers of the ledger as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

CREDIT = 1_000
TIER_NAMES = ("Essential", "Enhanced", "Advanced", "Distinguished", "Exceptional")
CATEGORY_NAMES = {
    1: "citizens' councils",
    2: "daily direct democracy",
    3: "culture, economy, theory, education, technology, science, arts",
    4: "public information database",
    5: "non-governmental organisations",
    6: "skilled or risky work in infrastructure and essential services",
    7: "volunteering",
}
CATEGORY_SHORT_NAMES = {
    1: "councils",
    2: "democracy",
    3: "culture and science",
    4: "public information",
    5: "NGOs",
    6: "essential work",
    7: "volunteering",
}

_EPOCH = date(1970, 1, 1)
_FIRST_SECOND = datetime(1970, 1, 1, tzinfo=UTC)
_SHOWN_DIGITS = 8


def credits(millicredits: int) -> str:
    """Write an amount in credits with its three decimals: ``12,345.678``."""
    whole, rest = divmod(millicredits, CREDIT)
    return f"{whole:,}.{rest:03d}"


def day(number: int) -> str:
    """Write a day counted from 1970-01-01 as a date; days beyond the calendar as a number."""
    try:
        return (_EPOCH + timedelta(days=number)).isoformat()
    except OverflowError:
        return f"day {number}"


def month(number: int) -> str:
    """Write a month (year * 12 + month - 1) as ``YYYY-MM``."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def month_of_day(number: int) -> int:
    """Return the month (year * 12 + month - 1) of a day counted from 1970-01-01."""
    date_of_day = _EPOCH + timedelta(days=number)
    return date_of_day.year * 12 + date_of_day.month - 1


def second(time: int) -> str:
    """Write a time as date and time of day in UTC; times beyond the calendar as a number."""
    try:
        return f"{_FIRST_SECOND + timedelta(seconds=time):%Y-%m-%d %H:%M:%S} UTC"
    except OverflowError:
        return f"second {time}"


def date_of(time: int) -> str:
    """Write the date of a time in UTC, also before 1970."""
    return f"{_FIRST_SECOND + timedelta(seconds=time):%Y-%m-%d}"


def short(hexadecimal: str) -> str:
    """Shorten a hash or an address to its first digits: ``0x1234abcd…``."""
    return f"{hexadecimal[: _SHOWN_DIGITS + 2]}…"


def hexed(data: bytes) -> str:
    """Write bytes as hexadecimal digits after ``0x``."""
    return "0x" + bytes(data).hex()


def count(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun: ``1 award``, ``1,200 awards``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def printable(text: str) -> str:
    """Return a text that others wrote so that it cannot command a terminal."""
    return "".join(each if each.isprintable() else "?" for each in text)


def listed(items: list[str]) -> str:
    """Join words as in a sentence: ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
