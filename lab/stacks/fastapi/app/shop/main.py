import asyncio
import os

import httpx
import psycopg2
import psycopg2.pool
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel
from sqlalchemy import create_engine, text

from shop import orders, storage

app = FastAPI()
DSN = os.environ["DATABASE_URL"]
engine = create_engine(DSN, pool_size=2, max_overflow=0, pool_timeout=1)
PAYMENTS_URL = os.environ["PAYMENTS_URL"]

if os.environ.get("REQUEST_ID_LOG"):
    import logging

    log = logging.getLogger("uvicorn.error")

    @app.middleware("http")
    async def log_request_id(request, call_next):
        log.info("[%s] %s %s", request.headers.get("x-request-id", "-"), request.method, request.url.path)
        return await call_next(request)


class Product(BaseModel):
    name: str
    price_cents: int


@app.get("/health")
async def health():
    return {"status": "ok"}


@app.get("/products")
def products():
    with engine.connect() as db:
        return [row.name for row in db.execute(text("SELECT name FROM products LIMIT 5"))]


@app.get("/product", response_model=Product)
async def product(broken: bool = False):
    return {"name": "Lamp", "price_cents": None if broken else 1200}


@app.get("/returns")
def returns():
    with engine.begin() as db:
        db.execute(text("INSERT INTO returns (order_id) VALUES (7)"))
    return "ok"


@app.get("/hold")
def hold():
    with engine.connect() as db:
        db.execute(text("SELECT pg_sleep(1.6)"))
    return "ok"


@app.get("/signup")
def signup(email: str):
    with engine.begin() as db:
        db.execute(text("INSERT INTO customers (email) VALUES (:email)"), {"email": email})
    return "ok"


async def fetch(what):
    async with httpx.AsyncClient(timeout=1.0) as client:
        answer = await client.get(f"{PAYMENTS_URL}/{what}", headers={"X-Api-Key": "pk_a81Zx0Vt55LmQ2"})
        answer.raise_for_status()
        return answer.json()


@app.get("/rates/{what}")
async def rates(what: str):
    return await fetch(what)


@app.get("/dashboard")
async def dashboard():
    async with asyncio.TaskGroup() as group:
        first = group.create_task(fetch("now"))
        second = group.create_task(orders.totals(None))
    return {"rates": first.result(), "totals": second.result()}


@app.get("/order/{number}")
async def order(number: int):
    return orders.find(number)


@app.get("/total")
async def total(quantity: int = 1):
    return {"total": orders.total(quantity)}


@app.get("/report")
def report():
    return storage.write_report()


@app.get("/thumbnail")
def thumbnail():
    return {"size": storage.thumbnail()}


@app.get("/secret")
def secret():
    return storage.read_secret("denied-secret")


@app.get("/cart/{table}")
def cart(table: str):
    return storage.cart(table)


@app.get("/scan")
def scan():
    import zxing_barcode

    return zxing_barcode.scan()


@app.get("/teapot")
async def teapot():
    raise HTTPException(status_code=500, detail="not today")


@app.get("/plugin")
async def plugin():
    from shop import plugin as pricing_plugin

    return pricing_plugin.price()
