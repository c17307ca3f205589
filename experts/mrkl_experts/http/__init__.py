"""HTTP for experts: checked addresses, bounded replies, strict JSON, typed errors."""

from mrkl_experts.http.client import Limits, SafeClient
from mrkl_experts.http.json_reader import parse_json
from mrkl_experts.http.network import Resolver, resolve
from mrkl_experts.http.policy import Policy
from mrkl_experts.http.replies import Reply
from mrkl_experts.http.urls import segment

__all__ = [
    "Limits",
    "Policy",
    "Reply",
    "Resolver",
    "SafeClient",
    "parse_json",
    "resolve",
    "segment",
]
