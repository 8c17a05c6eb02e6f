# ruff: noqa: E501
"""Which listed parties the starter holds, and why, in our own words. Names come from the lists themselves."""

from __future__ import annotations

from typing import Any

_XINJIANG = (
    "Found by the US End-User Review Committee to be implicated in repression, mass detention and high-technology"
    " surveillance of Uyghurs, Kazakhs and other Muslim minorities in Xinjiang"
)
_BURMA = "Said to supply surveillance or other technology to Burma's military after the coup of February 2021"
_SPYWARE = "Said to have built and supplied spyware to foreign governments that turned it on officials, journalists and activists"
_SECURITY = "National-security ground, not a human-rights one"
HR = "EAR 744.11, human rights"

# Federal Register page, name patterns (none: every entity of that action), reason, programme
ENTITY_LIST: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("84 FR 54004", (), f"{_XINJIANG} (October 2019).", HR),
    (
        "85 FR 34505",
        ("CloudWalk", "FiberHome", "Intellifusion", "IS'Vision", "NetPosa", "SenseNets"),
        f"{_XINJIANG} (June 2020).",
        HR,
    ),
    (
        "85 FR 44161",
        ("BGI",),
        "Said to run genetic analyses that further the repression of Uyghurs and other minorities.",
        HR,
    ),
    ("86 FR 33120", ("XPCC",), "Said to take part in forced labour in Xinjiang; also a paramilitary body there.", HR),
    (
        "85 FR 83420",
        ("^AGCU", "Scientific Instruments", "^DJI$", "Kuang-Chi Group"),
        "Said to have enabled wide rights abuses in China by genetic collection or high-technology surveillance.",
        HR,
    ),
    (
        "86 FR 36499",
        (
            "Academy of Electronics and Info",
            "Lianhai",
            "Cobber",
            "Xinjiang Sailing",
            "Geling",
            "Hua'antai",
            "Chengdu Xiwu",
            "Sinonet",
            "Tianyao",
            "Suzhou Keda",
            "Beidou Tongchuang",
            "Leon Technology",
            "Tangli",
            "Tongfang R.I.A",
        ),
        f"{_XINJIANG} (July 2021).",
        HR,
    ),
    ("86 FR 60760", ("NSO Group", "Candiru"), f"{_SPYWARE} (November 2021).", HR),
    (
        "86 FR 60760",
        ("Positive", "Computer Security"),
        "Said to traffic in cyber tools used to gain unauthorised access to systems (November 2021).",
        "EAR 744.11",
    ),
    (
        "86 FR 37903",
        ("Pozitiv",),
        f"{_SECURITY}: Russian information-security firm blocked by OFAC in April 2021.",
        "EAR 744.11",
    ),
    (
        "87 FR 77508",
        ("Tiandi Weiye",),
        f"{_XINJIANG}; also said to have helped the IRGC buy US items (December 2022).",
        HR,
    ),
    (
        "88 FR 13675",
        ("^BGI", "Forensic Genomics"),
        "Said to collect and analyse genetic data in ways that add to government surveillance (March 2023).",
        HR,
    ),
    ("88 FR 13675", ("FISCA", "Ministry of Transport", "Naung Yoe"), f"{_BURMA} (March 2023).", HR),
    ("88 FR 18985", ("Haishi",), f"{_XINJIANG}, as local subsidiaries of a listed camera maker (March 2023).", HR),
    (
        "88 FR 18985",
        ("Nicaraguan National",),
        "Said to commit serious rights abuses against protesters and opponents.",
        HR,
    ),
    (
        "88 FR 18985",
        ("Miya Win", "New Era", "Suntac"),
        "Said to supply Burma's military, which uses it against civilians.",
        HR,
    ),
    (
        "88 FR 38741",
        ("Xinjiang Kehua", "Ryan Wende"),
        f"{_XINJIANG}, as suppliers of its public security bodies (June 2023).",
        HR,
    ),
    (
        "88 FR 46072",
        (),
        "Said to traffic in cyber exploits used to gain access to systems, threatening privacy (July 2023).",
        HR,
    ),
    ("86 FR 13180", (), "Part of, or owned by, the military and security bodies behind the coup of February 2021.", HR),
    (
        "87 FR 20299",
        ("Internal Troops", "KGB Alpha", "State Security Committee"),
        "Security body of Belarus; listed over support for the war against Ukraine, known for repression at home.",
        "EAR 744.21",
    ),
    (
        "82 FR 724",
        ("Federal Security", "Main Intelligence"),
        f"{_SECURITY}: named in EO 13694 as amended, over malicious cyber activity.",
        "EAR 744.11",
    ),
    ("89 FR 99703", ("Zhongdun", "Uniview"), f"{_XINJIANG} (December 2024).", HR),
    (
        "89 FR 99703",
        ("NtechLab", "Videoanalysis"),
        "Said to supply facial recognition used by the Russian authorities against peaceful protesters (December 2024).",
        HR,
    ),
    ("89 FR 99703", ("Sky Aviator", "Synpex"), f"{_BURMA} (December 2024).", HR),
    (
        "84 FR 22963",
        ("^Huawei Technologies Co., Ltd",),
        f"{_SECURITY}: alleged breach of the Iran sanctions.",
        "EAR 744.11",
    ),
    ("85 FR 83420", ("NucTech",), f"{_SECURITY}: screening equipment held to weaken checks at borders.", "EAR 744.11"),
    ("88 FR 13675", ("Inspur Group",), f"{_SECURITY}: said to support China's military modernisation.", "EAR 744.11"),
    ("89 FR 68548", ("Hytera",), f"{_SECURITY}: radio maker, over supply to Russia (August 2024).", "EAR 744.11"),
)

