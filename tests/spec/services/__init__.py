"""The specification of organisations, offers, orders and redemptions."""
