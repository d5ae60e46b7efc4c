"""The reference with deliberate defects, one family a file."""
