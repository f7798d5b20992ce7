"""Attempts to wear down people, councils and panels: each is tried, and bounded, on both sides."""
