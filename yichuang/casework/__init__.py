"""One application, from receipt to decision."""
