"""Temporary, until the room is written: finds nothing out."""
def gather_countries(codes, known_at):
    return {}
