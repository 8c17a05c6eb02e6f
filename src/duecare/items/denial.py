"""When words around a phrase turn its meaning: "no face matching", "against spyware", "voices cannot be made out".

All functions take the folded text (see `duecare.items.lexicon.fold`) and look at a bounded stretch of it.
"""

from __future__ import annotations

import re

_BEFORE, _AFTER = 96, 64
_BETWEEN = r"[^\w.;:!?]{1,3}"
_BE = r"(?:is|are|was|were|has been|have been)"
_CLAUSE_END = re.compile(
    r"[.;:!?。；！？؛](?=\s|$)|\n\s*\n|\b(?:but|however|although|while|yet|only|sondern|aber|mais|sino|pero)\b"
)
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[。！？]")
# "No" in the languages of the lexicon. Those in _OF_NOUNS govern a list joined by "and", too.
_OF_NOUNS = r"without|free of|lacks?|lacking|excludes?|excluding|except|neither|none of|sin|sans|ohne|sem|без|بدون|دون"
_NO = re.compile(
    rf"(?<!\w)(?P<no>(?P<nouns>{_OF_NOUNS})|no|not|never|cannot|\w{{1,12}}n't|nor|instead of|rather than|"
    r"ni|aucune?|ne|pas|kein\w{0,2}|nicht|nao|nenhuma?|не|нет|ни|لا|ليس|ليست|غير|نه)(?!\w)(?P<tail>.*)",
    re.DOTALL,
)
_NOT_A_NO = re.compile(
    r"\W*(?:only|just|merely|limited|least|later|longer|matter|doubt|clicks?|need|to mention|permission|consent|"
    r"delay|knowledge|knowing|notice|warrant|any of them|them|their|his|her|the user|interruption|effort|light|solo|"
    r"seulement|nur|som?ente|apenas|только)\b"
)
_NO_JOINED = re.compile(r"(?:不支持|不含|不能|不|没有|無需|无需|無|无|未|非)[^，。；、]{0,3}$")
_WORD = re.compile(r"\w+")
_AND = re.compile(r"\b(?:and|then|und|et|y|e|и|so|which|that)\b")
_OR = re.compile(r"\b(?:or|nor|oder|ou|o|ni|или|ни|أو)\b")
_LIST_GOES_ON = re.compile(r"(?:\W+\w+){0,4}?\W+(?:or|nor|oder|ou|o|ni|или|ни|أو)\b")
_NOUNS_GO_ON = re.compile(r"(?:\W+\w+){0,2}?\W+(?:and|und|et|y|e|и|و)\b")
_WITHIN = re.compile(
    r"\b(?:not|no|never|without|cannot|nicht|kein\w{0,2}|sans|ohne|sin|не|без)\b(?![- ](?:click|only))"
)
_NOT_AFTER = re.compile(
    rf"{_BETWEEN}(?:(?:functions?|features?|modules?|options?|software)(?: has| have)?{_BETWEEN})?"
    rf"(?:(?:{_BE}|being|can|will be){_BETWEEN}(?:not|never|neither)\b|cannot be|(?:{_BE}|been){_BETWEEN}"
    r"(?:disabled|switched off|left out|removed|excluded|absent|impossible|unavailable|stripped)\b"
    r"|(?:disabled|switched off|left out|removed|excluded)\b|degil(?:dir)?\b|olmadan\b)"
)
_GUARD_BEFORE = re.compile(
    # A detector is a thing and guards nothing by its name alone: "smoke detector with a pinhole lens".
    r"\b(?:detect(?!ors?\b)\w*|detectors? (?:of|for|against)|"
    r"protect\w*(?:\W+\w+){0,3}?\W+(?:from|against)|prevent\w*"
    r"|defen\w*\W+against|against|resist\w*|"
    r"counter\w*|anti|hunt\w*|block\w*|remov\w*|alert\w*\W+(?:to|of)|gegen|contre|contra|от|против|ضد)"
    r"(?:\W+\w+){0,4}?\W*$"
)
# The verb of a list of threats: "detects IMSI catchers, spyware and exploits". Another verb after it begins anew.
_GUARD_VERB = re.compile(
    r"\b(?:detects?|detecting|protects? (?:\w+ ){0,3}(?:from|against)|(?:defends?|guards?) against|"
    r"warns? (?:of|about))\b"
)
_ACTS = re.compile(
    r"\b(?:records?|stores?|sends?|tracks?|identif\w+|match\w*|reads?|copies|locates?|listens?|intercepts?|monitors?|then|"
    r"to|while|using|with|by|for|of people|of persons)\b"
)
_GUARD_AFTER = re.compile(
    r"[^\w.;:!?,]{1,3}(?:detect\w*|protection|removal|defen[cs]e|scanner|blocker|prevention|sweep\w*|counter\w*)\b"
)
_LIST = re.compile(r"[,،]|\b(?:and|or|und|et|y)\b")


def _clause_before(folded: str, start: int) -> str:
    before = folded[max(0, start - _BEFORE) : start]
    ends = list(_CLAUSE_END.finditer(before))
    return before[ends[-1].end() :] if ends else before


def _clause_after(folded: str, end: int) -> str:
    after = folded[end : end + _AFTER]
    stop = _CLAUSE_END.search(after)
    return after[: stop.start()] if stop else after


def _denies(no: re.Match[str], folded: str, start: int, end: int) -> bool:
    tail = no["tail"]
    words = _WORD.findall(tail)
    if _NOT_A_NO.match(tail) or len(words) > 8 or (_AND.search(tail) and not no["nouns"]):
        return False
    last_comma = max(tail.rfind(","), tail.rfind("،"))
    if last_comma < 0:
        return len(words) <= 6
    # A comma ends the denial unless it runs on as a list: "without faces, plates or voices".
    after = _clause_after(folded, end)
    runs_on = (
        _OR.search(tail)
        or _OR.search(folded[start:end])
        or _LIST_GOES_ON.match(after)
        or (no["nouns"] and (_AND.search(tail) or _AND.search(folded[start:end]) or _NOUNS_GO_ON.match(after)))
    )
    return bool(runs_on) and len(_WORD.findall(tail[last_comma:])) <= 4


def sentence_end(folded: str, end: int) -> int:
    """Where the sentence that holds this place ends, at most 200 characters on."""
    stop = _SENTENCE_END.search(folded, end, end + 200)
    return stop.start() if stop else min(len(folded), end + 200)


def denied(folded: str, start: int, end: int) -> bool:
    """Whether the words at this place are named in order to deny them."""
    before = _clause_before(folded, start)
    place = 0
    while (no := _NO.search(before, place)) is not None:
        if _denies(no, folded, start, end):
            return True
        place = no.end("no")
    if _NO_JOINED.search(before) or _WITHIN.search(folded[start:end]):
        return True
    return _NOT_AFTER.match(folded, end, min(len(folded), end + _AFTER)) is not None


def guarded_against(folded: str, start: int, end: int) -> bool:
    """Whether the item protects against what the words at this place name, or detects it, alone or in a list."""
    clause = _clause_before(folded, start)
    guard = _GUARD_VERB.search(clause)
    if guard and len(_WORD.findall(clause, guard.end())) <= 14 and not _ACTS.search(clause, guard.end()):
        return True
    before = _LIST.split(clause)[-1]
    after = _GUARD_AFTER.match(folded, end, min(len(folded), end + _AFTER))
    return after is not None or _GUARD_BEFORE.search(before) is not None
