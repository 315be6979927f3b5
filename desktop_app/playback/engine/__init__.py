"""The engine process. It opens no file: sound comes to it decoded, through shared memory, and leaves to the device."""
