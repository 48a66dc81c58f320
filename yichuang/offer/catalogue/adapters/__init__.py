"""Outside libraries of the catalogue."""
