"""Cautious estimates of shares."""

from __future__ import annotations

import polars as pl

#: One-sided 95 % bound.
_Z = 1.645


def wilson_low(share: pl.Expr, count: pl.Expr) -> pl.Expr:
    """Return the lower end of Wilson's interval of a share of so many: few prove little."""
    n, z2 = count.cast(pl.Float64), _Z * _Z
    margin = _Z * (share * (1 - share) / n + z2 / (4 * n * n)).sqrt()
    return (share + z2 / (2 * n) - margin) / (1 + z2 / n)
