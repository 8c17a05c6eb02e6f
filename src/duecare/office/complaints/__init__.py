"""Complaints: from outsiders and from staff, without account and without name, and what is done about them."""
