"""Isonomia: a public ledger of civic credits that anyone can verify."""

__version__ = "0.1.0"
