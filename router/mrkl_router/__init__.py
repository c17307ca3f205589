"""The neural router: one encoder, small heads, and a decision with proof for every argument."""
