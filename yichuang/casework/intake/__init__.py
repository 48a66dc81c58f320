"""Intake (收件受理). Turns what a person hands over into a case the state must answer."""
