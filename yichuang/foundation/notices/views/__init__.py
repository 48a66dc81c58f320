"""Pages of notices: documents as PDF, their verification, messages."""
