"""What the fast path says of anything it does not carry out itself."""

from __future__ import annotations


class Unusual(Exception):  # noqa: N818 - it is no fault: the plain specification decides
    """An act that is not the everyday case; nothing has been changed."""
