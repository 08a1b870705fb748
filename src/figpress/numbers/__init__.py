"""Numbers and words in prose, as printed, compared with what was computed."""
