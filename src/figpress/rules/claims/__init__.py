"""What a page claims: printed numbers and displayed equations."""
