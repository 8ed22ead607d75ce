"""What other institutes are asked for."""
import json
import logging
import os
import urllib.error
import urllib.request

LOG = logging.getLogger("observatory.partners")


def ephemeris(what):
    question = urllib.request.Request(
        f"{os.environ['PAYMENTS_URL']}/{what}",
        headers={"Authorization": f"Bearer {os.environ['PAYMENTS_KEY']}"},
    )
    with urllib.request.urlopen(question, timeout=0.9) as answer:
        return {"status": json.load(answer)["status"]}


def patient_ephemeris(divisor):
    """Asks again where the first answer was not good enough."""
    for what in ("unavailable", "now"):
        try:
            status = ephemeris(what)["status"]
        except urllib.error.HTTPError as error:
            LOG.warning("ephemeris: attempt failed, trying once more: %s", error)
        else:
            LOG.info("ephemeris: second attempt answered %s", status)
    return {"orbit": 360 / divisor}
