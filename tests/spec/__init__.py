"""Tests of the executable specification; they need no chain."""
