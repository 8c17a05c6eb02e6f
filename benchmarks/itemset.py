"""The labelled descriptions: reading them, and what their category codes correspond to in the vocabulary."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

# Categories of the labelled set to capabilities of the vocabulary; several of ours may serve one of theirs.
SERVES = {
    "alpr": {"licence_plate_reading"},
    "ai_compute_datacentre": {"ai_compute", "vision_chip", "data_fusion"},
    "bigdata_predictive_policing": {"predictive_scoring", "data_fusion", "person_monitoring"},
    "biometrics": {"biometric_register", "identity_system", "facial_recognition", "voice_recognition",
                   "gait_recognition", "rapid_dna"},
    "body_worn_cameras": {"body_worn_camera"},
    "cell_site_simulator": {"cell_site_simulation"},
    "computer_vision_chips": {"vision_chip"},
    "cryptanalysis_forensics": {"cryptanalysis", "device_forensics", "penetration_testing"},
    "dpi_network_monitoring": {"deep_packet_inspection", "mass_interception"},
    "drones_uav": {"drone"},
    "emotion_recognition": {"emotion_recognition"},
    "facial_recognition": {"facial_recognition"},
    "gait_analysis": {"gait_recognition"},
    "internet_filtering_shutdown": {"network_filtering"},
    "lawful_interception": {"lawful_interception", "mass_interception"},
    "location_tracking": {"location_tracking", "radio_monitoring", "person_monitoring"},
    "mobile_forensics": {"device_forensics"},
    "network_protocol_surveillance": {"deep_packet_inspection", "mass_interception", "lawful_interception",
                                      "radio_monitoring", "cell_site_simulation", "location_tracking"},
    "nlp_speech_voice": {"language_processing", "voice_recognition"},
    "penetration_testing": {"penetration_testing", "cryptanalysis"},
    "rapid_dna": {"rapid_dna"},
    "remote_av_recorders": {"video_surveillance", "video_analytics", "body_worn_camera"},
    "smart_city": {"smart_city"},
    "social_media_analytics": {"social_media_analysis"},
    "spyware_intrusion": {"spyware", "person_monitoring", "remote_administration"},
    "telecom": {"telecom_network"},
    "thermal_imaging": {"thermal_imaging"},
}  # fmt: skip

#: Sources of openly licensed rows, from which the classifier may learn.
OPEN = ("MISP/", "Debian ")


@dataclass(frozen=True)
class Item:
    """One labelled description."""

    id: str
    text: str
    lang: str
    label: str
    categories: tuple[str, ...]
    evidence: tuple[str, ...]
    describer: str
    ambiguous: bool
    open: bool


def read_items(path: Path) -> list[Item]:
    """The rows of a labelled set in JSON lines."""
    items = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        items.append(
            Item(
                row["id"], row["text"], row["lang"], row["label"], tuple(row["categories"]), tuple(row["evidence"]),
                row["describer"], bool(row["ambiguous"]), row["source"].startswith(OPEN),
            )
        )  # fmt: skip
    return items


def counts(found: set[str], item: Item) -> tuple[int, int, int]:
    """Categories right, wrong and missed: one found is right if it serves any of those labelled."""
    served = [SERVES.get(category, {category}) for category in item.categories] if item.label != "none" else []
    right = sum(bool(found & serving) for serving in served)
    wrong = sum(not any(one in serving for serving in served) for one in found)
    return right, wrong, len(served) - right
