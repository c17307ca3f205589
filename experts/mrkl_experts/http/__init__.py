"""HTTP for experts: checked addresses, bounded replies, strict JSON, typed errors."""

from mrkl_experts.http.client import Limits, SafeClient
from mrkl_experts.http.policy import Policy
from mrkl_experts.http.replies import Reply
from mrkl_experts.http.urls import build_url

__all__ = ["Limits", "Policy", "Reply", "SafeClient", "build_url"]
