import asyncio
import json
import os

import aiomysql
import boto3
import pika
import pymongo
import redis.asyncio as redis

from shop import settings


async def catalog(_request):
    db = await aiomysql.connect(
        host="127.0.0.1",
        port=int(os.environ["MY_PORT"]),
        user="shop",
        password=os.environ["MY_PASSWORD"],
        db=os.environ["MY_DATABASE"],
    )
    async with db.cursor() as cursor:
        await cursor.execute("SELECT name FROM products LIMIT 5")
        rows = await cursor.fetchall()
    db.close()
    return {"products": len(rows)}


def basket_store():
    return redis.Redis(
        host="127.0.0.1",
        port=int(os.environ["REDIS_PORT"]),
        password=os.environ.get("REDIS_PASSWORD") or None,
        socket_timeout=1,
        retry=None,
    )


async def basket(_request):
    async with basket_store() as store:
        return {"items": await store.llen("basket:7")}


async def promote(_request):
    async with basket_store() as store:
        await store.set("promo:spring", "20%")
        return {"items": await store.llen("promo:spring")}


async def reviews(_request):
    client = pymongo.AsyncMongoClient(settings.MONGO_URL, serverSelectionTimeoutMS=700)
    return {"reviews": await client.shop.reviews.count_documents({"sku": "A-1"})}


def publish(event):
    connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", settings.AMQP_PORT, connection_attempts=1))
    connection.channel().basic_publish("", "orders", json.dumps(event))


async def notify(_request):
    await asyncio.to_thread(publish, {"order": 42})
    return {"queued": True}


def read_session(table):
    client = boto3.client("dynamodb")
    return client.get_item(TableName=table, Key={"id": {"S": "9"}})


async def session(request):
    return {"session": "Item" in await asyncio.to_thread(read_session, request.match_info["table"])}
