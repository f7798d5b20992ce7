"""The same replay, faster: acts of bulk kinds carried out on packed words, all others plainly.

Whatever is carried out here is what `isonomia.spec` would have accepted with the same events;
anything else is handed to it, so that refusals and divergences have one source only.
"""
