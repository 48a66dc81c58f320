"""Scope (受理范围). Which window, outlet or site may take what, since when and on what basis."""
