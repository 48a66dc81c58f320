"""Kernel: errors, outbox, audit, ids, idempotency, time, encryption, embedded database. No business words."""
