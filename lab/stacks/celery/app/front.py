"""Takes a request, runs one task in the worker and waits for it, as a synchronous endpoint of the shop does."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from tasks import app


class Front(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlsplit(self.path)
        arguments = dict(parse_qsl(url.query))
        name = url.path.strip("/")
        if name == "quiet":
            return self.answer(500)
        if name == "average":
            arguments["lines"] = [] if arguments.pop("empty", "") else [{"price": 12}, {"price": 20}]
        try:
            task = app.send_task(f"tasks.{name}", kwargs={"request_id": self.headers["X-Request-ID"], **arguments})
            task.get(timeout=8)
        except Exception:
            return self.answer(500)
        return self.answer(200)

    def answer(self, status):
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Front).serve_forever()
