"""Accounts (账号权限): staff, their posts, what a post allows, tokens and written authorisations.

A permission is an act, a role and a place the post shares with the matter: one table in ``rules``.
Source: GB/T 22239 for separate administrators, lockout and audited sign-ins.
"""
