"""Which path does what."""
import logging
import os

import urllib3
from pyramid.response import Response

from ferry import bookings, deck, partners, stores

LOG = logging.getLogger(__name__)

VIEWS = {
    "health": lambda request: {"ok": True},
    "bookings": lambda request: bookings.bookings(),
    "lounge": lambda request: bookings.lounge(),
    "tariffs": lambda request: bookings.tariffs(),
    "enrol": lambda request: bookings.enrol(),
    "swap1": lambda request: bookings.swap(3, 4),
    "swap2": lambda request: bookings.swap(4, 3),
    "berth": lambda request: bookings.berth(0),
    "longberth": lambda request: bookings.berth(3),
    "cargo": lambda request: stores.cargo(),
    "load": lambda request: stores.load(),
    "queue": lambda request: stores.queue(),
    "position": lambda request: stores.position("skua"),
    "fare/{what}": lambda request: partners.fare(request.matchdict["what"]),
    "pilot/{what}": lambda request: partners.pilot(request.matchdict["what"]),
    "customs": lambda request: partners.customs(),
    "discount": lambda request: partners.discount(0),
    "vessel/{name}": lambda request: deck.vessel(request.matchdict["name"]),
    "speed/{hours}": lambda request: deck.speed(request.matchdict["hours"]),
    "captain": lambda request: deck.captain("skua"),
    "departure/{day}": lambda request: deck.departure(request.matchdict["day"]),
    "search": lambda request: deck.search(request.params["q"]),
    "ramp": lambda request: deck.ramp(),
    "logbook": lambda request: deck.logbook(),
    "lockers": lambda request: deck.lockers(),
    "timetable": lambda request: deck.timetable(),
    "sonar": lambda request: deck.sonar(),
    "ballast": lambda request: deck.ballast(),
    "clearance": lambda request: deck.clearance(),
}


def quiet(request):
    return Response("later", status=500)


def radar(request):
    backend = f"http://127.0.0.1:{os.environ['RADAR_PORT']}"
    try:
        return Response(urllib3.request("GET", f"{backend}/sweep", retries=False, timeout=1).data)
    except urllib3.exceptions.HTTPError as error:
        LOG.error("bad gateway: upstream %s gave no answer for /radar: %s", backend, error)
        return Response("bad gateway", status=502)


def failed(error, request):
    request.response.status = 500
    return {"error": "the crew is looking at it"}


def includeme(config):
    for path, view in VIEWS.items():
        config.add_route(path, f"/{path}")
        config.add_view(view, route_name=path, renderer="json")
    for path, view in (("quiet", quiet), ("radar", radar)):
        config.add_route(path, f"/{path}")
        config.add_view(view, route_name=path)
