"""The registry on disk, the files it pins, and the web they come from."""
