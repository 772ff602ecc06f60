"""A file on disk becomes rows of the eleven tables, or lines in quarantine."""
