"""The executable specification: plain Python that says what every action does.

It is written from ``docs/rules.md``, in integers, with the standard library and one hash. It knows
nothing of contracts, chains or signatures; tests hold the contracts to it. Start reading at
`transition`.
"""
