"""Which of the lexicon's ten languages a text is in, by its script and its commonest words."""

from __future__ import annotations

import re

#: Words that are common in one of these languages and rare in the others.
_COMMON = {
    "en": "the of and is to for with that are by from this on which it an as be or at has can not its their",
    "es": "el los las del que para con una por es como sus al mas se su y lo esta este son en",
    "fr": "le les des et est une pour dans par que qui sur avec au aux ce cette sont vous du en nous",
    "de": "der die das und ist mit von den fur ein eine im auf werden wird zu sich nicht auch sind oder bei als",
    "pt": "o os da do das dos em para com uma nao ao mais sao ou pela pelo na no e que se",
    "tr": "ve bir ile bu icin olarak olan daha veya da de gibi her en tarafindan uzerinde",
}
_LANGUAGES = {
    word: [lang for lang, words in _COMMON.items() if word in words.split()]
    for words in _COMMON.values()
    for word in words.split()
}
_SCRIPTS = (
    ("zh", re.compile(r"[\u3400-\u9fff]+")),
    ("ru", re.compile(r"[\u0400-\u04ff]+")),
    ("ar", re.compile(r"[\u0600-\u06ff]+")),
)
_FARSI = re.compile(r"[پچژگ\u06a9\u06cc]|\u200c")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_WORD = re.compile(r"[^\W\d_]+")
#: Letters that speak for a language, and how much each time.
_LETTERS = {"tr": ("ığşİ", 2.0), "de": ("äöüß", 0.5), "es": ("ñ¿¡", 0.5), "pt": ("ãõ", 0.5), "fr": ("èêàçœ", 0.5)}
_READ = 4_000
#: Words from which a text without one common word of any language is in another.
FEW_WORDS = 12


def language_of(text: str) -> str | None:
    """The code of the likeliest language, or None where too little speaks for any.

    >>> language_of("Die Kamera erkennt das Gesicht."), language_of("人脸识别摄像机"), language_of("X-200")
    ('de', 'zh', None)
    """
    from duecare.items.lexicon import fold

    sample = text[:_READ]
    latin = _letters(_LATIN, sample)
    for lang, script in () if sample.isascii() else _SCRIPTS:
        # Chinese and Arabic pages are full of Latin product names.
        if (found := _letters(script, sample)) * (3 if lang == "zh" else 2) > latin and found > 1:
            if lang == "ar" and len(_FARSI.findall(sample)) * 25 > found:
                return "fa"
            return lang
    scores = dict.fromkeys(_COMMON, 0.0)
    for word in filter(_LANGUAGES.__contains__, _WORD.findall(fold(sample))):
        languages = _LANGUAGES[word]
        for lang in languages:
            scores[lang] += 1.0 / len(languages)
    for lang, (letters, weight) in _LETTERS.items():
        scores[lang] += weight * sum(sample.count(letter) for letter in letters)
    best = max(scores, key=lambda lang: scores[lang])
    return best if scores[best] >= 1 else None


def is_read(text: str) -> bool:
    """Whether a text is in one of the ten languages; a short one in their scripts is given the benefit of the doubt.

    >>> is_read("USB-C cable"), is_read("얼굴 인식 카메라"), is_read("顔認識カメラ")
    (True, False, False)
    """
    sample = text[:_READ]
    words = _WORD.findall(sample)
    letters = sum(map(len, words))
    if not letters:
        return False
    if not sample.isascii():
        known = _letters(_LATIN, sample) + sum(_letters(script, sample) for _, script in _SCRIPTS)
        if known < 0.7 * letters:
            return False
    return len(words) < FEW_WORDS or language_of(text) is not None


def _letters(script: re.Pattern[str], sample: str) -> int:
    return sum(map(len, script.findall(sample)))
