"""What tests of the contracts share: a small jurisdiction on a real node, and ways to act in it."""
