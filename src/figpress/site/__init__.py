"""Pages to HTML and back: the Markdown extension, the generator's plugin, the preview, the closed world."""