_SANDVINE = {
    "aliases": [
        "Sandvine Incorporated",
        "Sandvine Corporation",
        "Sandvine Inc.",
        "Sandvine Technologies",
        "Procera Networks",
    ],
    "kind": "company",
    "list": "US-BIS-EL",
    "programme": HR,
    "effect": "licence_duty",
    "listed_on": "2024-02-27",
    "delisted_on": "2024-10-23",
    "citation": "89 FR 14385",
    "reason": "Said to have supplied deep packet inspection used for mass web monitoring and to target opponents in Egypt.",
    "source": "Federal Register; no longer in the list",
    "retrieved": "2026-07-09",
    "confidence": "memory",
    "note": "Removed by 89 FR 84460 after it changed its conduct and left many countries. Removed entries are not in the list; names, pages and dates are recollected.",
}
# No longer in the list, so written from memory.
GONE: tuple[dict[str, Any], ...] = (
    {"id": "us-bis-el-sandvine", "name": "Sandvine", "country": "CA", **_SANDVINE},
    {
        "id": "us-bis-el-mps-institute-of-forensic-science",
        "name": "Ministry of Public Security's Institute of Forensic Science of China",
        "aliases": [
            "Forensic Identification Center of the Ministry of Public Security",
            "Material Identification Center of the Ministry of Public Security",
            "Institute of Forensic Science of China",
            "公安部物证鉴定中心",
        ],
        "country": "CN",
        "kind": "body",
        "list": "US-BIS-EL",
        "programme": HR,
        "effect": "licence_duty",
        "listed_on": "2020-06-05",
        "delisted_on": "2023-11-16",
        "citation": "85 FR 34505",
        "reason": f"{_XINJIANG} (June 2020).",
        "source": "Federal Register; no longer in the list",
        "retrieved": "2026-07-09",
        "confidence": "memory",
        "note": "Removed in November 2023. Removed entries are not in the list; names, page and dates are recollected.",
    },
)

CMIC = {
    "China Electronics Technology Group Corporation",
    "Cloudwalk Technology Co., Ltd.",
    "Dawning Information Industry Co., Ltd",
    "Hangzhou Hikvision Digital Technology Co., Ltd.",
    "Huawei Technologies Co., Ltd.",
    "Huawei Investment & Holding Co., Ltd.",
    "Inspur Group Co., Ltd.",
    "Leon Technology Co., Ltd.",
    "Megvii Technology Limited",
    "NetPosa Technologies, Ltd.",
    "Panda Electronics Group Co., Ltd.",
    "Sensetime Group Limited",
    "SZ DJI Technology Co., Ltd.",
    "Xiamen Meiya Pico Information Co., Ltd.",
    "Yitu Limited",
}

