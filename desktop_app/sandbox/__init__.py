"""Start, limit and talk to child processes. The only place with sockets (AF_UNIX, to pass descriptors) and seccomp."""
