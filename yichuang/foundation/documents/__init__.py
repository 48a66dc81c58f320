"""Documents (文件). Stored files: addressed by content, encrypted, checked on every read.

Upstream: kernel. Nothing is published: a file means something only to the domain that keeps its id.
Files are held behind a port (:class:`types.ContentStore`), one folder per adapter in ``adapters``.
"""
