"""Pictures: SVG as text, readable in grey, in print and by screen readers."""

from duecare.pictures.bars import Bar, interval_bars
from duecare.pictures.graph import Link, Node, layered_graph
from duecare.pictures.lines import Estimate, Line, Series, sparkline, trend_lines
from duecare.pictures.strip import Cell, treaty_strip
from duecare.pictures.track import interval_track
from duecare.pictures.world_map import map_codes, world_map

__all__ = [
    "Bar",
    "Cell",
    "Estimate",
    "Line",
    "Link",
    "Node",
    "Series",
    "interval_bars",
    "interval_track",
    "layered_graph",
    "map_codes",
    "sparkline",
    "treaty_strip",
    "trend_lines",
    "world_map",
]
