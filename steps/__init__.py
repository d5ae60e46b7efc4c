"""The phrases of the scenarios; each is one line on the World."""
