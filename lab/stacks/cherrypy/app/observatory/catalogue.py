"""The catalogue: observations in PostgreSQL, instruments in MariaDB."""
import os
import time

import mysql.connector
import pg8000.dbapi
from mysql.connector.pooling import MySQLConnectionPool

POOL = None


def observations_db():
    return pg8000.dbapi.connect(
        host="127.0.0.1",
        port=int(os.environ["PG_PORT"]),
        user="shop",
        password=os.environ["PG_PASSWORD"],
        database=os.environ["PG_DATABASE"],
    )


def ask(statement, values=()):
    db = observations_db()
    try:
        cursor = db.cursor()
        cursor.execute(statement, values)
        rows = cursor.fetchall() if cursor.description else []
        db.commit()
        return len(rows)
    finally:
        db.close()


def observations():
    return {"observations": ask("SELECT id FROM orders")}


def eclipses():
    return {"eclipses": ask("SELECT day FROM eclipses")}


def magnitudes():
    return {"magnitudes": ask("SELECT name, magnitude FROM products")}


def enrol():
    return {"enrolled": ask("INSERT INTO customers (email, name) VALUES (%s, %s)", ("ada@example.org", "Ada"))}


def exchange(first, second):
    db = observations_db()
    try:
        cursor = db.cursor()
        cursor.execute("UPDATE products SET stock = stock - 1 WHERE id = %s", (first,))
        time.sleep(0.7)
        cursor.execute("UPDATE products SET stock = stock + 1 WHERE id = %s", (second,))
        db.commit()
    finally:
        db.close()
    return {"exchanged": [first, second]}


def instruments_options():
    return {
        "host": "127.0.0.1",
        "port": int(os.environ["MY_PORT"]),
        "user": "shop",
        "password": os.environ["MY_PASSWORD"],
        "database": os.environ["MY_DATABASE"],
    }


def instruments(statement="SELECT name FROM products"):
    db = mysql.connector.connect(**instruments_options())
    try:
        cursor = db.cursor()
        cursor.execute(statement)
        return {"instruments": len(cursor.fetchall()) if cursor.description else 0}
    finally:
        db.close()


def calibrate():
    return instruments("UPDATE products SET stock = stock - 1 WHERE id = 7")


def survey(seconds):
    global POOL
    if POOL is None:
        POOL = MySQLConnectionPool(pool_name="survey", pool_size=1, **instruments_options())
    db = POOL.get_connection()
    try:
        time.sleep(seconds)
        return {"surveyed": True}
    finally:
        db.close()
