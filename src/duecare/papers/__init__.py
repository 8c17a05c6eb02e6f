"""Papers: a review as people read it, in the terminal and on paper.

Nothing is imported here: the memo as HTML needs no terminal library, and the terminal needs no HTML.
"""

__all__: list[str] = []
