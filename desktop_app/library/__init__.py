"""Find music files, read their tags and tell recordings apart. Never decodes sound, never writes to a music file."""
