"""What can be wrong with a bundle."""

from __future__ import annotations

from isonomia.errors import IsonomiaError


class UnreadableBundleError(IsonomiaError):
    """The file cannot be read, or is no bundle of this format."""


class BundleFault(Exception):  # noqa: N818 - a verdict, not an error of the program
    """Raised where a bundle does not prove what it says.

    Attributes:
        where: part of the file
        why: what is wrong with it, in words
    """

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where = where
        self.why = why
