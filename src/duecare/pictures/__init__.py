"""Pictures: SVG as text, readable in grey, in print and by screen readers."""

from duecare.pictures.track import interval_track

__all__ = ["interval_track"]
