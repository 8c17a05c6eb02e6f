# ruff: noqa: E501
"""What the public-domain table lacks: German names, everyday aliases, Kosovo, Taiwan and a few subdivisions. Own words."""

from __future__ import annotations

_GERMAN = """
AD Andorra;AE Vereinigte Arabische Emirate;AF Afghanistan;AG Antigua und Barbuda;AL Albanien;AM Armenien;AO Angola
AR Argentinien;AT Österreich;AU Australien;AZ Aserbaidschan;BA Bosnien und Herzegowina|Bosnien-Herzegowina;BB Barbados
BD Bangladesch;BE Belgien;BF Burkina Faso;BG Bulgarien;BH Bahrain;BI Burundi;BJ Benin;BN Brunei Darussalam;BO Bolivien
BR Brasilien;BS Bahamas;BT Bhutan;BW Botsuana|Botswana;BY Belarus|Weißrussland;BZ Belize;CA Kanada
CD Demokratische Republik Kongo;CF Zentralafrikanische Republik;CG Republik Kongo;CH Schweiz;CI Côte d’Ivoire|Elfenbeinküste
CL Chile;CM Kamerun;CN China|Volksrepublik China;CO Kolumbien;CR Costa Rica;CU Kuba;CV Cabo Verde|Kap Verde;CY Zypern
CZ Tschechien|Tschechische Republik;DE Deutschland|Bundesrepublik Deutschland;DJ Dschibuti;DK Dänemark;DM Dominica
DO Dominikanische Republik;DZ Algerien;EC Ecuador;EE Estland;EG Ägypten;ER Eritrea;ES Spanien;ET Äthiopien;FI Finnland
FJ Fidschi;FM Mikronesien;FR Frankreich;GA Gabun;GB Vereinigtes Königreich|Großbritannien;GD Grenada;GE Georgien;GH Ghana
GM Gambia;GN Guinea;GQ Äquatorialguinea;GR Griechenland;GT Guatemala;GW Guinea-Bissau;GY Guyana;HK Hongkong;HN Honduras
HR Kroatien;HT Haiti;HU Ungarn;ID Indonesien;IE Irland;IL Israel;IN Indien;IQ Irak;IR Iran;IS Island;IT Italien;JM Jamaika
JO Jordanien;JP Japan;KE Kenia;KG Kirgisistan|Kirgistan;KH Kambodscha;KI Kiribati;KM Komoren;KN St. Kitts und Nevis
KP Nordkorea;KR Südkorea;KW Kuwait;KZ Kasachstan;LA Laos;LB Libanon;LC St. Lucia;LI Liechtenstein;LK Sri Lanka;LR Liberia
LS Lesotho;LT Litauen;LU Luxemburg;LV Lettland;LY Libyen;MA Marokko;MC Monaco;MD Moldau|Moldawien;ME Montenegro
MG Madagaskar;MH Marshallinseln;MK Nordmazedonien;ML Mali;MM Myanmar|Birma;MN Mongolei;MO Macau;MR Mauretanien;MT Malta
MU Mauritius;MV Malediven;MW Malawi;MX Mexiko;MY Malaysia;MZ Mosambik;NA Namibia;NE Niger;NG Nigeria;NI Nicaragua
NL Niederlande|Holland;NO Norwegen;NP Nepal;NR Nauru;NZ Neuseeland;OM Oman;PA Panama;PE Peru;PG Papua-Neuguinea
PH Philippinen;PK Pakistan;PL Polen;PS Palästina;PT Portugal;PW Palau;PY Paraguay;QA Katar;RO Rumänien;RS Serbien
RU Russland|Russische Föderation;RW Ruanda;SA Saudi-Arabien;SB Salomonen;SC Seychellen;SD Sudan;SE Schweden;SG Singapur
SI Slowenien;SK Slowakei;SL Sierra Leone;SM San Marino;SN Senegal;SO Somalia;SR Suriname;SS Südsudan;ST São Tomé und Príncipe
SV El Salvador;SY Syrien;SZ Eswatini|Swasiland;TD Tschad;TG Togo;TH Thailand;TJ Tadschikistan;TL Timor-Leste|Osttimor
TM Turkmenistan;TN Tunesien;TO Tonga;TR Türkei;TT Trinidad und Tobago;TV Tuvalu;TW Taiwan;TZ Tansania;UA Ukraine;UG Uganda
US Vereinigte Staaten|Vereinigte Staaten von Amerika;UY Uruguay;UZ Usbekistan;VA Vatikanstadt|Heiliger Stuhl
VC St. Vincent und die Grenadinen;VE Venezuela;VN Vietnam;VU Vanuatu;WS Samoa;XK Kosovo;YE Jemen;ZA Südafrika;ZM Sambia
ZW Simbabwe
"""
GERMAN = {entry.strip()[:2]: entry.strip()[3:] for line in _GERMAN.strip().splitlines() for entry in line.split(";")}

