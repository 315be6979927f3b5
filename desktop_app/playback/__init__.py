"""Playing sound: the engine, a process of its own that holds the sound device, and the client that drives it."""
