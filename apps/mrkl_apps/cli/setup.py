"""How commands make what they work with; handed down as the context's object.

A program that embeds the command line, or a test, may hand in another one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from mrkl.settings import Settings
    from mrkl.system import System
    from mrkl.tool_routing import ForgettingRouter
    from mrkl_core.protocols import TextEncoder


class Setup:
    """Makes the default system and its parts."""

    def system(self, settings: Settings, **options: Any) -> System:
        """Return the system that answers."""
        from mrkl.system import System

        return System.default(settings, **options)

    def router(self, settings: Settings) -> ForgettingRouter:
        """Return a router without experts, for tools."""
        from mrkl.builtin import Parts

        return Parts(settings).tool_router

    def encoder(self, settings: Settings) -> TextEncoder:
        """Return what embeds documents."""
        from mrkl.builtin import Parts

        return Parts(settings).encoder


def setup_of(context: typer.Context) -> Setup:
    """Return the setup that was handed in, else the usual one."""
    return context.obj if isinstance(context.obj, Setup) else Setup()
