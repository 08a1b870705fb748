"""The review sheet: one set of facts (nouns.sheet), printed as a self-contained HTML file, as Markdown, or as JSON."""