WORDS = {
    "ir-body": "Security or intelligence body of Iran designated over serious human-rights abuse, among it by monitoring and tracking.",
    "ir-net": "Designated over network monitoring, filtering or censorship for the Iranian authorities.",
    "ir-cyber": "Designated over cyber operations or surveillance for an Iranian security body.",
    "ir-prison": "Place or authority of detention in Iran designated over serious human-rights abuse.",
    "ir-person": "Official of an Iranian security or judicial body, designated over serious human-rights abuse.",
    "xj": "Designated over serious human-rights abuse against ethnic minorities in Xinjiang.",
    "tibet": "Official designated over serious human-rights abuse in Tibet.",
    "hk": "Official designated over the national-security law and the curbing of freedoms in Hong Kong.",
    "by-body": "Security body of Belarus designated over violence against and detention of peaceful protesters.",
    "by-person": "Security official of Belarus designated over the crackdown on peaceful protesters.",
    "by-video": "Designated in Belarus; maker of a video-surveillance platform reported used to track protesters.",
    "ru-body": "Security service designated over malicious cyber activity; runs domestic surveillance.",
    "ru-sorm": "Russian maker of lawful-interception or analysis systems, designated over support for the state's war and surveillance.",
    "ni": "Designated over violent repression of protesters and opponents in Nicaragua.",
    "ve": "Designated over torture and other abuse of detainees and opponents in Venezuela.",
    "cu": "Designated over the repression of peaceful protest in Cuba.",
    "mm": "Designated over serious human-rights abuse or violence against civilians in Burma.",
    "bd": "Designated over extrajudicial killings and disappearances in Bangladesh.",
    "sa": "Designated over the killing of a journalist in 2018.",
    "kp": "Security ministry of North Korea designated over serious human-rights abuse and censorship.",
    "er": "Designated over its part in the conflict and abuses in northern Ethiopia.",
    "ug": "Security official designated over serious human-rights abuse in Uganda.",
    "cd": "Security official designated over repression of opponents in the DR Congo.",
    "kh": "Officer designated over attacks on opponents in Cambodia.",
    "zw": "Security official designated over abuse of opponents in Zimbabwe.",
    "sy": "Security or intelligence body of Syria, or its support, designated over repression from 2011 on.",
    "spy": "Part of, or officer of, a group that built and sold commercial spyware used against journalists, officials and opponents.",
    "spy-person": "Designated as an officer or associate of a group that built and sold commercial spyware.",
}

