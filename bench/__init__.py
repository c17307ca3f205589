"""One script per claim; each prints JSON and can be run by anybody."""
