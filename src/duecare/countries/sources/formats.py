"""Every format of a country source by its name, and which one a file has from its content."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from duecare.countries.sources.record import Edition


@dataclass(frozen=True, slots=True)
class Format:
    """A format of country files. module: where `read` and `fits` are; imported when first needed."""

    name: str
    title: str
    module: str

    def read(self, paths: Sequence[Path]) -> Edition:
        """The edition that the files hold.

        Raises:
            InputError: with path and line, for a file that is not there, not of this format, malformed or cut off.
        """
        reader: Callable[[Sequence[Path]], Edition] = import_module(f"duecare.countries.sources.{self.module}").read
        return reader(paths)

    def fits(self, head: str) -> bool:
        """Whether the first 64 KiB of a file, as text, look like this format. XLSX: the names in its first two rows,
        joined by tabs."""
        sniff: Callable[[str], bool] = import_module(f"duecare.countries.sources.{self.module}").fits
        return sniff(head)


FORMATS: Final = {
    one.name: one
    for one in (
        Format("vdem", "V-Dem country-year table, CSV", "vdem"),
        Format("fiw", "Freedom in the World, items and scores, CSV or XLSX", "freedom_in_the_world"),
        Format("fotn", "Freedom on the Net, CSV or XLSX", "freedom_on_the_net"),
        Format("pts", "Political Terror Scale, CSV or XLSX", "political_terror_scale"),
        Format("lhrs", "Latent human-rights scores (Fariss), CSV", "latent_scores"),
        Format("cirights", "CIRIGHTS, CSV or XLSX", "cirights"),
        Format("hrmi", "HRMI civil and political rights scores, CSV", "hrmi"),
        Format("rsf", "RSF World Press Freedom Index, CSV", "press_freedom"),
        Format("wgi", "Worldwide Governance Indicators, CSV", "governance"),
        Format("aigs", "AI Global Surveillance Index, CSV or XLSX", "ai_surveillance"),
        Format("keepiton", "KeepItOn internet shutdowns, CSV or XLSX", "shutdowns"),
        Format("custom-index", "an index of your own with a mapping file", "custom_index"),
        Format("un-treaty", "UN Treaty Collection, one treaty, XML", "un_treaty"),
        Format("treaty-table", "treaty status, one row a state, CSV", "treaty_table"),
        Format("ecfr-740", "EAR country groups, 15 CFR part 740 supplement 1, XML or CSV", "country_groups"),
        Format("ecfr-738", "Commerce Country Chart, 15 CFR part 738 supplement 1, XML or CSV", "country_chart"),
        Format("ecfr-126", "22 CFR 126.1, XML or text", "arms_policy"),
        Format("programmes", "OpenSanctions programme metadata, CSV or YAML", "programmes"),
    )
}
