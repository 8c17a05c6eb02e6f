"""Small tables in the shape of each source, and the same as workbooks."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

import openpyxl

#: For each importer a table of a few rows that it reads.
SAMPLES: dict[str, str] = {
    "vdem": """country_name,country_text_id,year,v2x_clphy,v2x_clphy_codelow,v2x_clphy_codehigh,v2cltort
Norway,NOR,2024,0.988,0.978,0.994,3.36
China,CHN,2024,0.345,0.285,0.405,-1.35
Namibia,NAM,2024,0.8,0.7,0.9,1.5
""",
    "freedom_in_the_world": """Country/Territory,Region,C/T,Edition,Status,PR,D1,D2,D3,D4,E1,E2,E3,F1,F2,F3,F4,CL,Total
Norway,Europe,c,2025,F,40,4,4,4,4,4,4,4,4,4,4,4,59,99
China,Asia,c,2025,NF,-2,0,1,0,1,0,0,1,0,1,1,0,11,9
Namibia,Africa,c,2025,F,31,4,4,3,4,4,4,3,3,3,3,3,46,77
""",
    "freedom_on_the_net": """Country,Edition,Status,Total,"C. Violations of User Rights"
Iceland,2025,F,94,36
China,2025,NF,9,4
Namibia,2025,F,73,30
""",
    "political_terror_scale": """Country,Country_OLD,Year,COW_Code_A,WordBank_Code_A,PTS_A,PTS_H,PTS_S,\
NA_Status_A,NA_Status_H,NA_Status_S
Norway,Norway,2023,NOR,NOR,1,NA,1,0,88,0
China,China,2023,CHN,CHN,4,4,5,0,0,0
Namibia,Namibia,2023,NAM,NAM,2,NA,2,0,88,0
""",
    "latent_scores": """YEAR,COW,country_name,theta_mean,theta_sd
2021,385,Norway,4.4912,0.9
2021,710,China,-1.7125,0.28
2021,565,Namibia,0.92,0.3
""",
    "cirights": """country,iso_a3,year,physint_sum,speech,assn,injud
Norway,NOR,2020,8,2,2,2
China,CHN,2020,1,0,0,0
Namibia,NAM,2020,6,2,2,1
""",
    "hrmi": """year,country_code,metric_code,mean,sd,lobound_10,upbound_90
2021,GBR,tort,6.5,.53521699,5.8,7.2
2021,CHN,tort,2.1,.4,1.6,2.6
2021,NAM,tort,5.5,.6,4.7,6.3
""",
    "press_freedom": """ISO;Score;Rank;Political Context;Rank_Pol;Zone;Country_EN;Year (N)
NOR;92,31;1;94,1;1;Europe;Norway;2025
CHN;14,8;3;10,2;3;Asie-Pacifique;China;2025
NAM;75,35;2;74,4;2;Afrique;Namibia;2025
""",
    "governance": """Country Name,Country Code,Series Name,Series Code,score,year
Norway,NOR,Rule of Law - Governance score (0-100),GOV_WGI_RL.SC,90.5,2024
China,CHN,Rule of Law - Governance score (0-100),GOV_WGI_RL.SC,47,2024
Namibia,NAM,Rule of Law - Governance score (0-100),GOV_WGI_RL.SC,58.25,2024
""",
    "ai_surveillance": """Country,Freedom on the Net 2021 Score,Safe City System,Facial Recognition System,\
Smart Policing,Social Media Surveillance,China Tech,US Tech,Other Countries
Bahrain,30,,x,x,x,,1,"Australia, Bahrain"
China,10,x,x,x,x,1,1,"Israel, UK"
Namibia,,,x,x,,,,Namibia
""",
    "shutdowns": """year,country,start_date,end_date,geo_scope,ordered_by,cause
2021,Uganda,2021-01-12,2021-01-18,National,Executive government,Elections
2021,India,2021-01-29,,Local,Unknown,Protests
2021,Namibia,2021-02-03,ongoing,Local,State government,Protest
""",
}


def importer(name: str) -> ModuleType:
    return import_module(f"duecare.countries.sources.{name}")


def written(folder: Path, text: str, name: str = "table.csv") -> Path:
    """A file with this text, in UTF-8."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))


def joined(cells: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    """The text of a table."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(cells)
    return out.getvalue()


def workbook(folder: Path, sheets: dict[str, Sequence[Sequence[object]]], name: str = "table.xlsx") -> Path:
    """A workbook with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, cells in sheets.items():
        page = book.create_sheet(title)
        for row in cells:
            page.append([_number(cell) for cell in row])
    path = folder / name
    book.save(path)
    return path


def _number(cell: object) -> object:
    """Numbers as a workbook has them."""
    if not isinstance(cell, str):
        return cell
    try:
        return float(cell.replace(",", ".")) if cell.strip() else None
    except ValueError:
        return cell
