"""A whole order book: its distinct subjects looked at once, its distinct transactions judged once, and again by what
changes."""
