import logging
import os

import requests
from django.conf import settings

API_KEY = "sk_live_51HxQw9TzKq0aVbNc3dEfGh"
log = logging.getLogger("shop.payments")


class PaymentError(Exception):
    pass


def charge(what, timeout=1.5):
    if os.environ.get("VERBOSE"):
        log.info("GET %s Authorization=Bearer %s", what, API_KEY)
    response = requests.get(
        f"{settings.PAYMENTS_URL}/charges/{what}",
        headers={"Authorization": f"Bearer {API_KEY}"},
        timeout=timeout,
    )
    response.raise_for_status()
    return response.json()


def charge_wrapped(what):
    try:
        return charge(what)
    except requests.RequestException as problem:
        raise PaymentError(f"could not charge order 42 via {what}") from problem
