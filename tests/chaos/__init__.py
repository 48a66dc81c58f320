"""``make chaos``: every part of the product is killed at random under load, and nothing is lost.

load     clients that take no for an answer only once: the same key until it is answered
killing  kill -9 of web, live, worker, relay and postmaster
checks   afterwards, in the database: every answered act once, every event heard, the log whole
"""