# SDN number | country | kind | programme | designated on | reason | further names
SDN = """
12111|IR|body|IRAN-HR; HRIT-IR|2012-02-16|ir-body|Ministry of Intelligence and Security of Iran|وزارت اطلاعات
10391|IR|body|IRAN-HR; HRIT-IR|2007-10-25|ir-body|سپاه پاسداران انقلاب اسلامی
12727|IR|body|IRAN-HR|2011-06-09|ir-body|بسیج
12763|IR|body|IRAN-HR; HRIT-IR|2011-06-09|ir-body|FARAJA|Law Enforcement Command of the Islamic Republic of Iran|نیروی انتظامی جمهوری اسلامی ایران
13119|IR|company|HRIT-IR|2012-04-23|ir-net
15766|IR|body|IRAN-TRA|2013-02-06|ir-net|FATA|پلیس فتا
15765|IR|body|IRAN-TRA|2013-02-06|ir-net|Communications Regulatory Authority of Iran
15764|IR|body|IRAN-TRA|2013-02-06|ir-net
15544|IR|company|IRAN-TRA|2012-11-08|ir-net
15547|IR|company|IRAN-TRA|2012-11-08|ir-net
15542|IR|body|IRAN-TRA|2012-11-08|ir-net
15543|IR|body|IRAN-TRA|2012-11-08|ir-net
15989|IR|body|IRAN-TRA|2013-05-30|ir-net
15990|IR|company|IRAN-TRA|2013-05-30|ir-net
17586|IR|company|IRAN-TRA|2014-12-30|ir-net
17587|IR|company|IRAN-HR|2014-12-30|ir-cyber
22950|IR|company|CYBER2|2017-09-14|ir-cyber
23473|IR|body|IRAN-TRA|2018-01-12|ir-net
23474|IR|body|IRAN-TRA|2018-01-12|ir-net
23475|IR|body|HRIT-IR|2018-01-12|ir-net
24587|IR|company|HRIT-IR|2018-05-30|ir-cyber
24588|IR|body|IRAN-HR|2018-05-30|ir-body
26390|IR|company|HRIT-IR|2019-02-13|ir-cyber
29848|IR|company|IRAN-HR|2020-09-17|ir-cyber
29849|IR|body|IRAN-HR|2020-09-17|ir-cyber
34099|IR|body|IRAN-HR|2021-12-07|ir-body
34100|IR|body|IRAN-HR|2021-12-07|ir-body
39258|IR|body|IRAN-HR|2022-09-22|ir-body|گشت ارشاد
39620|IR|company|HRIT-IR|2022-10-26|ir-cyber
39646|IR|company|IRAN-TRA|2022-10-26|ir-net
40317|IR|company|IRAN-HR|2022-12-21|ir-body
42600|IR|body|IRAN-HR; HOSTAGES-EO14078|2023-04-27|ir-body
43519|IR|company|IRAN-TRA|2023-06-02|ir-net
43522|AE|company|IRAN-TRA|2023-06-02|ir-net
44921|IR|company|IRAN-TRA|2023-09-15|ir-net
21805|IR|body|IRAN-HR|2017-04-13|ir-prison
23467|IR|body|IRAN-HR|2018-01-12|ir-prison
24586|IR|body|IRAN-HR|2018-05-30|ir-prison|زندان اوین
12251|IR|person|IRAN-HR|2010-09-29|ir-person
12254|IR|person|IRAN-HR|2010-09-29|ir-person
12255|IR|person|IRAN-HR|2010-09-29|ir-person
12256|IR|person|IRAN-HR|2010-09-29|ir-person
12257|IR|person|IRAN-HR|2010-09-29|ir-person
29159|CN|body|GLOMAG|2020-07-09|xj|XPSB|新疆维吾尔自治区公安厅
29220|CN|person|GLOMAG|2020-07-09|xj|陈全国
29219|CN|person|GLOMAG|2020-07-09|xj|朱海仑
29160|CN|person|GLOMAG|2020-07-09|xj|霍留军
29162|CN|person|GLOMAG|2020-07-09|xj|王明山
29299|CN|body|GLOMAG|2020-07-31|xj|XPCC|Bingtuan|新疆生产建设兵团
29300|CN|person|GLOMAG|2020-07-31|xj|孙金龙
29319|CN|person|GLOMAG|2020-07-31|xj|彭家瑞
31492|CN|person|GLOMAG|2021-03-22|xj|王君正
31493|CN|person|GLOMAG|2021-03-22|xj|陈明国
34079|CN|person|GLOMAG|2021-12-10|xj|Shohrat Zakir
34119|CN|person|GLOMAG|2021-12-10|xj|Erken Tuniyaz
40139|CN|person|GLOMAG|2022-12-09|tibet|吴英杰
40140|CN|person|GLOMAG|2022-12-09|tibet
29249|HK|person|HK-EO13936|2020-08-07|hk|Carrie Lam|林鄭月娥
29250|HK|person|HK-EO13936|2020-08-07|hk|John Lee|李家超
29242|HK|person|HK-EO13936|2020-08-07|hk|Chris Tang|鄧炳強
29244|HK|person|HK-EO13936|2020-08-07|hk|Stephen Lo|盧偉聰
30322|HK|person|HK-EO13936|2020-11-09|hk|Edwina Lau
30343|HK|person|HK-EO13936|2020-11-09|hk
30964|HK|person|HK-EO13936|2021-01-15|hk|Frederic Choi
53815|HK|person|HK-EO13936|2025-03-31|hk|Sonny Au
30547|BY|body|BELARUS|2020-12-23|by-body
30702|BY|body|BELARUS|2020-12-23|by-body
31678|BY|body|BELARUS|2021-06-21|by-body
31851|BY|body|BELARUS|2021-06-21|by-body|ГУБОПиК
32275|BY|body|BELARUS|2021-06-21|by-body|Комитет государственной безопасности Республики Беларусь|КГБ Республики Беларусь
31677|BY|body|BELARUS|2021-06-21|by-body
31674|BY|person|BELARUS|2020-10-02|by-person
29662|BY|person|BELARUS|2020-10-02|by-person
29663|BY|person|BELARUS|2020-10-02|by-person
29664|BY|person|BELARUS|2020-10-02|by-person
32277|BY|person|BELARUS|2021-06-21|by-person
34772|BY|company|BELARUS-EO14038|2022-02-24|by-video|Synesis|Synesis LLC|Синезис
34773|BY|company|BELARUS-EO14038|2022-02-24|by-video
21344|RU|body|CYBER2|2016-12-29|ru-body|Federal Security Service of the Russian Federation|ФСБ|Федеральная служба безопасности Российской Федерации
21343|RU|body|CYBER2|2016-12-29|ru-body
41066|RU|company|RUSSIA-EO14024|2023-02-24|ru-sorm|Norsi-Trans|Норси-Транс
41111|RU|company|RUSSIA-EO14024|2023-02-24|ru-sorm|Цитадель
41116|RU|company|RUSSIA-EO14024|2023-02-24|ru-sorm|МФИ Софт
48657|RU|company|RUSSIA-EO14024|2024-02-23|ru-sorm|Protei|Протей СпецТехника
49935|RU|company|RUSSIA-EO14024|2024-06-12|ru-sorm|Speech Technology Center|Центр речевых технологий
27964|NI|body|NICARAGUA-NHRAA|2020-03-05|ni|Policía Nacional de Nicaragua
24704|NI|person|NICARAGUA|2018-07-05|ni|Francisco Diaz
27008|VE|body|VENEZUELA-EO13850|2019-07-11|ve|Dirección General de Contrainteligencia Militar
17810|VE|person|VENEZUELA|2015-03-09|ve
17808|VE|person|VENEZUELA|2015-03-09|ve
26397|VE|person|VENEZUELA|2019-02-15|ve
26388|VE|person|VENEZUELA|2019-02-15|ve
30976|CU|body|GLOMAG|2021-01-15|cu
32651|CU|body|GLOMAG|2021-07-22|cu|Boinas Negras
32671|CU|body|GLOMAG|2021-07-30|cu|Policía Nacional Revolucionaria
32912|CU|body|GLOMAG|2021-08-13|cu
24812|MM|body|GLOMAG|2018-08-17|mm
24811|MM|body|GLOMAG|2018-08-17|mm
31472|MM|body|BURMA-EO14014|2021-03-22|mm
31937|MM|body|BURMA-EO14014|2021-05-17|mm
33951|BD|body|GLOMAG|2021-12-10|bd
31191|SA|body|GLOMAG|2021-02-26|sa
31162|SA|person|GLOMAG|2021-02-26|sa
20129|KP|body|DPRK3|2016-07-06|kp|국가보위성
20118|KP|body|DPRK3|2016-07-06|kp|사회안전성
33597|ER|body|ETHIOPIA-EO14046|2021-11-12|er
27227|UG|person|GLOMAG|2019-09-13|ug
33946|UG|person|GLOMAG|2021-12-07|ug
20420|CD|person|DRCONGO|2016-09-28|cd
21143|CD|person|DRCONGO|2016-12-12|cd
28564|ZW|person|ZIMBABWE|2020-03-11|zw
32356|SY|body|SYRIA|2021-07-28|sy
12722|SY|person|SYRIA; HRIT-SY|2011-04-29|sy
48059|GR|company|CYBER2|2024-03-05|spy
48064|IE|company|CYBER2|2024-03-05|spy
48067|MK|company|CYBER2|2024-03-05|spy
48069|HU|company|CYBER2|2024-03-05|spy
48076|IE|company|CYBER2|2024-03-05|spy
48060|IL|person|CYBER2|2024-03-05|spy-person|Tal Dilian|Tal Jonathan Dilian
50536|CY|person|CYBER2|2024-09-16|spy-person|Felix Bitzios
50540|GR|person|CYBER2|2024-09-16|spy-person|Panagiota Karaoli
50542|VG|company|CYBER2|2024-09-16|spy|Aliada Group Inc
"""

