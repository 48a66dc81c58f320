"""Delivery (出件送达). Hands the result to the person and proves it."""
