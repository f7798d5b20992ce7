"""Attacks on services, tried on the specification and the bytecode at once."""
