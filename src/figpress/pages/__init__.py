"""Pages as authors write them: links with a scheme, displays, headings, listings, numbering, front matter."""
