"""How a patch changes an object: one file a patch type."""
