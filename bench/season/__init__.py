"""A season of services: many signed orders redeemed on a chain, and their quarters settled."""
