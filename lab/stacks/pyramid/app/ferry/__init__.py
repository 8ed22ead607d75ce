"""The ferry line on Pyramid; the ini file says how it logs."""
import logging
import os
import threading
import time
import urllib.request

from pyramid.config import Configurator
from pyramid.settings import asbool

LOG = logging.getLogger(__name__)


def noise():
    """A tide gauge that nobody needs and that is always away."""
    while True:
        time.sleep(0.4)
        try:
            urllib.request.urlopen("http://127.0.0.1:21946/tide", timeout=1)
        except OSError:
            LOG.warning("tide gauge is away", exc_info=True)


def main(global_config, **settings):
    config = Configurator(settings=settings)
    config.include("ferry.routes")
    if asbool(settings.get("ferry.error_view")):
        config.add_exception_view("ferry.routes.failed", context=Exception, renderer="json")
    if os.environ.get("NOISE"):
        threading.Thread(target=noise, daemon=True, name="tide").start()
    LOG.info("ferry line %s is ready", os.environ.get("RELEASE", "2.3.0"))
    return config.make_wsgi_app()
