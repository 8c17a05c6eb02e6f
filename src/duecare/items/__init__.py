"""What can it do? A product's own words, read for its capabilities and modes."""

from duecare.items.scan import FOUND_BY, Hit, ItemFact, Scan, Span, facts_of, gather_items, scan_text

__all__ = ["FOUND_BY", "Hit", "ItemFact", "Scan", "Span", "facts_of", "gather_items", "scan_text"]
