"""Orders, in PostgreSQL through SQLAlchemy."""
import os
import time

from sqlalchemy import create_engine, text

ENGINE = create_engine(
    "postgresql+psycopg2://shop:{PG_PASSWORD}@{PG_HOST}:{PG_PORT}/{PG_DATABASE}".format(**os.environ),
    pool_size=int(os.environ.get("POOL", "4")),
    max_overflow=0,
    pool_timeout=0.8,
)


def open_orders():
    with ENGINE.connect() as db:
        return {"orders": [row.id for row in db.execute(text("SELECT id FROM orders"))]}


def fittings():
    with ENGINE.connect() as db:
        return {"fittings": db.execute(text("SELECT day FROM fittings")).all()}


def export(seconds):
    with ENGINE.connect() as db:
        time.sleep(seconds)
        return {"rows": db.execute(text("SELECT 1")).scalar()}


def swap(first, second):
    with ENGINE.begin() as db:
        db.execute(text("UPDATE products SET stock = stock - 1 WHERE id = :id"), {"id": first})
        time.sleep(0.7)
        db.execute(text("UPDATE products SET stock = stock + 1 WHERE id = :id"), {"id": second})
    return {"swapped": [first, second]}


def refund():
    with ENGINE.begin() as db:
        db.execute(text("INSERT INTO orders (customer_id, total_cents) VALUES (1, -4200)"))
    return {"refunded": True}
