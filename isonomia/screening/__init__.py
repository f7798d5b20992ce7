"""Screening of participation: thoughtful people pass, automation does not.

``intake`` reads records, the modules of the tests measure, ``scoring`` turns measures into points
by the published rules, ``screen`` decides, ``outputs`` writes. The direction of a choice is never
looked at.
"""
