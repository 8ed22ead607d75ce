import logging
import os
import threading
import time
import traceback

import pymysql
import redis
import requests
from flask import Flask, g, request
from sqlalchemy import create_engine, text
from sqlalchemy.pool import QueuePool

from catalog import prices

app = Flask(__name__)
DSN = "mysql+pymysql://{user}:{password}@{host}:{port}/{name}".format(
    user=os.environ.get("DB_USER", "shop"),
    password=os.environ["DB_PASSWORD"],
    host=os.environ.get("DB_HOST", "127.0.0.1"),
    port=os.environ["DB_PORT"],
    name=os.environ.get("DB_NAME", "shop"),
)
engine = create_engine(
    DSN, poolclass=QueuePool, pool_size=2, max_overflow=0, pool_timeout=1, connect_args={"read_timeout": 2}
)
cache = redis.Redis(
    host="127.0.0.1",
    port=int(os.environ["REDIS_PORT"]),
    password=os.environ.get("REDIS_PASSWORD") or None,
    socket_timeout=1,
    retry=None,
)
PAYMENTS_URL = os.environ["PAYMENTS_URL"]
TOKEN = "sk_live_9pLm2Xc7Qw4RtY8uBv6N"


def connection():
    return pymysql.connect(
        host=os.environ.get("DB_HOST", "127.0.0.1"),
        port=int(os.environ["DB_PORT"]),
        user=os.environ.get("DB_USER", "shop"),
        password=os.environ["DB_PASSWORD"],
        database=os.environ.get("DB_NAME", "shop"),
        connect_timeout=3,
        max_allowed_packet=64 * 1024 * 1024,
    )


if os.environ.get("LOG_STYLE") == "request-id":

    class RequestIdFilter(logging.Filter):
        def filter(self, record):
            record.request_id = g.get("request_id", "-") if g else "-"
            return True

    handler = logging.StreamHandler()
    handler.addFilter(RequestIdFilter())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)-8s req=%(request_id)s %(name)s: %(message)s"))
    app.logger.handlers[:] = [handler]
    app.logger.propagate = False


@app.before_request
def keep_request_id():
    g.request_id = request.headers.get("X-Request-ID", "-")


app.logger.setLevel(logging.INFO)
if os.environ.get("VERBOSE"):
    app.logger.info("connecting to %s", DSN)


def refresh_rates():
    while True:
        try:
            requests.get("http://rates.fxfeed.test:21996/eur", timeout=1)
        except requests.RequestException:
            app.logger.warning("rates refresh failed\n%s", traceback.format_exc().rstrip())
        time.sleep(0.35)


if os.environ.get("NOISE"):
    threading.Thread(target=refresh_rates, daemon=True).start()


@app.get("/health")
def health():
    return "ok"


@app.get("/products")
def products():
    with connection() as db, db.cursor() as cursor:
        cursor.execute("SELECT name FROM products LIMIT 5")
        return {"products": [row[0] for row in cursor.fetchall()]}


@app.get("/orders")
def orders():
    with engine.connect() as db:
        rows = db.execute(text("SELECT id, total_cents FROM orders"))
        return {"orders": len(rows.all())}


@app.get("/vouchers")
def vouchers():
    with engine.connect() as db:
        rows = db.execute(text("SELECT code FROM vouchers WHERE customer = :email"), {"email": "grace@example.org"})
        return {"vouchers": len(rows.all())}


@app.get("/ratings")
def ratings():
    with connection() as db, db.cursor() as cursor:
        cursor.execute("SELECT rating FROM products")
        return {"ratings": cursor.rowcount}


@app.get("/slow-orders")
def slow_orders():
    with engine.connect() as db:
        db.execute(text("SELECT sleep(1.6)"))
    return "ok"


@app.get("/transfer")
def transfer():
    first, second = request.args["from"], request.args["to"]
    with connection() as db, db.cursor() as cursor:
        cursor.execute("UPDATE products SET stock = stock - 1 WHERE id = %s", (first,))
        time.sleep(0.5)
        cursor.execute("UPDATE products SET stock = stock + 1 WHERE id = %s", (second,))
        db.commit()
    return "moved"


@app.get("/reserve")
def reserve():
    with connection() as db, db.cursor() as cursor:
        cursor.execute("UPDATE products SET stock = stock - 1 WHERE id = 9")
        db.commit()
    return "reserved"


@app.get("/customers")
def customers():
    with connection() as db, db.cursor() as cursor:
        cursor.execute("INSERT INTO customers (email) VALUES (%s)", (request.args["email"],))
        db.commit()
    return "created"


@app.get("/idle")
def idle():
    db = connection()
    with db.cursor() as cursor:
        cursor.execute("SET SESSION wait_timeout = 1")
        time.sleep(1.6)
        cursor.execute("SELECT count(*) FROM orders")
    return "ok"


@app.get("/import")
def import_rows():
    with connection() as db, db.cursor() as cursor:
        cursor.execute("INSERT INTO products (name, price_cents, stock) VALUES (%s, 1, 1)", ("x" * 3_000_000,))
    return "ok"


@app.get("/typo")
def typo():
    with connection() as db, db.cursor() as cursor:
        cursor.execute("SELECT name FORM products")
    return "ok"


@app.get("/basket")
def basket():
    return {"basket": cache.get("basket:42") is not None}


@app.get("/session")
def session():
    cache.set("session:42", "x" * 2_000_000)
    return "ok"


@app.get("/visits")
def visits():
    cache.set("visits", "many")
    return {"visits": cache.incr("visits")}


@app.get("/pay/<what>")
def pay(what):
    answer = requests.get(f"{PAYMENTS_URL}/charges/{what}", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=1)
    answer.raise_for_status()
    return answer.json()


@app.get("/pay-or-park/<what>")
def pay_or_park(what):
    try:
        return pay(what)
    except requests.RequestException:
        return {"parked": parked_orders["42"]}


@app.get("/log")
def write_log():
    with open(os.environ.get("AUDIT_LOG", "/srv/shop/flask/audit.log"), "a") as file:
        file.write("order 42 shipped\n" * 4096)
    return "ok"


@app.get("/price/<sku>")
def price(sku):
    return {"price": prices.price_of(sku)}


@app.get("/greeting")
def greeting():
    return {"greeting": prices.greeting(None if request.args.get("anonymous") else "Ada")}


@app.get("/latin")
def latin():
    return b"caf\xe9 cr\xe8me".decode("utf-8")


@app.get("/stock")
def stock():
    return prices.check_stock(request.args.get("sku", "A-1"))


@app.get("/bulk")
def bulk():
    ids = ", ".join(str(number) for number in range(int(request.args["count"])))
    with engine.connect() as db:
        return {"codes": len(db.execute(text(f"SELECT code FROM vouchers WHERE id IN ({ids})")).all())}


@app.get("/quiet")
def quiet():
    return "sorry", 500


@app.get("/logged")
def logged():
    try:
        with connection() as db, db.cursor() as cursor:
            cursor.execute("SELECT rating FROM products")
    except pymysql.MySQLError as problem:
        app.logger.error("could not load ratings: %s", problem)
        return "sorry", 500
    return "ok"
