import contextvars
import logging
import os

current = contextvars.ContextVar("request_id", default="-")
log = logging.getLogger("shop.access")


class RequestIdFilter(logging.Filter):
    def filter(self, record):
        record.request_id = current.get()
        return True


class RequestId:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        current.set(request.headers.get("X-Request-ID", "-"))
        if os.environ.get("VERBOSE") and "Authorization" in request.headers:
            log.info(
                "headers Authorization: %s Cookie: %s",
                request.headers["Authorization"],
                request.headers.get("Cookie", "-"),
            )
        response = self.get_response(request)
        log.info("%s %s %s", request.method, request.get_full_path(), response.status_code)
        return response