# As above, with the day of removal before the reason; the first further name is the list's own.
SDN_GONE = """
10890|SY|company|SYRIA; HRIT-SY|2008-07-10|2025-06-30|sy|Syriatel|Syriatel Mobile|Syriatel Mobile Telecom|سيريتل
12726|SY|body|SYRIA; HRIT-SY|2011-04-29|2025-06-30|sy|Syrian General Intelligence Directorate|General Intelligence Directorate|إدارة المخابرات العامة
12741|SY|body|SYRIA|2011-05-18|2025-06-30|sy|Syrian Air Force Intelligence|Syrian Air Force Intelligence Directorate|المخابرات الجوية
12742|SY|body|SYRIA|2011-05-18|2025-06-30|sy|Syrian National Security Bureau
12743|SY|body|SYRIA|2011-05-18|2025-06-30|sy|Syrian Military Intelligence Directorate|المخابرات العسكرية السورية
48061|CY|person|CYBER2|2024-03-05|2025-12-30|spy-person|Sara Aleksandra Fayssal Hamou|Sara Hamou
50538|GR|person|CYBER2|2024-09-16|2025-12-30|spy-person|Merom Harpaz
50537|CH|person|CYBER2|2024-09-16|2025-12-30|spy-person|Andrea Nicola Costantino Hermes Gambazzi|Andrea Gambazzi
"""

