"""Prove that an implementation of the VMRuntime API keeps its promises."""
