"""Notices (通知文书). Legal documents and messages: what the authority says in writing.

Upstream: places (the authority), accounts (who may open), parties (addresses), documents (files).
Publishes ``notices.notice-issued`` and ``notices.message-queued``, and hears both itself: the worker
renders a document and carries a message after the transaction that wrote it. Law: 行政许可法 §32, §38.
"""
