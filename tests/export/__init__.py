"""Exports of deployments, and replays made from them."""
