"""What a vendor reads: the report and its renderings."""
