"""Cargo in MariaDB, the waiting cars in Redis."""
import logging
import os

import pymysql
import redis

LOG = logging.getLogger(__name__)
HARBOURS = {"tern": "Oban", "gannet": "Mallaig"}


def cargo_db():
    return pymysql.connect(
        host="127.0.0.1",
        port=int(os.environ["MY_PORT"]),
        user="shop",
        password=os.environ["MY_PASSWORD"],
        database=os.environ["MY_DATABASE"],
    )


def cargo():
    db = cargo_db()
    with db, db.cursor() as cursor:
        return {"cargo": cursor.execute("SELECT name FROM products")}


def load():
    db = cargo_db()
    with db, db.cursor() as cursor:
        cursor.execute("UPDATE products SET stock = stock - 1 WHERE id = 7")
    return {"loaded": True}


def cars():
    return redis.Redis(port=int(os.environ["REDIS_PORT"]), password=os.environ["REDIS_PASSWORD"] or None)


def queue():
    return {"waiting": cars().llen("queue:north")}


def position(name):
    """Asks the store first; without it the table of home harbours has to do."""
    try:
        seen = cars().get(f"position:{name}")
    except redis.ConnectionError:
        LOG.warning("no live positions, home harbours have to do", exc_info=True)
        seen = None
    return {"position": str(seen), "home": HARBOURS[name]}
