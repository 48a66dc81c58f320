"""A reader of identity cards as a process of its own: speaks the HTTP contract, stands in for hardware.

    python -m yichuang.foundation.parties.tests.reader_service --port 0 --card card.json

``card.json`` is what lies on the reader, as the service answers it; no file: no card lies there. A file
that is not JSON is answered as it is: a broken service. The first line printed is the address.
"""

from __future__ import annotations

import argparse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Reader(BaseHTTPRequestHandler):
    """Answers ``GET /card``; lets pages of one origin ask."""

    card: Path
    origin = ""

    def do_GET(self) -> None:
        if self.path != "/card":
            self.send_error(404)
            return
        content = self.card.read_bytes() if self.card.exists() else b'{"status": "no-card"}'
        self._answer(200, content)

    def do_OPTIONS(self) -> None:
        self._answer(204, b"")

    def _answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        if self.origin:
            self.send_header("Access-Control-Allow-Origin", self.origin)
            self.send_header("Access-Control-Allow-Private-Network", "true")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """A reader keeps no record of who put a card to it."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--card", type=Path, required=True)
    parser.add_argument("--origin", default="")
    given = parser.parse_args()
    Reader.card, Reader.origin = given.card, given.origin
    with ThreadingHTTPServer(("127.0.0.1", given.port), Reader) as server:
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
