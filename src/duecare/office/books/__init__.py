"""Whole order books: uploaded, shown, cases opened from their rows."""
