"""A section as its reviewer sees it: before and after, claims and sources, findings."""
