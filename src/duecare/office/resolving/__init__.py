"""Red flags resolved by two people, hits decided, legal stops lifted by a record."""
