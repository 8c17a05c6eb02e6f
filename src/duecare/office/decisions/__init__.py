"""Decisions with four eyes, the gates they open, conditions, licences, clearance."""
