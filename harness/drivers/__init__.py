"""How an implementation gets in and out, one file each."""
