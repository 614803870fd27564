#!/usr/bin/env python3
"""Wait until PostgreSQL takes a connection, as the script of this name in the official image."""

import argparse
import sys
import time

import psycopg2

parser = argparse.ArgumentParser()
for name in ("host", "port", "user", "password"):
    parser.add_argument(f"--db_{name}", required=True)
parser.add_argument("--timeout", type=int, default=5)
given = parser.parse_args()
deadline = time.monotonic() + given.timeout
while True:
    try:
        psycopg2.connect(
            host=given.db_host, port=given.db_port, user=given.db_user, password=given.db_password, dbname="postgres"
        ).close()
        sys.exit(0)
    except psycopg2.OperationalError as error:
        if time.monotonic() > deadline:
            sys.exit(f"no database: {error}")
        time.sleep(1)
