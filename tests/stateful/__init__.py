"""Long histories: invariants and forbidden transitions, on every chain."""
