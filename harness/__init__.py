"""A scenario's hands and eyes, whatever the cluster and the implementation are."""
