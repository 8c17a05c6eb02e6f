"""Texts that people have to read and acknowledge: guidance and policies, in editions, by role and region."""
