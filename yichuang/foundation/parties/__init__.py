"""Parties (办事人). Natural and legal persons who come to the window, and their identities."""
