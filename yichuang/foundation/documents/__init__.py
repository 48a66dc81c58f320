"""Documents (文件). Stored files: addressed by content, encrypted, checked on every read."""
