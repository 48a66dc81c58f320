"""Cases (办件). The case: number, state machine, append-only acts, timeline."""
