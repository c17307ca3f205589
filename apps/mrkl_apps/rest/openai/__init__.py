"""OpenAI's wire format over the same system, for the clients that speak it."""

from mrkl_apps.rest.openai.routes import openai_routes

__all__ = ["openai_routes"]
