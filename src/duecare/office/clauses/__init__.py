"""Clauses of a case: chosen by what its review found, edited in versions, signed, and what was conceded."""