ALIASES = {
    "AE": "UAE|Emirates|Abu Dhabi|Dubai|Émirats arabes unis|EAU",
    "BA": "Bosnia",
    "BN": "Brunei",
    "BO": "Bolivia",
    "BY": "Byelorussia|Belorussia|Republic of Belarus|Biélorussie|Беларусь|Белоруссия",
    "CD": "DRC|DR Congo|D.R. Congo|Congo-Kinshasa|Congo (Kinshasa)|Zaire|RDC|République démocratique du Congo"
    "|Democratic Republic of Congo|Congo, Democratic Republic of the|Congo, The Democratic Republic of the",
    "CG": "Congo-Brazzaville|Congo (Brazzaville)|Republic of Congo|Congo Republic",
    "CI": "Ivory Coast|Cote d Ivoire",
    "CN": "PRC|P.R. China|People's Republic of China|Mainland China|中华人民共和国",
    "CV": "Cape Verde",
    "CZ": "Czech Republic|République tchèque|República Checa",
    "ET": "Federal Democratic Republic of Ethiopia",
    "FM": "Micronesia|Federated States of Micronesia",
    "GB": "UK|U.K.|Britain|Great Britain|England|Scotland|Wales|Northern Ireland|Royaume-Uni|Reino Unido",
    "GM": "The Gambia|Gambia, The",
    "HK": "Hong Kong|Hong Kong SAR|Hongkong|HKSAR|Hong Kong, China|香港|Гонконг|هونغ كونغ",
    "IR": "Iran|Persia|Islamic Republic of Iran|Irán|伊朗|Иран|إيران",
    "KG": "Kyrgyz Republic|Kirghizia",
    "KP": "North Korea|DPRK|Korea, Democratic People's Republic of|Corée du Nord|Corea del Norte|Северная Корея|朝鲜|كوريا الشمالية",
    "KR": "South Korea|ROK|Republic of Korea|Korea, Republic of|Corée du Sud|Corea del Sur|Южная Корея|韩国|كوريا الجنوبية",
    "LA": "Laos|Lao PDR|Lao",
    "LK": "Ceylon",
    "LY": "Libya|State of Libya|Libyan Arab Jamahiriya",
    "MD": "Moldova|Republic of Moldova|Moldova, Republic of",
    "MK": "Macedonia|North Macedonia|FYROM",
    "MM": "Burma|Myanmar|Birmanie|Birmania",
    "MO": "Macau|Macao SAR|Macao|澳门",
    "NL": "Holland|The Netherlands",
    "PH": "The Philippines",
    "PS": "Palestine|Palestinian Territories|Occupied Palestinian Territory|West Bank|Gaza|State of Palestine|Palestine, State of|Palestina"
    "|Палестина|巴勒斯坦|فلسطين",
    "RU": "Russia|Russie|Rusia|Россия|俄罗斯|روسيا",
    "SA": "KSA|Kingdom of Saudi Arabia|Saudi|السعودية|沙特",
    "ST": "Sao Tome",
    "SY": "Syria|Syrie|Siria|Сирия|叙利亚|سوريا|سورية",
    "SZ": "Swaziland",
    "TL": "East Timor",
    "TR": "Turkey|Turquie|Turquía|Turkiye|Republic of Turkey",
    "TW": "Taiwan|Republic of China|ROC|Chinese Taipei|Taiwan, Province of China|Taïwan|Taiwán|Тайвань|台湾|臺灣|تايوان",
    "TZ": "Tanzania|Tanzania, United Republic of|Tanganyika|Zanzibar|Tanzanie|Tanzanía|Танзания",
    "UA": "The Ukraine",
    "US": "USA|U.S.|U.S.A.|United States of America|America|États-Unis|Estados Unidos|EE. UU.|США|美国",
    "VA": "Vatican|Vatican City|Holy See|Saint-Siège|Santa Sede",
    "VE": "Venezuela|Bolivarian Republic of Venezuela|Venezuela, Bolivarian Republic of|Венесуэла|委内瑞拉|فنزويلا",
    "VN": "Vietnam|Viet Nam",
    "XK": "Kosovo|Republic of Kosovo|Kosova",
}

