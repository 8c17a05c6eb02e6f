"""The office: reviews as cases that a team works on, decides with four eyes and watches after the sale.

A Django application on top of the library, which knows nothing of it. Nothing is imported here, so that the command
line can name it without loading Django.
"""

__all__: list[str] = []
