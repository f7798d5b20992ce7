"""Overlays among everything else that moves quality, on the specification and the bytecode."""
