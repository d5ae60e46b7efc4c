"""What a request does: one file a verb."""
