"""The programme as a whole: the policy commitment, where the company stands, and what it says in public."""
