"""What the payment partner is asked for."""
import os

import requests


def pay(what):
    answer = requests.get(
        f"{os.environ['PAYMENTS_URL']}/{what}",
        headers={"Authorization": f"Bearer {os.environ['PAYMENTS_KEY']}"},
        timeout=0.9,
    )
    answer.raise_for_status()
    return {"status": answer.json()["status"]}
