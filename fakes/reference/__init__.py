"""A complete, correct implementation of the VMRuntime API, and its command line."""
