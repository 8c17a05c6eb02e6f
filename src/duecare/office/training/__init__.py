"""Training: modules to read with questions, who has to do them by when, and who has."""
