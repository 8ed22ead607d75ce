"""What other companies are asked for."""
import logging
import os

import boto3
import requests
import urllib3

LOG = logging.getLogger(__name__)


def fare(what):
    answer = requests.get(
        f"{os.environ['PAYMENTS_URL']}/{what}",
        headers={"Authorization": f"Bearer {os.environ['PAYMENTS_KEY']}"},
        timeout=0.9,
    )
    answer.raise_for_status()
    return {"rate": answer.json()["rate"]}


def pilot(what):
    answer = urllib3.request("GET", f"{os.environ['PAYMENTS_URL']}/{what}", retries=False, timeout=0.9)
    return {"pilot": answer.json()["status"]}


def customs():
    boto3.client("s3").put_object(Bucket="shop-invoices", Key="2026/42.pdf", Body=b"manifest")
    return {"declared": True}


def discount(passengers):
    """Asks again where the first answer was not good enough."""
    for what in ("unavailable", "now"):
        try:
            rate = fare(what)["rate"]
        except requests.HTTPError as error:
            LOG.warning("fare: attempt failed, trying once more: %s", error)
        else:
            LOG.info("fare: second attempt answered %s", rate)
    return {"discount": 100 / passengers}
