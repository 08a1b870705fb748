"""How pages are read, numbered and tied together."""
