import logging
import os
import threading
import time

import redis

log = logging.getLogger("shop.cache")


def refresh():
    client = redis.Redis(host="127.0.0.1", port=int(os.environ["NOISE"]), socket_timeout=1)
    while True:
        try:
            client.get("prices")
        except redis.RedisError:
            log.exception("price cache refresh failed, will try again")
        time.sleep(0.4)


def start():
    threading.Thread(target=refresh, daemon=True).start()
