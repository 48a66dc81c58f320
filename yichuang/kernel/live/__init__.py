"""The live process: Server-Sent Events fed by PostgreSQL LISTEN.

A page gets a signed token for one topic (:mod:`tokens`) and opens a stream with it; the process
(:mod:`server`, plain ASGI without Django) checks the token and sends an event whenever the relay
says the topic moved. An event says *that* something changed, never what: the page fetches its own
fragment, and permission is checked there.
"""

CHANNEL = "yichuang_live"
