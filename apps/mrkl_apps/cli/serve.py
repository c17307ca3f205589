"""``mrkl serve``: the REST endpoint."""

from __future__ import annotations

from typing import Annotated

import typer

from mrkl_apps.cli.options import Database, Documents, Model, build_system


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    database: Database = None,
    documents: Documents = None,
    model: Model = None,
) -> None:
    """Serve POST /v1/ask and friends until interrupted."""
    import uvicorn

    from mrkl_apps.rest.app import create_app

    # The application closes the system, on the loop that used it.
    app = create_app(build_system(context, database=database, documents=documents, model=model))
    uvicorn.run(app, host=host, port=port, timeout_graceful_shutdown=5)
