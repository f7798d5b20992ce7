"""How fast a chain is replayed, plainly and with bulk acts on packed words."""
