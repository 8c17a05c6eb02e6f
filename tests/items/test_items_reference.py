"""Floors of the keyword scan on labelled product descriptions, so that a change that loses ground is seen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duecare.items import scan_text

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
    "remote_av_recorders": {"video_surveillance", "video_analytics", "body_worn_camera"},
    "smart_city": {"smart_city"},
    "social_media_analytics": {"social_media_analysis"},
    "spyware_intrusion": {"spyware", "person_monitoring"},
    "telecom": {"telecom_network"},
    "thermal_imaging": {"thermal_imaging"},
}  # fmt: skip


@pytest.mark.reference_data
def test_the_scan_keeps_its_floors_on_labelled_descriptions(reference_data: Path) -> None:
    rows = [json.loads(line) for line in (reference_data / "items" / "items.jsonl").read_text("utf-8").splitlines()]
    right = wrong = missed = wrongly_capable = harmless = 0
    for row in rows:
        found = {hit.value for hit in scan_text(row["text"]).capabilities}
        served = [SERVES[category] for category in row["categories"]] if row["label"] != "none" else []
        right += sum(bool(found & serving) for serving in served)
        missed += sum(not found & serving for serving in served)
        wrong += sum(not any(one in serving for serving in served) for one in found)
        if row["label"] == "none":
            harmless += 1
            wrongly_capable += bool(found)
    assert 2 * right / (2 * right + wrong + missed) >= 0.80
    assert wrongly_capable <= 0.04 * harmless


@pytest.mark.reference_data
def test_every_described_deal_of_the_reference_set_is_recognised(reference_data: Path) -> None:
    texts = []
    for name in ("cases", "controls", "twins"):
        for line in (reference_data / "cases" / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            texts += [row["item_text"]] if "item_text" in row else [row["a"]["item_text"], row["b"]["item_text"]]
    assert [text for text in texts if scan_text(text).verdict == "unknown"] == []
