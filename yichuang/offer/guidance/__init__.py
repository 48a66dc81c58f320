"""Guidance (导办). Scenario answers to the exact list of materials; the public search and guide."""
