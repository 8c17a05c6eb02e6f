"""Why one red flag or legal stop is raised, clear, open or resolved, in the terminal."""

from __future__ import annotations
