"""After the sale: cases reviewed again, alerts, freezes, events that re-open due diligence."""
