"""The connections of a process to PostgreSQL: kept in a pool, for each request has a thread of its own and would open
a connection of its own."""

from typing import Any

import psycopg
from django.db import connections
from psycopg_pool import ConnectionPool


def pool(most: int) -> dict[str, Any]:
    """Options of psycopg's pool, for at most so many connections. Times are in seconds."""
    return {"min_size": 1, "max_size": most, "timeout": 10, "reconnect_timeout": 1, "check": check}


def check(connection: psycopg.Connection[Any]) -> None:
    """Whether a connection is alive, before it is used. With a dead one all others are renewed: the database was
    restarted, and the pool would find out one by one, with a longer pause after each."""
    try:
        ConnectionPool.check_connection(connection)
    except psycopg.Error:
        connections["default"].pool.drain()  # type: ignore[attr-defined]  # only PostgreSQL's has one
        raise
