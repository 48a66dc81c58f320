"""Notices (通知文书). Legal documents and messages: what the authority says in writing."""
