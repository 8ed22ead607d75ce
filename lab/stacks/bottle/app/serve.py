"""The atelier: Bottle behind waitress. LOG_STYLE is bottle, loguru or json."""
import os
import sys
import threading
import time

import bottle
import requests
import waitress
from loguru import logger

from atelier import bench, orders, partners, stores

STYLE = os.environ.get("LOG_STYLE", "bottle")
RECORD = "{time:YYYY-MM-DD HH:mm:ss.SSS} | {level: <8} | {extra[request_id]} | {message}"
app = bottle.Bottle(catchall=STYLE == "bottle")

ROUTES = {
    "/health": lambda: {"ok": True},
    "/orders": orders.open_orders,
    "/fittings": orders.fittings,
    "/export": lambda: orders.export(0),
    "/export/slow": lambda: orders.export(3),
    "/swap/1": lambda: orders.swap(11, 12),
    "/swap/2": lambda: orders.swap(12, 11),
    "/refund": orders.refund,
    "/fabrics": stores.fabrics,
    "/cut": stores.cut,
    "/basket": stores.basket,
    "/measures": stores.measures,
    "/price/coat": lambda: bench.price("coat"),
    "/price/cape": lambda: bench.price("cape"),
    "/refuse": bench.refuse,
    "/ledger": bench.ledger,
    "/drawers": bench.drawers,
    "/pattern": bench.pattern,
    "/label": bench.label,
    "/canvas": bench.canvas,
    "/pressing": bench.pressing,
}


def note(path, status, request_id):
    if STYLE == "bottle":
        print(f'127.0.0.1 [{time.strftime("%d/%b/%Y:%H:%M:%S %z")}] "GET {path}" {status}', file=sys.stderr, flush=True)
    else:
        logger.bind(request_id=request_id).info("GET {} {}", path, status)


def access(inner):
    def outer(environ, start_response):
        def started(status, headers, exc_info=None):
            note(environ["PATH_INFO"], status.split()[0], environ.get("HTTP_X_REQUEST_ID", "-"))
            return start_response(status, headers, exc_info)

        return inner(environ, started)

    return outer


def guarded(callback):
    """Logs what a handler raises, with loguru, and hides it from the caller."""

    def call(*args, **kwargs):
        try:
            return callback(*args, **kwargs)
        except bottle.HTTPResponse:
            raise
        except Exception:
            request_id = bottle.request.get_header("X-Request-ID", "-")
            logger.bind(request_id=request_id).exception("GET {} failed", bottle.request.path)
            return bottle.HTTPResponse({"message": "error"}, 500)

    return call


@app.get("/quiet")
def quiet():
    return bottle.HTTPResponse({"message": "later"}, 500)


@app.get("/pay/<what>")
def pay(what):
    return partners.pay(what)


@app.get("/pieces/<count>")
def pieces(count):
    return bench.pieces(count)


for path, work in ROUTES.items():
    app.get(path, callback=work)


def noise():
    """A feed that nobody needs and that is always away."""
    while True:
        time.sleep(0.4)
        try:
            requests.get("http://127.0.0.1:21906/rates", timeout=1)
        except requests.RequestException as error:
            if STYLE == "bottle":
                print(f"WARNING: rates are not fresh: {error}", file=sys.stderr, flush=True)
            else:
                logger.bind(request_id="-").warning("rates are not fresh: {}", error)


if __name__ == "__main__":
    logger.remove()
    if STYLE == "json":
        logger.add(sys.stderr, serialize=True)
    else:
        logger.add(sys.stderr, format=RECORD)
    if STYLE != "bottle":
        app.install(guarded)
    if os.environ.get("NOISE"):
        threading.Thread(target=noise, daemon=True).start()
    waitress.serve(access(app), host="127.0.0.1", port=int(sys.argv[1]), threads=6)
