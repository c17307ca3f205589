"""The currency expert: conversions at live rates, else at a shipped monthly table."""

from mrkl_experts.currency.expert import SPEC, CurrencyExpert

__all__ = ["SPEC", "CurrencyExpert"]
