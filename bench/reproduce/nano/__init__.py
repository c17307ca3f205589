"""A small language model of our own: 12 million parameters, trained from scratch on open text."""