# Everyday English names where the table's own is a short form or a legal one.
ENGLISH = {
    "CD": "DR Congo",
    "CG": "Congo (Republic)",
    "GB": "United Kingdom",
    "HK": "Hong Kong",
    "MO": "Macao",
    "PS": "Palestine",
    "US": "United States",
    "VA": "Vatican City",
}

# Kosovo has no ISO code; XK is the code in common use. Taiwan's row in the table carries the UN's form of name.
OVERRIDES: dict[str, dict[str, list[str] | str]] = {
    "XK": {
        "a3": "XKX",
        "en": ["Kosovo"],
        "fr": ["Kosovo"],
        "es": ["Kosovo"],
        "ru": ["Косово"],
        "ar": ["كوسوفو"],
        "zh": ["科索沃"],
        "de": ["Kosovo"],
    },
    "TW": {
        "a3": "TWN",
        "en": ["Taiwan"],
        "fr": ["Taïwan"],
        "es": ["Taiwán"],
        "ru": ["Тайвань"],
        "ar": ["تايوان"],
        "zh": ["台湾"],
        "de": ["Taiwan"],
    },
}

SUBDIVISIONS: dict[str, dict[str, list[str] | str]] = {
    "CN-XJ": {
        "en": ["Xinjiang, China"],
        "alias": [
            "Xinjiang",
            "Xinjiang Uyghur Autonomous Region",
            "XUAR",
            "East Turkestan",
            "Sinkiang",
            "新疆",
            "新疆维吾尔自治区",
            "Синьцзян",
            "شينجيانغ",
        ],
    },
    "CN-XZ": {
        "en": ["Tibet, China"],
        "alias": ["Tibet", "Xizang", "Tibet Autonomous Region", "西藏", "西藏自治区", "Тибет"],
    },
    "RU-CE": {"en": ["Chechnya, Russia"], "alias": ["Chechnya", "Chechen Republic", "Чечня"]},
    "UA-43": {"en": ["Crimea, Ukraine"], "alias": ["Crimea", "Autonomous Republic of Crimea", "Крым", "Крим"]},
    "UA-14": {"en": ["Donetsk region, Ukraine"], "alias": ["Donetsk", "Donetsk Oblast", "DNR", "DPR (Donetsk)"]},
    "UA-09": {"en": ["Luhansk region, Ukraine"], "alias": ["Luhansk", "Lugansk", "Luhansk Oblast", "LNR"]},
    "IQ-KR": {
        "en": ["Kurdistan Region, Iraq"],
        "alias": ["Kurdistan Region", "Iraqi Kurdistan", "Kurdistan Region of Iraq"],
    },
    "ET-TI": {"en": ["Tigray, Ethiopia"], "alias": ["Tigray"]},
    "IN-JK": {"en": ["Jammu and Kashmir, India"], "alias": ["Jammu and Kashmir", "Kashmir"]},
    "SO-SL": {"en": ["Somaliland, Somalia"], "alias": ["Somaliland"]},
}
