"""Catalogue (事项): items down to handling item, scenario, material and review point; versions; search.

Upstream: places (who is competent), clocks (limits). Law: 行政许可法 §30.
"""
