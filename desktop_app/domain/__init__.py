"""Records, typed ids, errors, rules of counting and small protocols. No I/O, no clock, no Qt."""
