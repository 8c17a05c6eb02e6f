"""The guided questions: what a requester is asked, one thing a page."""
