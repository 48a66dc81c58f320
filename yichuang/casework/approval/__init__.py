"""Approval (审查决定). Departments decide: routing, claim, opinion, decision."""
