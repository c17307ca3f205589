"""Trains the router's weights from public data; the only part of the router that needs torch."""
