"""The ways in: a pool for the Python client, HTTP and TLS for everybody else."""
