"""Every test of the store runs on SQLite and on PostgreSQL."""

import asyncio
import uuid

import pytest
import sqlalchemy

from bench.postgresql_server import running_server
from mrkl_apps.store import open_store


@pytest.fixture(scope="session")
def postgresql():
    with running_server() as server:
        yield server


def new_database(server):
    name = f"test_{uuid.uuid4().hex}"
    engine = sqlalchemy.create_engine(server.url().replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return server.url(name)


@pytest.fixture(scope="session")
def kept_database(postgresql):
    """One database for all tests that may find what others left: making one takes long."""
    return None if postgresql is None else new_database(postgresql)


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request, tmp_path):
    """The URL of a database that is empty, without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'fresh.sqlite'}"
    server = request.getfixturevalue("postgresql")
    if server is None:
        pytest.skip("no PostgreSQL server is installed, or no account to run it as")
    return new_database(server)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The URL of a database without rows."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'mrkl.sqlite'}"
    kept = request.getfixturevalue("kept_database")
    if kept is None:
        pytest.skip("no PostgreSQL server is installed, or no account to run it as")
    engine = sqlalchemy.create_engine(kept.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        for table in ("conversations", "api_keys", "collections", "replies"):
            if sqlalchemy.inspect(connection).has_table(table):
                connection.exec_driver_sql(f"TRUNCATE {table} CASCADE")
    engine.dispose()
    return kept


@pytest.fixture
def in_store(url, tmp_path):
    """Run a coroutine function on an open store and return what it returns."""

    def run(scenario):
        async def main():
            store = await open_store(url, folder=tmp_path)
            try:
                return await scenario(store)
            finally:
                await store.aclose()

        return asyncio.run(main())

    return run
