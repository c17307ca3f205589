"""Phrases of plain English to exact values: numbers, dates, durations."""
