"""A front that logs one access line per request and swallows every error: the server's own log is the evidence."""

import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import psycopg2
import pymysql
import redis

SECRET = os.environ.get("DB_PASSWORD", "")


def postgres(statements):
    db = psycopg2.connect(host="127.0.0.1", port=os.environ["DB_PORT"], dbname=os.environ.get("DB_NAME", "shop"), user="shop", password=SECRET)
    run(db, statements)


def mysql(statements):
    db = pymysql.connect(host="127.0.0.1", port=int(os.environ["DB_PORT"]), database=os.environ.get("DB_NAME", "shop"), user="shop", password=SECRET)
    run(db, statements)


def run(db, statements):
    cursor = db.cursor()
    for statement in statements:
        if statement.startswith("wait "):
            time.sleep(float(statement[5:]))
        else:
            cursor.execute(statement)
    db.commit()
    db.close()


def cache(words):
    client = redis.Redis(host="127.0.0.1", port=int(os.environ["DB_PORT"]), password=SECRET or None, socket_timeout=2)
    client.execute_command(*words)
    client.close()


class Front(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlsplit(self.path)
        arguments = [value for _, value in parse_qsl(url.query)]
        status = 200
        try:
            {"/pg": postgres, "/mysql": mysql, "/redis": cache, "/sorry": lambda _: 1 / 0}[url.path](arguments)
        except Exception:
            status = 500
        self.send_response(status)
        self.end_headers()

    def log_message(self, form, *arguments):
        line = f'{self.client_address[0]} - - [{self.log_date_time_string()}] {form % arguments} {self.headers.get("X-Request-ID")}\n'
        sys.stderr.write(line)


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Front).serve_forever()
