"""Sound: decode files to PCM in reader processes, and turn PCM into features in the analysis process."""
