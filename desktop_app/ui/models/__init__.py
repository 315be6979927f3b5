"""Item models: they hold ids and the rows that are on screen, and never touch files or SQL."""
