"""Pictures: SVG as text, readable in grey, in print and by screen readers."""

from duecare.pictures.graph import Link, Node, layered_graph
from duecare.pictures.track import interval_track

__all__ = ["Link", "Node", "interval_track", "layered_graph"]
