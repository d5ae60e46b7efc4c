"""The one history of all objects, and cursors into it."""
