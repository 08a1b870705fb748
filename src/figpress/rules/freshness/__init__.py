"""What a run depended on, and whether that is still so."""
