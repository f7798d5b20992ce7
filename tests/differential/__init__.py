"""The specification and the bytecode, given the same things, must give the same answers."""
