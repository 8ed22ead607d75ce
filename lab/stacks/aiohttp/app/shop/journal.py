import contextvars
import logging
import os
import sys

request_id = contextvars.ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    def filter(self, record):
        record.request_id = request_id.get()
        return True


def set_up():
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(RequestIdFilter())
    style = os.environ.get("LOG_STYLE", "plain")
    if style == "json":
        from pythonjsonlogger.json import JsonFormatter

        handler.setFormatter(
            JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s", rename_fields={"levelname": "level", "asctime": "ts"})
        )
    elif style == "id":
        handler.setFormatter(logging.Formatter("%(asctime)s | %(levelname)-8s | %(request_id)s | %(name)s - %(message)s"))
    else:
        handler.setFormatter(logging.Formatter("%(levelname)s:%(name)s:%(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
