"""Bookings in PostgreSQL, by single connections and by a pool."""
import os
import time

import psycopg
from psycopg_pool import ConnectionPool

POOL = None


def options():
    return {
        "host": "127.0.0.1",
        "port": os.environ["PG_PORT"],
        "user": "shop",
        "password": os.environ["PG_PASSWORD"],
        "dbname": os.environ["PG_DATABASE"],
    }


def ask(statement, values=()):
    with psycopg.connect(**options()) as db:
        cursor = db.execute(statement, values)
        return len(cursor.fetchall()) if cursor.description else cursor.rowcount


def bookings():
    return {"bookings": ask("SELECT id FROM orders")}


def lounge():
    return {"seats": ask("SELECT seat FROM lounge_seats WHERE deck = %s", (2,))}


def tariffs():
    return {"tariffs": ask("SELECT name, surcharge FROM products")}


def enrol():
    return {"enrolled": ask("INSERT INTO customers (email, name) VALUES (%s, %s)", ("ada@example.org", "Ada"))}


def swap(first, second):
    with psycopg.connect(**options()) as db:
        db.execute("UPDATE products SET stock = stock - 1 WHERE id = %s", (first,))
        time.sleep(0.7)
        db.execute("UPDATE products SET stock = stock + 1 WHERE id = %s", (second,))
    return {"swapped": [first, second]}


def berth(seconds):
    global POOL
    if POOL is None:
        POOL = ConnectionPool(kwargs=options(), min_size=1, max_size=1, timeout=1.2, name="berths", open=True)
    with POOL.connection() as db:
        free = db.execute("SELECT count(*) FROM products").fetchone()[0]
        time.sleep(seconds)
    return {"free": free}
