"""Distinct transactions judged and weighed over arrays: the same as a review of each, for many at once."""
