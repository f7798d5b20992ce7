"""Faults put into the contracts on purpose, to see whether the differential run finds them."""
