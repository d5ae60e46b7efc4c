"""What runs around a real API server: collection, namespaces, workloads, scheduling."""
