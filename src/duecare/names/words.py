"""Words in names that say little about who bears the name: legal forms, titles, particles, trade words, numbers."""

from __future__ import annotations

from typing import Final

# One line a group of forms that stand for the same kind of company; the first of a line names the group.
_FORM_LINES: Final = """
    limited ltd ltda ltee limitada lda lim
    incorporated inc incorporation incorporate
    corporation corp
    company co cy cie compania companhia compagnie kompania
    llc
    llp lllp
    plc
    gmbh mbh gesmbh
    ag aktiengesellschaft
    ug
    kg kgaa
    ev eg
    sa sociedadanonima societeanonyme sociedadeanonima saa sca scpa
    sl slu sociedadlimitada
    sas sasu
    sarl sarlu eurl
    srl sapi srlu
    spa
    nv
    bv bvba
    cv
    ab
    asa
    aps
    oy oyj
    zrt nyrt kft rt
    sro
    doo dd ad ead eood ood od
    spzoo
    ooo tov too obshchestvosogranichennoyotvetstvennostyu mchj
    jsc ojsc cjsc pjsc oao zao pao ao pat prat vat zat aktsionernoeobshchestvo jointstockcompany aj kb
    fgup gup mup fsue fgbu fgau fku fgku rgp kgp
    pt perseroan tbk persero
    sdn bhd berhad sendirian
    pte pty pvt private proprietary
    kk kabushikigaisha yk gk
    sirketi as ltdsti anonimsirketi limitedsirketi sti anonim
    fze fzco fzllc fzc fz dmcc
    wll saog saoc kscc ksc psc pjs qsc qpsc
    sal sae
    sia uab oue ou
    shpk
    na
    cokg
    est
    lp
    eeig
"""
FORM_GROUPS: Final[dict[str, str]] = {
    word: line.split()[0] for line in _FORM_LINES.strip().splitlines() for word in line.split()
}
"""Every legal form as one word, to the first word of its group."""

FORM_PHRASES: Final[tuple[tuple[str, str], ...]] = (
    ("public joint stock company", "jsc"), ("closed joint stock company", "jsc"),
    ("open joint stock company", "jsc"),
    ("joint stock company", "jsc"), ("joint stock co", "jsc"), ("liability company", "llc"), ("stock company", "jsc"),
    ("joint stock", "jsc"),
     ("limited liability company", "llc"),
    ("limited liability partnership", "llp"), ("private limited company", "ltd"), ("public limited company", "plc"),
    ("obshchestvo s ogranichennoy otvetstvennostyu", "ooo"), ("obschestvo s ogranichennoi otvetstvennostiu", "ooo"),
    ("obshchestvo s ogranichennoi otvetstvennostiu", "ooo"), ("tovarystvo z obmezhenoyu vidpovidalnistyu", "tov"),
    ("publichnoe aktsionernoe obshchestvo", "pao"), ("otkrytoe aktsionernoe obshchestvo", "oao"),
    ("zakrytoe aktsionernoe obshchestvo", "zao"), ("aktsionernoe obshchestvo", "ao"),
    ("akcionernoe obshchestvo", "ao"), ("federal state unitary enterprise", "fgup"),
    ("federalnoe gosudarstvennoe unitarnoe predpriyatie", "fgup"), ("sociedad anonima", "sa"),
    ("sociedade anonima", "sa"), ("societe anonyme", "sa"), ("sociedad de responsabilidad limitada", "srl"),
    ("societatea cu raspundere limitata", "srl"), ("societate cu raspundere limitata", "srl"),
    ("societa a responsabilita limitata", "srl"), ("societa per azioni", "spa"),
    ("societe a responsabilite limitee", "sarl"), ("gesellschaft mit beschrankter haftung", "gmbh"),
    ("spolka z ograniczona odpowiedzialnoscia", "spzoo"), ("spolka akcyjna", "sa"), ("sp z o o", "spzoo"),
    ("sp zoo", "spzoo"), ("s a r l", "sarl"), ("s r l", "srl"), ("s p a", "spa"), ("d o o", "doo"), ("s r o", "sro"),
    ("sp z oo", "spzoo"), ("l l c", "llc"), ("s a", "sa"), ("a s", "as"), ("anonymi etaireia", "sa"),
    ("anonim sirketi", "as"),
    ("limited sirketi", "sirketi"), ("ltd sti", "sirketi"), ("kabushiki gaisha", "kk"), ("kabushiki kaisha", "kk"),
    ("co ltd", "ltd"), ("company limited", "ltd"), ("pte ltd", "ltd"), ("pvt ltd", "ltd"), ("pty ltd", "ltd"),
    ("private limited", "ltd"), ("sdn bhd", "sdn"), ("gmbh co kg", "kg"), ("sh p k", "shpk"), ("a b", "ab"),
    ("a g", "ag"), ("n v", "nv"), ("b v", "bv"), ("p l c", "plc"), ("o o o", "ooo"), ("o a o", "oao"),
)  # fmt: skip
"""Legal forms of several words, longest first where one holds another, to the word that stands for them."""

