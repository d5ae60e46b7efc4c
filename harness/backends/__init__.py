"""Where clusters come from, one file each."""
