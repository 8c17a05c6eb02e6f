"""How long what is kept, legal holds, erasure, subject access."""
