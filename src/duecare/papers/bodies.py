"""What a body is and how it stands to a state, in words."""

from __future__ import annotations

KINDS = {
    "police": "a police body",
    "military": "a military body",
    "intelligence": "an intelligence or state-security body",
    "interior_ministry": "a ministry of the interior",
    "border": "a border, customs or migration body",
    "prison": "a prison body",
    "judiciary": "a court or prosecutor",
    "telecom_operator": "a telecommunications operator",
    "telecom_regulator": "a telecommunications regulator",
    "municipality": "a municipality or regional administration",
    "health": "a health body",
    "fire_rescue": "a fire, rescue or emergency body",
    "education": "a body of education or research",
    "wildlife": "a body for wildlife, forests or parks",
    "transport": "a transport body",
    "utility": "a utility",
    "ministry": "a ministry or central office",
    "state_owned_enterprise": "a state enterprise",
    "private_company": "a private company",
    "ngo": "an association, charity or aid organisation",
    "individual": "a person",
    "other": "a body of another sort",
}
TIES = {
    "government": "part of the government",
    "state_owned": "owned by a state",
    "controlled": "controlled by a state",
    "contracted": "doing a function of a state for pay",
    "compelled": "compelled by law to give access",
    "none": "established to have no tie to a state",
}
