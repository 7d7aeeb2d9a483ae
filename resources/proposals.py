"""What a pasted link or text is proposed to be: title, kind, language, skills with level. Simple rules, no look at the address."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection
from django.db.models import Q

from accounts.models import Person, Skill
from resources.addresses import same_address
from resources.languages import USUAL, language_of
from resources.models import Resource

LONGEST_TITLE = 160
READ = 4000
MOST_SKILLS = 3
NEAR = 0.45
MOST_TWINS = 3
OFTEN = 2
ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
BARE = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
FENCED = re.compile(r"^ {0,3}(```|~~~).*?(?:^ {0,3}\1|\Z)", re.MULTILINE | re.DOTALL)
IN_LINE = re.compile(r"`[^`\n]+`")
MARKS = re.compile(r"^[#>*\-\s]+|[*_`]+")
STEPS = re.compile(r"^\s*(?:1[.)]|step 1)\s", re.IGNORECASE | re.MULTILINE)
HOSTS = {
    "video": "youtube.com youtu.be vimeo.com loom.com ted.com wistia.com dailymotion.com twitch.tv",
    "podcast": "podcasts.apple.com podcasts.google.com overcast.fm pocketcasts.com pca.st soundcloud.com anchor.fm",
    "book": "goodreads.com openlibrary.org gutenberg.org leanpub.com books.google.com manning.com",
    "course": "coursera.org udemy.com edx.org khanacademy.org pluralsight.com codecademy.com udacity.com",
    "template": "figma.com miro.com",
}
PLACES = {
    "open.spotify.com/episode": "podcast",
    "open.spotify.com/show": "podcast",
    "linkedin.com/learning": "course",
    "oreilly.com/library": "book",
}
FILES = {".mp4": "video", ".webm": "video", ".mp3": "podcast", ".m4a": "podcast", ".epub": "book"}
KIND_OF_HOST = {host: kind for kind, hosts in HOSTS.items() for host in hosts.split()}
OPENINGS = (("how_to", r"how[ -]to\b|step by step"), ("template", r"template\b|checklist\b"), ("practice", r"how we\b"))
FIRST = re.compile(
    r"\b(?:introduction|intro|basics|beginners?|getting started|first steps|101|primer)\b", re.IGNORECASE
)
FAR = re.compile(r"\b(?:advanced|deep dive|internals|in depth|expert|mastering)\b", re.IGNORECASE)
NAMED = """
SELECT skill.id, label, to_tsvector('simple', search_plain(%(short)s)) @@ query
FROM accounts_skill skill, unnest(array_prepend(skill.name, skill.alternative_labels)) label,
     phraseto_tsquery('simple', search_plain(label)) query
WHERE skill.retired_on IS NULL AND skill.merged_into_id IS NULL AND length(label) > 1
  AND to_tsvector('simple', search_plain(%(text)s)) @@ query
  AND position(lower(label) IN lower(%(text)s)) > 0
