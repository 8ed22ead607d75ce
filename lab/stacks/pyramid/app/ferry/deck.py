"""What the crew does by itself."""
import datetime
import logging
import os
from concurrent.futures import Future

LOG = logging.getLogger(__name__)
VESSELS = {"tern": 120, "gannet": 80}


class RampError(Exception):
    """The ramp does not want to."""


class TimetableError(Exception):
    """A day that is none."""


def vessel(name):
    return {"cars": VESSELS[name]}


def speed(hours):
    return {"knots": 40 / int(hours)}


def captain(name):
    found = {"tern": "Mairi"}.get(name)
    return {"captain": found.upper()}


def departure(day):
    try:
        when = datetime.date.fromisoformat(day)
    except ValueError as error:
        raise TimetableError(f"no departures on {day}") from error
    return {"departs": when.isoformat()}


def search(text):
    LOG.info('a passenger searched for "%s"', text)
    return {"found": sorted(VESSELS)[len(text)]}


def ramp():
    raise RampError("permission denied by the swell; connection refused by the pier, disk full of kelp")


def logbook():
    with open(f"{os.environ['DATA_DIR']}/logbook.txt", "a", encoding="utf-8") as book:
        book.write("calm crossing\n")
    return {"noted": True}


def lockers():
    opened = [open("/etc/hostname", encoding="utf-8") for _ in range(400)]
    return {"opened": len(opened)}


def timetable():
    from ferry import winter

    return {"crossings": winter.CROSSINGS}


def sonar():
    import sonar_array_driver

    return {"depth": sonar_array_driver.depth()}


def ballast():
    return {"bytes": len(bytearray(6 << 30))}


def clearance():
    return {"cleared": Future().result(timeout=0.6)}
