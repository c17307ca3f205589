"""REST over the same system and the same answers."""
