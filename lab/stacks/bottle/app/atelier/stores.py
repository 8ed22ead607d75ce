"""Fabrics in MariaDB, baskets in Redis, measures in DynamoDB."""
import os

import boto3
import pymysql
import redis


def fabrics(statement="SELECT name FROM products"):
    db = pymysql.connect(
        host="127.0.0.1",
        port=int(os.environ["MY_PORT"]),
        user="shop",
        password=os.environ["MY_PASSWORD"],
        database=os.environ["MY_DATABASE"],
    )
    with db, db.cursor() as cursor:
        cursor.execute(statement)
        return {"fabrics": len(cursor.fetchall())}


def cut():
    return fabrics("UPDATE products SET stock = stock - 1 WHERE id = 13")


def basket():
    store = redis.Redis(
        port=int(os.environ["REDIS_PORT"]), password=os.environ["REDIS_PASSWORD"] or None, retry=None
    )
    return {"pieces": store.llen("basket:11")}


def measures():
    table = boto3.resource("dynamodb").Table(os.environ.get("TABLE", "measures"))
    return {"measures": str(table.get_item(Key={"id": "1"}))}
