"""Pages as files, and the built site as a folder."""
