import os
import time

import boto3
import psycopg2
import requests
from celery import Celery
from celery.utils.log import get_task_logger

app = Celery("shop", broker=os.environ["BROKER"], backend=os.environ["BROKER"])
app.conf.update(
    broker_connection_retry_on_startup=True,
    worker_hijack_root_logger=True,
    task_time_limit=int(os.environ.get("HARD_LIMIT", "20")),
    task_soft_time_limit=int(os.environ.get("SOFT_LIMIT", "0")) or None,
    worker_max_memory_per_child=None,
)
log = get_task_logger(__name__)


@app.task
def send_mail(request_id, number):
    log.info("mail for order %s sent, request %s", number, request_id)
    return "sent"


@app.task
def export_orders(request_id):
    with psycopg2.connect(os.environ["DATABASE_URL"]) as db, db.cursor() as cursor:
        cursor.execute("SELECT id FROM orders")
        return len(cursor.fetchall())


@app.task
def settle_returns(request_id):
    with psycopg2.connect(os.environ["DATABASE_URL"]) as db, db.cursor() as cursor:
        cursor.execute("UPDATE returns SET state = 'settled'")


@app.task(bind=True, max_retries=1, default_retry_delay=0)
def charge(self, request_id, what):
    try:
        answer = requests.get(f"{os.environ['PAYMENTS_URL']}/{what}", timeout=1)
        answer.raise_for_status()
    except requests.RequestException as problem:
        raise self.retry(exc=problem)


@app.task
def rate(request_id):
    return requests.get(f"{os.environ['PAYMENTS_URL']}/html", timeout=1).json()["rate"]


@app.task
def average(request_id, lines):
    return sum(line["price"] for line in lines) / len(lines)


@app.task
def render(request_id):
    with open("/srv/shop/celery/render.pid", "w") as file:
        file.write(str(os.getpid()))
    time.sleep(30)


@app.task
def archive(request_id, path):
    with open(path, "w") as file:
        file.write("x" * 100_000)


@app.task
def thumbnail(request_id):
    return len(bytearray(6 * 1024**3))


@app.task
def barcode(request_id):
    import zxing_barcode

    return zxing_barcode.make()


@app.task
def load_cart(request_id, table):
    client = boto3.client("dynamodb", region_name="eu-central-1", endpoint_url=os.environ["AWS_ENDPOINT"])
    return client.get_item(TableName=table, Key={"id": {"S": "1"}})["Item"]
