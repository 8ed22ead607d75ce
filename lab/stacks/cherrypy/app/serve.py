"""The observatory on CherryPy. LOG_STYLE is cherrypy, ecs or logfmt."""
import json
import logging
import os
import sys
import threading
import time
import urllib.error
import urllib.request

import cherrypy

from observatory import catalogue, dome, partners, stores

STYLE = os.environ.get("LOG_STYLE", "cherrypy")
LOG = logging.getLogger("observatory")

ROUTES = {
    "health": lambda: {"ok": True},
    "observations": catalogue.observations,
    "eclipses": catalogue.eclipses,
    "magnitudes": catalogue.magnitudes,
    "enrol": catalogue.enrol,
    "exchange1": lambda: catalogue.exchange(3, 4),
    "exchange2": lambda: catalogue.exchange(4, 3),
    "instruments": catalogue.instruments,
    "calibrate": catalogue.calibrate,
    "survey": lambda: catalogue.survey(0),
    "longsurvey": lambda: catalogue.survey(2.5),
    "map": stores.sky_map,
    "keepmap": stores.keep_map,
    "weather": stores.weather,
    "plates": stores.plates,
    "archive": stores.archive_plate,
    "position": lambda: stores.star_or_default("altair", dome.MAGNITUDES),
    "orbit": lambda: partners.patient_ephemeris(0),
    "vega": lambda: dome.star("vega"),
    "altair": lambda: dome.star("altair"),
    "spectrum": lambda: dome.spectrum("altair"),
    "shutter": dome.shutter,
    "journal": dome.journal,
    "lenses": dome.lenses,
    "filters": dome.filters,
    "camera": dome.camera,
    "mosaic": dome.mosaic,
    "guiding": dome.guiding,
}


def telescope():
    backend = f"http://127.0.0.1:{os.environ.get('TELESCOPE_PORT', '21935')}"
    try:
        return urllib.request.urlopen(f"{backend}/pointing", timeout=1).read()
    except urllib.error.URLError as error:
        LOG.error("gateway: no answer from upstream %s for /telescope: %s", backend, error.reason)
        raise cherrypy.HTTPError(502) from None


class Observatory:
    @cherrypy.expose
    def default(self, *path, **query):
        name = path[0] if path else "health"
        if name == "telescope":
            return telescope()
        if name == "quiet":
            cherrypy.response.status = 500
            return b"later"
        cherrypy.response.headers["Content-Type"] = "application/json"
        if name == "ephemeris":
            work = lambda: partners.ephemeris(path[1])
        elif name == "exposure":
            work = lambda: dome.exposure(path[1])
        elif name == "search":
            work = lambda: dome.search(query["q"], query.get("frames", "0"))
        elif name == "notes":
            work = lambda: dome.notes(cherrypy.request.body.read().decode())
        elif name == "night":
            work = lambda: dome.night(cherrypy.request.body.read().decode())
        else:
            work = ROUTES[name]
        return json.dumps(run(work)).encode()


def request_id():
    return cherrypy.request.headers.get("X-Request-ID", "-")


def run(work):
    """CherryPy logs what is raised by itself; the other styles log it with the id of the request."""
    if STYLE == "cherrypy":
        return work()
    try:
        return work()
    except Exception:
        line = cherrypy.request.request_line
        LOG.exception("%s failed", line, extra={"http.request.id": request_id()})
        raise cherrypy.HTTPError(500) from None


def handled():
    line = cherrypy.request.request_line
    LOG.info("%s %s", line, cherrypy.response.output_status.decode(), extra={"http.request.id": request_id()})


def set_up_logging():
    plain = STYLE == "cherrypy"
    config = {"log.screen": plain, "engine.autoreload.on": False, "request.show_tracebacks": False}
    handler = logging.StreamHandler(sys.stderr)
    if STYLE == "ecs":
        import ecs_logging

        handler.setFormatter(ecs_logging.StdlibFormatter(exclude_fields=["process", "log.origin"]))
    elif STYLE == "logfmt":
        from logfmter import Logfmter

        keys = ["at", "when", "logger"]
        names = {"at": "levelname", "when": "asctime", "logger": "name"}
        handler.setFormatter(Logfmter(keys=keys, mapping=names))
    else:
        handler.setFormatter(logging.Formatter("%(name)s: %(levelname)s: %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    if not plain:
        cherrypy.log.error_log.addHandler(handler)
        cherrypy.tools.handled = cherrypy.Tool("on_end_request", handled)
        config |= {"tools.handled.on": True}
        cherrypy.log.access_log.disabled = True
    if os.environ.get("LOG_HEADERS") == "off":
        config |= {"tools.log_headers.on": False}
    return config


def noise():
    """A feed that nobody needs and that is always away."""
    while True:
        time.sleep(0.4)
        try:
            urllib.request.urlopen("http://127.0.0.1:21936/aurora", timeout=1)
        except OSError:
            LOG.warning("aurora feed is away", exc_info=True)


if __name__ == "__main__":
    cherrypy.config.update(set_up_logging())
    cherrypy.config.update({"server.socket_host": "127.0.0.1", "server.socket_port": int(sys.argv[1]), "server.thread_pool": 8})
    if os.environ.get("NOISE"):
        threading.Thread(target=noise, daemon=True).start()
    LOG.info("release %s, observations at %s", os.environ.get("RELEASE", "4.1.0"), os.environ.get("SHOWN_URL", "home"))
    cherrypy.quickstart(Observatory())
