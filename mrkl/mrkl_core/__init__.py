"""The leaf of the project: errors, values and protocols that every layer shares.

Imports nothing else of ours, so that a plug-in author can depend on it alone.
"""
