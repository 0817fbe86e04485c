"""The pages of deliveries: they know every kind, so they stand on the roof."""
