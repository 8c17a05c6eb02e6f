"""Pages about those of a case: its parties, the countries that it touches, and the agencies that they may be."""
