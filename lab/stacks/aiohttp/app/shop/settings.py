import os

PG = {
    "host": os.environ["PG_HOST"],
    "port": int(os.environ["PG_PORT"]),
    "user": "shop",
    "password": os.environ["PG_PASSWORD"],
    "database": os.environ["PG_DATABASE"],
}
MONGO_URL = os.environ.get("MONGO_URL", "mongodb://127.0.0.1:21971/shop")
AMQP_PORT = int(os.environ.get("AMQP_PORT", "21972"))
PAYMENTS_URL = os.environ["PAYMENTS_URL"]
PAYMENTS_KEY = os.environ["PAYMENTS_KEY"]
DATA_DIR = os.environ.get("DATA_DIR", "/srv/shop/aiohttp/data")
