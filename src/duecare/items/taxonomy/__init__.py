"""The taxonomy of capabilities: one YAML file each, compiled to JSON."""

from duecare.items.taxonomy.model import Candidate, Capability, Misuse, Mode, Right, Scenario, taxonomy

__all__ = ["Candidate", "Capability", "Misuse", "Mode", "Right", "Scenario", "taxonomy"]
