"""Phrases about time: days, times of day, ranges, lengths and what recurs."""
