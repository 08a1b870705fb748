"""A project, edits of it, and the truth about each: what a full redraw would change."""
