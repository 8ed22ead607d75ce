"""Sky maps in Valkey, weather in memcached, plates in DynamoDB and S3."""
import logging
import os

import boto3
import valkey
from pymemcache.client.base import Client

LOG = logging.getLogger("observatory.stores")


def map_store():
    return valkey.Valkey(
        port=int(os.environ["REDIS_PORT"]), password=os.environ["REDIS_PASSWORD"] or None, retry=None
    )


def sky_map():
    return {"tiles": map_store().llen("sky:north")}


def keep_map():
    map_store().set("sky:south", "*" * 2_000_000)
    return {"kept": True}


def weather():
    seen = Client(("127.0.0.1", int(os.environ["MEMCACHED_PORT"])), connect_timeout=2).get("seeing")
    return {"seeing": str(seen)}


def plates():
    table = boto3.resource("dynamodb").Table(os.environ.get("TABLE", "plates"))
    return {"plates": str(table.get_item(Key={"id": "1"}))}


def archive_plate():
    boto3.client("s3").put_object(Bucket="shop-invoices", Key="2026/42.pdf", Body=b"plate")
    return {"archived": True}


def star_or_default(name, catalogue):
    """Asks the cache first; without it the catalogue has to do."""
    try:
        position = map_store().get(f"star:{name}")
    except valkey.exceptions.ConnectionError:
        LOG.warning("no sky maps, the catalogue has to do", exc_info=True)
        position = None
    return {"position": str(position), "magnitude": catalogue[name]}
