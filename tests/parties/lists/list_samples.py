"""Small list files in the shapes their publishers use; all parties are invented."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent / "samples"


def _sample(name: str) -> str:
    return (_FOLDER / name).read_bytes().decode("utf-8")


SDN_CSV = _sample("sdn.csv")
ALT_CSV = _sample("alt.csv")
ADD_CSV = _sample("add.csv")
COMMENTS_CSV = _sample("sdn_comments.csv")
SDN_XML = _sample("sdn.xml")
ADVANCED_XML = _sample("sdn_advanced.xml")
CSL_JSON = _sample("csl.json")
CSL_CSV = _sample("csl.csv")
DPL_TSV = _sample("dpl.txt")
US_JSON = _sample("us.json")
UN_XML = _sample("un.xml")
EU_XML = _sample("eu_fsf.xml")
EU_JOURNAL_CSV = _sample("eu_journal.csv")
UKSL_CSV = _sample("uksl.csv")
OFSI_CSV = _sample("ofsi.csv")
FTM_JSON = _sample("entities.ftm.json")
MAPPING = _sample("watch.yaml")
MAPPED_CSV = _sample("watch.csv")
