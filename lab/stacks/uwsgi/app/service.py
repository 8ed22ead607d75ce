import os
import threading
import time
import urllib.request

import psycopg2

import inventory

SLOT = threading.Lock()


def health(environ):
    return "ok"


def stock(environ):
    return str(inventory.stock("A-1"))


def slow(environ):
    return inventory.recount()


def upstream(environ):
    with urllib.request.urlopen(f"{os.environ['PAYMENTS_URL']}/slow") as answer:
        return answer.read().decode()


def report(environ):
    with psycopg2.connect(os.environ["DATABASE_URL"]) as db, db.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(20)")
    return "done"


def orders(environ):
    with psycopg2.connect(os.environ["DATABASE_URL"]) as db, db.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM orders")
        return str(cursor.fetchone()[0])


def refund(environ):
    return str(inventory.refund({"lines": []}))


def apologise(environ):
    return "!sorry"


def pid(environ):
    return str(os.getpid())


def wait_for_warehouse(environ):
    time.sleep(30)
    return "arrived"


def thumbnails(environ):
    return str(len(bytearray(4 * 1024**3)))


def hold(environ):
    time.sleep(6)
    return "held"


def crash(environ):
    import ctypes

    return ctypes.string_at(0).decode()


def labels(environ):
    with open("/srv/shop/uwsgi/labels/42.txt", "w") as file:
        file.write("label")
    return "printed"


ROUTES = {
    "/health": health,
    "/stock": stock,
    "/slow": slow,
    "/upstream": upstream,
    "/report": report,
    "/orders": orders,
    "/refund": refund,
    "/pid": pid,
    "/sorry": apologise,
    "/warehouse": wait_for_warehouse,
    "/thumbnails": thumbnails,
    "/hold": hold,
    "/crash": crash,
    "/labels": labels,
}


def application(environ, start_response):
    try:
        body = ROUTES[environ["PATH_INFO"]](environ).encode()
    except psycopg2.OperationalError as problem:
        raise RuntimeError("orders are not available") from problem
    status = "500 Internal Server Error" if body.startswith(b"!") else "200 OK"
    start_response(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
