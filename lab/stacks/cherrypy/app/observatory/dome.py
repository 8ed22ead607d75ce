"""What the dome does by itself."""
import datetime
import logging
import os
from concurrent.futures import Future

LOG = logging.getLogger("observatory.dome")
MAGNITUDES = {"vega": 0.03, "deneb": 1.25}


class ShutterError(Exception):
    """The dome does not want to."""


def star(name):
    return {"magnitude": MAGNITUDES[name]}


def exposure(frames):
    return {"seconds": 3600 / int(frames)}


def spectrum(name):
    line = {"vega": "H-alpha"}.get(name)
    return {"line": line.upper()}


def search(text, frames):
    LOG.info('search for "%s" by a visitor', text)
    return exposure(frames)


def shutter():
    raise ShutterError("permission denied to open at rain; connection refused by the sun, disk full of moonlight")


def journal():
    with open(f"{os.environ['DATA_DIR']}/journal.txt", "a", encoding="utf-8") as book:
        book.write("one night\n")
    return {"noted": True}


def lenses():
    opened = [open("/etc/hostname", encoding="utf-8") for _ in range(400)]
    return {"opened": len(opened)}


def filters():
    from observatory import filter_wheel

    return {"filters": filter_wheel.WHEEL}


def camera():
    import ccd_camera_sdk

    return {"camera": ccd_camera_sdk.open_camera()}


def mosaic():
    return {"bytes": len(bytearray(6 << 30))}


def guiding():
    return {"offset": Future().result(timeout=0.6)}


def notes(body):
    LOG.info("notes of a visitor: %s", body)
    return {"pages": exposure(len(body) - len(body))}


def night(body):
    return {"night": datetime.date.fromisoformat(body).isoformat()}
