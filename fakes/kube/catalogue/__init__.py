"""What a server says of itself: discovery, OpenAPI, tables."""
