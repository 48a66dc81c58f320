"""What exists and who may take it."""