ORDER BY 3 DESC, length(label) DESC, skill.id
"""
NEARLY_NAMED = """
WITH said AS (SELECT tsvector_to_array(to_tsvector('english', search_plain(%(words)s))) AS stems)
SELECT id, nearness FROM (
    SELECT skill.id, sum(CASE WHEN there = stems THEN 2 WHEN 2 * there >= stems THEN 1 ELSE 0 END) AS nearness
    FROM accounts_skill skill, unnest(array_prepend(skill.name, skill.alternative_labels)) label, LATERAL (
        SELECT count(*) AS stems, count(*) FILTER (WHERE length(stem) > 2 AND stem = ANY (said.stems)) AS there
        FROM said, unnest(tsvector_to_array(to_tsvector('english', search_plain(label)))) stem
    ) words
    WHERE skill.retired_on IS NULL AND skill.merged_into_id IS NULL AND stems > 0
    GROUP BY skill.id
) near WHERE nearness > 1 ORDER BY nearness DESC, id LIMIT 2
"""


@dataclass(frozen=True)
class Pasted:
    """What the text is made of: an address, the words beside it, and the words to find skills in."""

    url: str = ""
    body: str = ""


@dataclass(frozen=True)
class Proposal:
    url: str = ""
    body: str = ""
    title: str = ""
    kind: str = Resource.Kind.ARTICLE
    level: int = 2
    language: str = USUAL
    skills: list[Skill] = field(default_factory=list)


def read_pasted(text: str) -> Pasted:
    """An address alone, or first with words after it, is a link; anything else is a text of its own."""
    text = text.strip()
    first, _sep, rest = text.partition("\n")
    first = first.strip()
    if ADDRESS.fullmatch(first):
        return Pasted(first, rest.strip())
    if not rest and BARE.fullmatch(first):
        return Pasted(f"https://{first}", "")
    return Pasted("", text)


def propose(text: str, title: str = "") -> Proposal:
    """Everything that can be told from what was pasted; what cannot stays empty. Three statements at most."""
    pasted = read_pasted(text)
    title = title or title_of(pasted)
    short = f"{title}\n{_words_of(pasted.url)}"
    return Proposal(
        url=pasted.url,
        body=pasted.body,
        title=title,
        kind=kind_of(pasted, title),
        level=level_of(f"{title} {pasted.body[:200]}"),
        language=language_of(f"{title}\n{pasted.body}"),
        skills=skills_named(short, prose_of(pasted.body[:READ])) or skill_nearly_named(short),
    )


def prose_of(text: str) -> str:
    """Without code and addresses, which name tools that a text is not about."""
    return ADDRESS.sub(" ", IN_LINE.sub(" ", FENCED.sub("\n", text)))


def title_of(pasted: Pasted) -> str:
    """The first line that says something; of an address the words of its last part, else the host."""
    lines = (MARKS.sub("", line).strip() for line in FENCED.sub("\n", pasted.body).splitlines())
    said = next((line for line in lines if line and not line.startswith("|")), "")
    if pasted.url and (not said or len(said) > LONGEST_TITLE):
        said = _words_of(pasted.url)
        said = said[:1].upper() + said[1:] or _host(pasted.url)
    if len(said) <= LONGEST_TITLE:
        return said
    return said[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"


def kind_of(pasted: Pasted, title: str = "") -> str:
    """By the host, by a place on it, by the ending of the file; of a text by how it begins."""
    if pasted.url:
        host, path = _host(pasted.url), _path(pasted.url).lower()
        for place, kind in PLACES.items():
            if f"{host}{path}".startswith(place):
                return kind
        endings = (kind for ending, kind in FILES.items() if path.endswith(ending))
        return next(endings, None) or _kind_of_host(host) or Resource.Kind.LINK
    for kind, opening in OPENINGS:
        if re.search(opening, title, re.IGNORECASE):
            return kind
    return Resource.Kind.HOW_TO if STEPS.search(pasted.body) else Resource.Kind.ARTICLE


def level_of(words: str) -> int:
    """1 for first steps, 3 for going deep, else 2."""
    if FIRST.search(words):
        return 1
    return 3 if FAR.search(words) else 2


def skills_named(short: str, text: str) -> list[Skill]:
    """Skills in use that a resource is about: by one of their names in its title or address, or more than once in its text;
    those in the title first, then the longest."""
    said = f"{short}\n{text}"
    if not said.strip():
        return []
    with connection.cursor() as cursor:
        cursor.execute(NAMED, {"short": short, "text": said})
        named = cursor.fetchall()
    found = list(dict.fromkeys(pk for pk, label, in_short in named if in_short or _times(label, text) >= OFTEN))
    by_id = Skill.objects.in_bulk(found[:MOST_SKILLS]) if found else {}
    return [by_id[pk] for pk in found[:MOST_SKILLS]]


def _times(label: str, text: str) -> int:
    return len(re.findall(rf"(?<!\w){re.escape(label)}(?!\w)", text, re.IGNORECASE))


def skill_nearly_named(words: str) -> list[Skill]:
    """The one skill of whose names most are about these words ("testing": Test automation, or unit testing); none where two are as near."""
    if not words.strip():
        return []
    with connection.cursor() as cursor:
        cursor.execute(NEARLY_NAMED, {"words": words})
        near = cursor.fetchall()
    alone = len(near) == 1 or (near and near[0][1] > near[1][1])
    return list(Skill.objects.filter(pk=near[0][0])) if alone else []


def twins_of(person: Person, *, url: str, title: str, besides: int | None = None) -> list[Any]:
    """What is here already: the same address but for tracking, or a title that is nearly the same. One statement each."""
    known = (
        Resource.objects.visible_to(person).exclude(state="archived").exclude(pk=besides or 0).select_related("owner")
    )
    address = same_address(url)
    same = list(known.filter(same_address=address)[:MOST_TWINS]) if address else []
    if same or len(title) < 8:
        return same
    near = known.filter(Q(title__trigram_similar=title)).annotate(near=TrigramSimilarity("title", title))
    return list(near.filter(near__gte=NEAR).order_by("-near", "-pk")[:MOST_TWINS])


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return ""


def _path(url: str) -> str:
    """Empty where the address cannot be read."""
    try:
        return unquote(urlsplit(url).path)
    except ValueError:
        return ""


def _kind_of_host(host: str) -> str | None:
    """Also for a host below a known one."""
    parts = host.split(".")
    return next((KIND_OF_HOST[name] for n in range(len(parts)) if (name := ".".join(parts[n:])) in KIND_OF_HOST), None)


def _words_of(url: str) -> str:
    """`https://x.example/a/rotating-client_secrets.html` → `rotating client secrets`."""
    parts = [part for part in _path(url).split("/") if re.search(r"[^\W\d_]{3}", part)]
    last = re.sub(r"\.[a-z0-9]{2,5}$", "", parts[-1], flags=re.IGNORECASE) if parts else ""
    return " ".join(re.split(r"[-_+\s]+", last)).strip()
