"""What scenarios talk about: the runtime, machines, checks, nodes, the command."""