_LEADING_FORMS: Final = """
    ao cjsc fgup fsue jsc llc oao ojsc ooo pao pjsc pt tov too uab zao gup mup pat prat at
"""
LEADING_FORMS: Final = frozenset(_LEADING_FORMS.split())
"""Forms that usage puts first; "AS Roma" and "AD Astra" keep their first word."""

WORD_PHRASES: Final[dict[str, str]] = {
    "united states of america": "us", "united states": "us", "usa": "us", "united kingdom": "uk",
    "great britain": "uk", "abd al": "abdul", "abd el": "abdul", "abd ul": "abdul", "abd ur": "abdul",
    "abd ar": "abdul", "abd as": "abdul", "abdel": "abdul", "abdal": "abdul", "abdoul": "abdul", "abdol": "abdul",
    "abdur": "abdul", "abdus": "abdul", "abdu al": "abdul", "abdul al": "abdul",
}  # fmt: skip
"""Words that are one word in other spellings, to that word."""

HAN_FORMS: Final = (
    "股份有限公司", "有限责任公司", "有限責任公司", "集团有限公司", "有限公司", "株式会社", "株式會社", "주식회사",
    "유한회사", "有限会社", "(주)", "㈜", "บริษัท", "จำกัด", "मर्यादित", "लिमिटेड",
)  # fmt: skip

_FORM_WORDS: Final = """
    limited liability joint stock company incorporated corporation partnership closed obshchestvo ogranichennoi
    ogranichennoy otvetstvennostyu otvetstvennostiu aktsionernoe akcionernoe publichnoe otkrytoe zakrytoe tovarystvo
    obmezhenoyu vidpovidalnistyu sociedad anonima societe anonyme sirketi aktiengesellschaft gesellschaft
"""
FORM_WORDS: Final = frozenset(_FORM_WORDS.split())
"""Words of legal forms: where one stands alone, for its phrase was torn or misspelled, it weighs little."""

_TITLES: Final = """
    mr mrs ms miss dr doctor prof professor sir lord lady sheikh shaikh shaykh sheik cheikh sh haji hajji hadji hajj
    alhaj alhajj mullah mulla molla mawlawi maulawi maulvi maulana mawlana moulavi qari hafiz sayyid sayed seyed
    sayyed syed said general gen colonel col major maj captain capt lieutenant lt brigadier marshal admiral
    commander president prasident praesident minister engineer eng ing hon honorable his her excellency king prince
    princess emir amir imam ayatollah ustad ustaz mufti comrade senor senora don dona herr frau monsieur madame
    father pastor bishop rev reverend jr sr ii iii iv
"""
TITLES: Final = frozenset(_TITLES.split())
"""Titles and honours before a name; several are also parts of names, so they weigh little rather than nothing."""

