"""Which column of a table says what of a party: by the usual names of columns, or as the user says."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from duecare.errors import InputError
from duecare.parties.screening.particulars import FIELDS

_USUAL: Final = {
    "name": "name,names,fullname,partyname,party,company,companyname,customer,customername,businesspartner,"
    "businesspartnername,bpname,entity,entityname,vendor,vendorname,supplier,suppliername,consignee,consigneename,"
    "enduser,endusername,account,accountname,legalname,registeredname,organisation,organization,organisationname,"
    "organizationname,name1,primaryname,vesselname,shipname,firma,firmenname,kunde,kundenname,nom,raisonsociale,"
    "nombre,razonsocial,nome,ragionesociale,naam,имя,фио,наименование,название,名称,名稱,公司名称,姓名,الاسم,اسم,氏名,会社名",
    "alias": "alias,aliases,aka,alsoknownas,othername,othernames,alternativename,alternativenames,alternatename,"
    "alternatenames,altname,altnames,tradename,tradingname,tradingas,dba,formername,formernames,formerly,fka,"
    "nativename,localname,namelocal,originalname,originalscriptname,nameinoriginalscript,nonlatinname,shortname,"
    "weiterername,псевдоним,别名",
    "first_name": "firstname,givenname,givennames,forename,forenames,vorname,prenom,имя1,first",
    "middle_name": "middlename,secondname,patronymic,отчество,middle",
    "last_name": "lastname,surname,familyname,nachname,nomdefamille,apellido,apellidos,cognome,фамилия,last",
    "kind": "kind,type,partytype,entitytype,customertype,recordtype,subjecttype,schema,typ,art",
    "country": "country,countries,countrycode,countryname,countryiso,iso2,nationality,nationalities,citizenship,"
    "countryofresidence,residence,countryofincorporation,jurisdiction,countryofregistration,flag,countryreg,land,pays,pais,"
    "paese,страна,国家,国籍,国,البلد,الجنسية",
    "born": "born,dob,dateofbirth,birthdate,birthday,dateborn,yearofbirth,birthyear,yob,geburtsdatum,geburtstag,"
    "datedenaissance,fechadenacimiento,datadinascita,датарождения,出生日期,生年月日,تاريخالميلاد",
    "gender": "gender,sex,geschlecht,sexe,sexo,пол,性别",
    "address": "address,addresses,fulladdress,postaladdress,registeredaddress,addr,anschrift,adresse,direccion,"
    "indirizzo,адрес,地址,العنوان",
    "reference": "reference,ref,id,partyid,customerid,customerno,customernumber,bpnumber,businesspartnerid,accountid,"
    "accountnumber,vendorid,vendornumber,externalid,recordid,kundennummer,partnernummer",
    "id.passport": "passport,passportno,passportnumber,passportid,passnummer,паспорт,护照",
    "id.national_id": "nationalid,nationalidno,nationalidnumber,idcard,idcardnumber,identitycard,personalid,ssn",
    "id.tax_number": "taxid,taxnumber,taxno,taxidnumber,tin,vat,vatid,vatnumber,vatno,ustid,ustidnr,steuernummer,nif,"
    "siren,ein",
    "id.registration_number": "registrationnumber,registrationno,registrationid,regno,regnumber,companynumber,"
    "companyno,companyregistrationnumber,crn,crno,handelsregisternummer,hrb,commercialregisternumber,registernumber",
    "id.inn": "inn,инн",
    "id.ogrn": "ogrn,огрн",
    "id.uscc": "uscc,usci,unifiedsocialcreditcode,socialcreditcode,统一社会信用代码",
    "id.lei": "lei,leicode,legalentityidentifier",
    "id.swift_bic": "swift,bic,swiftbic,swiftcode,biccode",
    "id.imo": "imo,imono,imonumber",
    "id.mmsi": "mmsi",
    "id.call_sign": "callsign",
    "id.tail_number": "tailnumber,tailno,aircraftregistration",
    "id.isin": "isin",
    "id.duns": "duns,dunsnumber,dunsno",
    "id.crypto_wallet": "wallet,walletaddress,cryptowallet,cryptoaddress",
    "id.other": "idnumber,identificationnumber,documentnumber",
}


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(char for char in plain if char.isalnum())


_FIELD_OF: Final = {_folded(word): field for field, words in _USUAL.items() for word in words.split(",")}
_WEAK: Final = {_folded(word) for word in ("party", "account", "entity", "customer", "vendor", "supplier", "consignee")}
"""Headings that often stand over a number: they are names only where no better heading is."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a table holds what.

    fields: a field of FIELDS for each column that is read, by its place. read: the names of the columns read, with
    their fields. unread: the names of those that are not.
    """

    fields: tuple[tuple[int, str], ...]
    read: tuple[tuple[str, str], ...]
    unread: tuple[str, ...]

    def texts(self, row: Sequence[Any]) -> dict[str, list[str]]:
        """What a row says, by field."""
        found: dict[str, list[str]] = {}
        for place, field in self.fields:
            if place < len(row) and row[place] is not None:
                text = cell_text(row[place])
                if text:
                    found.setdefault(field, []).append(text)
        return found


def columns_of(head: Sequence[str], chosen: Mapping[str, Sequence[str]], path: str) -> Columns:
    """Find the columns of a table.

    Args:
        head: The names of its columns.
        chosen: By field, the columns that the user named for it; those fields are then not looked for.
        path: The table, for messages.

    Raises:
        InputError: a column named does not exist, a field does not, or no column holds names.
    """
    taken: dict[int, str] = {}
    for field, names in chosen.items():
        if field not in FIELDS:
            raise InputError(f"--column: {field!r} is no field", hint=f"accepted: {', '.join(FIELDS)}")
        for name in names:
            taken[_place(head, name, path)] = field
    guessed = {
        place: _FIELD_OF[_folded(name)]
        for place, name in enumerate(head)
        if place not in taken and _FIELD_OF.get(_folded(name)) not in (None, *chosen)
    }
    if "name" not in chosen:
        strong = [place for place, field in guessed.items() if field == "name" and _folded(head[place]) not in _WEAK]
        if strong or "last_name" in guessed.values():
            guessed = {place: field for place, field in guessed.items() if field != "name" or place in strong}
    taken |= guessed
    if not {"name", "last_name"} & set(taken.values()):
        raise InputError(
            "which column holds the names is not certain",
            path=path,
            hint=f"say --column name=HEADING; columns: {listed_names(head)}",
        )
    places = sorted(taken.items())
    return Columns(
        tuple(places),
        tuple((head[place], field) for place, field in places),
        tuple(name for place, name in enumerate(head) if place not in taken and name.strip()),
    )


def _place(head: Sequence[str], name: str, path: str) -> int:
    folded = [column.strip().casefold() for column in head]
    if name.strip().casefold() not in folded:
        raise InputError(f"has no column {name.strip()!r}", path=path, hint=f"columns: {listed_names(head)}")
    return folded.index(name.strip().casefold())


def listed_names(head: Iterable[str]) -> str:
    """Names of columns for a message."""
    return ", ".join(repr(name) for name in head if name.strip()) or "none"


def cell_text(cell: Any) -> str:
    """What stands in a cell, as text: a date without a time of day, a whole number without a fraction."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, (list, tuple)):
        return ";".join(map(cell_text, cell))
    return str(cell).strip()
