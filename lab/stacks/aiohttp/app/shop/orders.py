import asyncio

import asyncpg

from shop import settings

POOL = None


async def connect():
    return await asyncpg.connect(**settings.PG, timeout=3)


async def pool():
    global POOL
    if POOL is None:
        POOL = await asyncpg.create_pool(**settings.PG, min_size=1, max_size=1)
    return POOL


async def recent(_request):
    db = await connect()
    try:
        return {"orders": len(await db.fetch("SELECT id, total_cents FROM orders"))}
    finally:
        await db.close()


async def invoices(_request):
    db = await connect()
    try:
        return {"invoices": len(await db.fetch("SELECT number FROM invoices"))}
    finally:
        await db.close()


async def weights(_request):
    db = await connect()
    try:
        return {"weights": [row["weight_grams"] for row in await db.fetch("SELECT weight_grams FROM products")]}
    finally:
        await db.close()


async def swap(request):
    db = await connect()
    try:
        async with db.transaction():
            await db.execute("UPDATE products SET stock = stock - 1 WHERE id = $1", int(request.query["from"]))
            await asyncio.sleep(0.6)
            await db.execute("UPDATE products SET stock = stock + 1 WHERE id = $1", int(request.query["to"]))
        return {"swapped": True}
    finally:
        await db.close()


async def register(request):
    db = await connect()
    try:
        await db.execute("INSERT INTO customers (email, name) VALUES ($1, 'New')", request.query["email"])
        return {"registered": True}
    finally:
        await db.close()


async def refund(request):
    db = await connect()
    try:
        await db.execute("INSERT INTO orders (customer_id, total_cents) VALUES (1, $1)", -500)
        return {"refunded": True}
    finally:
        await db.close()


async def yearly(_request):
    db = await connect()
    try:
        await db.execute("SET statement_timeout = 400")
        return {"rows": len(await db.fetch("SELECT pg_sleep(4), id FROM orders LIMIT 1"))}
    finally:
        await db.close()


async def ship(_request):
    db = await connect()
    try:
        await db.execute("SET default_transaction_read_only = on")
        await db.execute("UPDATE orders SET state = 'shipped' WHERE id = 1")
        return {"shipped": True}
    finally:
        await db.close()


async def slow_export(_request):
    async with (await pool()).acquire() as db:
        await db.fetch("SELECT pg_sleep(2.5)")
    return {"exported": True}


async def export(_request):
    async with (await pool()).acquire(timeout=0.8) as db:
        return {"rows": len(await db.fetch("SELECT id FROM orders"))}