_PARTICLES: Final = """
    al el ul ur as ad an ar at az ash ed eddin aldin bin ibn ben bint binti ould oul abu abou ibnu de del della di
    da do dos das du des la le les los las van von der den ter ten zu zur e y o of the and for und et en in a na pod
    bn
"""
PARTICLES: Final = frozenset(_PARTICLES.split())
"""Small words that join the parts of a name."""

PARTICLE_FORMS: Final = {
    **dict.fromkeys(("ibn", "ben", "bn", "ibnu"), "bin"),
    **dict.fromkeys(["el", "ul", "ur", "as", "ad", "ar", "at", "az", "ash", "an", "ed", "eddin", "aldin"], "al"),
    "abou": "abu", "oul": "ould", "u": "and", "und": "and", "et": "and",
    "y": "and", "e": "and", "i": "and",
}  # fmt: skip
"""Particles that are spelled in several ways, to one of them."""

_TRADE_LINES: Final = """
    company comp compny cmpny cmp companies
    corporation corpn corporate
    group grp groupe gruppe grupo gruppa grup groups gp
    technology tech technologies techn technol tecnologia technologie tekhnologii technlgy tchnlgy tehnologii
    services srvces svcs svc srvs srvcs serv service servicios srvc
    brothers bros bro
    international intl int internat internatl internasional internacional mezhdunarodnyy
    trading trdg trd trade tradg
    industry ind inds industries indus industrial industria industrie indstry
    manufacturing mfg manuf mfr manufacture manufacturer manufacturers
    engineering engg engrg engr engineers
    development dev devt dvlpmt developments
    management mgmt mgt mngmt
    enterprise ent entpr enterprises entrprs
    holding hldg hldgs holdings hold holdco
    import imp imports
    export exp exports
    investment invest inv investments invt
    national natl nat nacional natsionalnyy
    university univ universitet universite universidad
    institute inst institut instituto institution
    laboratory lab labs laboratories laboratoriya
    electronics elec electr electron elektronika electronic electronica elctrncs
    equipment equip eqpt equipt
    transport trans transp transportation transports
    chemical chem chemicals chemistry
    construction constr const
    shipping shpg ship
    general gen
    scientific sci science sciences
    research res rsch
    communications comm comms communication commun telecommunications telecom telecommunication
    systems sys system syst systm
    solutions soln solns solution
    associates assoc assocs association associated
    department dept
    government govt gov
    center centre ctr cntr tsentr
    bureau bur
    factory fty zavod
    machinery mach
    material materials matl
    bank bk
    security secur sec
    military mil
    product products prod prods production
    organization organisation org orgn
    republic rep
    people peoples
    labor labour
    agriculture agricultural agric
    america american
"""
TRADE_WORDS: Final[dict[str, str]] = {
    word: line.split()[0] for line in _TRADE_LINES.strip().splitlines() for word in line.split()
}
"""Words of trade and their short forms (COMP, GRP, TECH, SRVCES, BROS, INTL), to the word they stand for."""

TRADE_NAMES: Final = frozenset(TRADE_WORDS.values()) - {"general"}

NUMBER_WORDS: Final[dict[str, str]] = {
    word: str(number)
    for number, words in {
        1: "one first 1st i", 2: "two second 2nd ii", 3: "three third 3rd iii", 4: "four fourth 4th iv",
        5: "five fifth 5th", 6: "six sixth 6th vi", 7: "seven seventh 7th vii", 8: "eight eighth 8th viii",
        9: "nine ninth 9th ix", 10: "ten tenth 10th", 11: "eleven eleventh 11th", 12: "twelve twelfth 12th xii",
        20: "twenty twentieth 20th", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy",
        80: "eighty", 90: "ninety", 100: "hundred",
    }.items()
    for word in words.split() if word != "i"
}  # fmt: skip
"""Numbers and ordinals as words, to their digits."""
