"""What a run depended on, and whether it still stands: traces, fingerprints, verdicts, lock, store."""
