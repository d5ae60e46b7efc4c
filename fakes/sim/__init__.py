"""Virtual time and every open decision of a simulation."""
