"""Clocks (时限). The legal clock: limits, suspensions, extensions, due dates and lights."""