OWN_SCRIPT: dict[str, tuple[str, ...]] = {
    "us-bis-el-hangzhou-hikvision-digital-technology": (
        "海康威视",
        "杭州海康威视数字技术股份有限公司",
        "Hikvision Digital Technology",
    ),
    "us-ofac-cmic-hangzhou-hikvision-digital-technology": ("Hikvision", "海康威视"),
    "us-bis-el-dahua-technology": (
        "Zhejiang Dahua Technology Co., Ltd.",
        "大华股份",
        "浙江大华技术股份有限公司",
        "Dahua",
    ),
    "us-bis-el-iflytek": ("iFlytek Co., Ltd.", "科大讯飞股份有限公司", "科大讯飞"),
    "us-bis-el-megvii-technology": ("Megvii", "旷视科技"),
    "us-bis-el-beijing-sensetime-technology-development": ("SenseTime", "商汤科技", "北京市商汤科技开发有限公司"),
    "us-bis-el-yitu-technologies": ("Yitu Technology", "Yitu", "依图科技"),
    "us-bis-el-xiamen-meiya-pico-information": ("Meiya Pico", "美亚柏科"),
    "us-bis-el-cloudwalk-technology": ("CloudWalk", "云从科技"),
    "us-bis-el-huawei-technologies": ("Huawei", "华为", "华为技术有限公司"),
    "us-bis-el-zhejiang-uniview-technologies": ("Uniview", "宇视科技"),
    "us-bis-el-tianjin-tiandi-weiye-technologies": ("Tiandy", "天地伟业"),
    "us-bis-el-hytera-communications": ("Hytera", "海能达"),
    "us-bis-el-nso-group": ("NSO Group Technologies Ltd.", "Q Cyber Technologies Ltd.", "NSO"),
    "us-bis-el-fiberhome-technologies-group": ("FiberHome", "烽火科技"),
    "us-bis-el-dji": ("SZ DJI Technology Co., Ltd.", "Da-Jiang Innovations", "大疆"),
    "us-bis-el-positive-technologies": ("Positive Technologies JSC", "Позитив Текнолоджиз"),
    "us-bis-el-ntechlab": ("НТехЛаб",),
}
