"""The ``database`` expert: reads any SQL database, changes none.

Five layers, each of which holds alone where it claims to:

1. the engine (``engines``): read-only connections, SQLite's authorizer, PostgreSQL's read-only
   transactions and rights;
2. the statement guard (``guard``): one SELECT, allow-listed nodes, functions, tables, columns;
3. limits (``limits``): time, rows, bytes, cells;
4. session hygiene: a fresh connection for every statement;
5. errors with fixed texts, which never carry data.

The demo database is Chinook, see ``chinook.LICENSE.md``.
"""

from mrkl_experts.database.expert import DatabaseExpert

__all__ = ["DatabaseExpert"]
