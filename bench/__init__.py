"""What the contracts and the driver cost, measured beside comparable systems (`make bench`)."""
