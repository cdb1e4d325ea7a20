import os

import psycopg
import pytest
from django.db import connection

pytestmark = pytest.mark.skipif("POSTGRES_DATA" not in os.environ, reason="another database")


@pytest.mark.django_db(transaction=True)
def test_after_a_restart_of_the_database_dead_connections_are_not_waited_for_one_by_one():
    connection.close()
    pool = connection.pool
    taken = [pool.getconn() for _ in range(8)]
    dead = [each.info.backend_pid for each in taken]
    address = taken[0].info.dsn
    for each in taken:
        pool.putconn(each)
    with psycopg.connect(address) as administrator:
        administrator.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s::int[]) AS pid", [dead])

    alive = pool.getconn(timeout=3)  # pauses of 1 and 2 seconds after the first two would be too much
    assert alive.execute("SELECT 1").fetchone() == (1,)
    pool.putconn(alive)
