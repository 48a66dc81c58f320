"""What the person gets."""
