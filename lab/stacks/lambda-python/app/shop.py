import json
import os
import urllib.request

import psycopg2
import pymysql
import redis
import requests


def list_orders():
    orders_db = psycopg2.connect(os.environ["DATABASE_URL"])
    with orders_db, orders_db.cursor() as cursor:
        cursor.execute("SELECT id FROM orders ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def order_report():
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT day, revenue FROM order_report")
        return cursor.fetchall()


def list_products():
    connection = pymysql.connect(
        host=os.environ["CATALOG_HOST"],
        user="shop",
        password=os.environ["CATALOG_PASSWORD"],
        database="shop",
        connect_timeout=2,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM products")
        return cursor.fetchall()


def read_cart():
    store = redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=1, retry=None)
    return len(store.hgetall("cart:7"))


def charge():
    answer = requests.post(f"{os.environ['PAYMENTS_URL']}/v1/charges", json={"amount": 8900}, timeout=1)
    answer.raise_for_status()
    return answer.json()


def rates():
    with urllib.request.urlopen(f"{os.environ['PAYMENTS_URL']}/ok/v1/rates", timeout=1) as answer:
        return json.load(answer)


def page_as_json():
    page = requests.get(f"{os.environ['PAYMENTS_URL']}/v1/rates", timeout=1)
    return page.json()


def read_invoice():
    with open(os.path.join(os.environ["DATA_DIR"], "invoices", "42.pdf"), "rb") as file:
        return len(file.read())


def write_export():
    with open(os.path.join(os.environ["DATA_DIR"], "exports", "orders.csv"), "w") as file:
        file.write("id,total\n" * 40000)
    return True


def open_many():
    files = []
    for _ in range(5000):
        files.append(open(__file__))
    return len(files)


def cart_total(cart=None):
    cart = cart or {"id": 7}
    return sum(item["price"] for item in cart["items"])


def parse_price(text):
    return int(text)


def import_feed():
    try:
        return [parse_price(line.split(";")[1]) for line in "1;89\n2;four".split("\n")]
    except ValueError as error:
        raise RuntimeError("feed import failed") from error


def year_report():
    rows = []
    while True:
        rows.append("order-row-%d" % len(rows) * 1000)


def wait_for_stock():
    import time

    time.sleep(8)


def deep(level=0):
    return deep(level + 1)


def thumbnail():
    import shop_thumbnails

    return shop_thumbnails.render(1)


def session():
    import boto3
    from botocore.config import Config

    config = Config(retries={"total_max_attempts": 1}, connect_timeout=1, read_timeout=1)
    table = boto3.client("dynamodb", endpoint_url=os.environ["AWS_ENDPOINT_URL"], config=config)
    return table.get_item(TableName="sessions", Key={"id": {"S": "9"}}).get("Item")
