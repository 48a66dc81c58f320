"""A feed of a level above, as a process of its own: prints its port, answers until it is ended.

``python feed_server.py FILE [CERTIFICATE KEY]`` answers ``/list`` with the file; other addresses misbehave.
"""

from __future__ import annotations

import ssl
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TOKEN = "Bearer let-me-in"


class Feed(BaseHTTPRequestHandler):
    content = b""

    def do_GET(self) -> None:
        if self.path == "/list":
            self._answer(self.content)
        elif self.path == "/members":
            self._answer(self.content, 200 if self.headers.get("Authorization") == TOKEN else 401)
        elif self.path.startswith("/status/"):
            self._answer(b"", int(self.path.removeprefix("/status/")))
        elif self.path == "/half":
            self._answer(self.content[: len(self.content) // 2], length=len(self.content))
        elif self.path == "/drip":
            self._drip()
        elif self.path == "/noise":
            self.wfile.write(b"\x00\x01\x02 no answer at all\r\n\r\n")

    def _answer(self, content: bytes, status: int = 200, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        if 300 <= status < 400:
            self.send_header("Location", "/list")
        self.end_headers()
        self.wfile.write(content)

    def _drip(self) -> None:
        """A byte now and then, and never the last one."""
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(b" ")
            time.sleep(0.02)

    def log_message(self, *_: object) -> None:
        """Quietly."""

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, ssl.SSLError):
            self.close_connection = True


def main(file: str, certificate: str = "", key: str = "") -> None:
    Feed.content = Path(file).read_bytes()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
