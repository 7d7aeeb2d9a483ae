"""The language of a text, guessed: by its script, else by the small words that PostgreSQL's dictionaries leave out of a search.

It decides by which stems the text is found, and how browsers read it out; whoever shares it can choose another one.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils.translation import get_language_info

USUAL = "en"
MOST_WORDS = 150
READ = 4000
ENOUGH = 2  # small words, so that one name or loan word decides nothing
DICTIONARIES = {
    "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nb": "norwegian", "nl": "dutch", "pt": "portuguese", "ru": "russian",
    "sv": "swedish", "tr": "turkish",
}  # fmt: skip
SCRIPTS = {
    "ARABIC": "ar", "GREEK": "el", "HEBREW": "he", "DEVANAGARI": "hi", "THAI": "th", "HANGUL": "ko",
    "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh-hans",
}  # fmt: skip
CODES = sorted({*DICTIONARIES, *SCRIPTS.values(), "cs", "id", "lt", "pl", "ro", "uk"})
WORD = re.compile(r"[^\W\d_]+")
GUESS = """
SELECT language FROM unnest(%(words)s::text[]) AS word,
    unnest(%(languages)s::text[], %(dictionaries)s::text[]) AS known (language, dictionary)
WHERE ts_lexize(dictionary::regdictionary, word) = '{}'
GROUP BY language HAVING count(*) >= %(enough)s
ORDER BY count(*) DESC, language <> %(usual)s, language LIMIT 1
"""


def choices() -> list[tuple[str, str]]:
    """Each language by the name that it has for itself."""
    named = ((code, get_language_info(code)["name_local"]) for code in CODES)
    return sorted(((code, name[:1].upper() + name[1:]) for code, name in named), key=lambda pair: pair[1])


def language_of(text: str) -> str:
    """Its code; what says too little is in the usual one. One statement at most."""
    words = WORD.findall(text[:READ])
    scripts = Counter(script for word in words[:MOST_WORDS] for script in _scripts(word))
    if scripts:
        first = scripts.most_common(1)[0][0]
        found = SCRIPTS.get(first, "")
        if found:
            return "ja" if "HIRAGANA" in scripts else found
    lowered = list(dict.fromkeys(word.lower() for word in words))[:MOST_WORDS]
    return _by_small_words(lowered) if lowered else USUAL


def _scripts(word: str) -> Iterator[str]:
    """The script of each letter, which is the first word of its name."""
    for letter in word:
        yield unicodedata.name(letter, "").partition(" ")[0]


def _by_small_words(words: list[str]) -> str:
    values: dict[str, Any] = {
        "words": words,
        "languages": list(DICTIONARIES),
        "dictionaries": [f"{name}_stem" for name in DICTIONARIES.values()],
        "enough": ENOUGH,
        "usual": USUAL,
    }
    with connection.cursor() as cursor:
        cursor.execute(GUESS, values)
        row = cursor.fetchone()
    return row[0] if row else USUAL
