"""Texts that try to run, to load and to reach htmx, put into every text that people can store, and what must not follow."""

import itertools
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.db.models import Value
from django.db.models.functions import Cast, Concat

from ecosystem.core import search
from tests.core.test_markdown import PAYLOADS as MARKDOWN

OURS = ("core", "notifications", "accounts", "resources", "guilds", "goals", "feedback")
WORD = "canary"  # in each payload; with the number of the field it says which text is shown where

# `@` becomes the word of the field. `fired()` would be heard; /canary… and canary.example would be asked for.
PAYLOADS = [
    "<script>fired('@')</script>",
    "<img src=/@ onerror=fired()>",
    "<svg onload=fired('@')>",
    "\"'><img src=//canary.example/@ onerror=fired()>",
    "\" autofocus onfocus=fired('@') x=\"",
    "' onmouseover='fired()' @='",
    "</textarea><script>fired('@')</script>",
    "</title></style><img src=/@ onerror=fired()>",
    "<div hx-get=/@ hx-trigger=load>@</div>",
    "<b data-hx-post=/@ hx-trigger=load hx-on:click='fired()'>@</b>",
    '" hx-get="/@" hx-trigger="load',
    "<hx-partial hx-target='body'>@</hx-partial>",
    "<form action=https://canary.example/@><button autofocus>",
    "<iframe srcdoc='<script>parent.fired()</script>' title=@>",
    "<style>*{background:url(//canary.example/@)}</style>",
    "<p style='background:url(//canary.example/@)'>",
    "<base href=https://canary.example/@/>",
    "<meta http-equiv=refresh content='0;url=/@'>",
    "<link rel=stylesheet href=https://canary.example/@>",
    "<template><script>fired('@')</script></template>",
    "<math><mtext><table><mglyph><style><img src=/@ onerror=fired()></style>",
    "<noscript><p title='</noscript><img src=/@ onerror=fired()>'>",
    "<a id=main name=palette href=javascript:fired('@')>@</a>",
    "[@](javascript:fired())",
    "![@](https://canary.example/@.png)",
    "![@](/@)",
    '<https://canary.example/@"onmouseover=fired()>',
    "{{ 7919|add:7919 }}{% debug %}@",
    "${fired('@')} #{7919*2} %(word)s {0} @",
    "\u202eecila\u202c \u200b@\ufeff\u2066<b onclick=fired()>",
    "&lt;script&gt;fired('@')&lt;/script&gt;&#60;img src=/@&#62;",
    "<!--><script>fired('@')</script>-->",
    "</script><script>fired('@')</script>",
    "\\u003cscript\\u003efired('@')\\u003c/script\\u003e",
    "<c-button hx-get=/@>@</c-button>",
    "@\r\nSet-Cookie: @=1",
]
IN_MARKDOWN = [each.replace("evil.example", "canary.example/@").replace("/secret", "/@") for each in MARKDOWN]
RAN = "15838"  # what the template syntax above would come to


def text_fields() -> Iterator[models.Field]:
    """Every column of ours that holds free words: no choice out of a list."""
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            yield from (field for field in model._meta.local_fields if _is_text(field))


def _is_text(field: models.Field) -> bool:
    if isinstance(field, ArrayField):
        return _is_text(field.base_field)
    return isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices


def label_of(field: models.Field) -> str:
    return f"{field.model._meta.label}.{field.name}"


def payload_for(field: models.Field, number: int, turn: int) -> str:
    """Long texts hold all of them and those of Markdown, short ones one that fits, another at each turn."""
    word = f"{WORD}{number}z"
    size = getattr(field, "base_field", field).max_length
    ready = [each.replace("@", word) for each in PAYLOADS]
    if isinstance(field, models.EmailField):
        return f'"<img/src={word}/onerror=fired()>"@canary.example'
    if isinstance(field, models.URLField):
        return f'https://canary.example/{word}"onmouseover=fired()<img/src=/{word}>'
    if size is None or size >= 4000:
        return "\n\n".join([*ready, *(each.replace("@", word) for each in IN_MARKDOWN)])
    fitting = [each for each in ready if len(each) <= size - 12] or [word, "<b>"]
    chosen = fitting[(number * 7 + turn) % len(fitting)]
    return chosen[:size]


def poison(fields: dict[str, int], turn: int) -> None:
    """Put a payload into these columns of every row there is."""
    for field in text_fields():
        number = fields.get(label_of(field))
        if number is not None and field.model._base_manager.exists():
            _fill(field, payload_for(field, number, turn))


def index(fields: dict[str, int]) -> None:
    """Entries of the search whose titles and lines are payloads, found by one word."""
    title, subtitle = (f"{WORD}{fields[f'core.SearchEntry.{name}']}z" for name in ("title", "subtitle"))
    for place, payload in enumerate(PAYLOADS):
        texts = {"title": f"Cloud {payload.replace('@', title)}", "subtitle": payload.replace("@", subtitle)}
        search.index("skill", 10**6 + place, url="/skills/", **texts)


def _fill(field: models.Field, payload: str) -> None:
    rows: Any = field.model._base_manager
    if isinstance(field, models.JSONField):
        for key, value in list(rows.values_list("pk", field.name)):
            rows.filter(pk=key).update(**{field.name: _in_leaves(value, payload)})
        return
    if isinstance(field, ArrayField):
        rows.update(**{field.name: [payload, f"{payload[:-1]}2"]})
        return
    try:
        with transaction.atomic():
            rows.update(**{field.name: payload})
    except IntegrityError:  # one row may say it; the others say whose they are
        rows.update(**{field.name: Concat(Value(payload), Cast("pk", models.CharField()))})


def _in_leaves(value: Any, payload: str) -> Any:
    if isinstance(value, dict):
        return {name: _in_leaves(each, payload) for name, each in value.items()}
    if isinstance(value, list):
        return [_in_leaves(each, payload) for each in value]
    return payload if isinstance(value, str) else value


LISTEN = """
window.fired = word => console.error(`ran ${word}`);
addEventListener("securitypolicyviolation", each => console.error(`tried ${each.effectiveDirective} ${each.blockedURI}`));
"""
# What gets the focus or leads elsewhere by itself does so at the next frame.
A_WHILE = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
LIVE = """word => {
    const found = [], say = (each, why) => found.push(`${why}: ${each.outerHTML.slice(0, 160)}`);
    const asks = /^(data-)?hx-(get|post|put|patch|delete|push-url|replace-url)$/, ours = /^(\\/(?!canary|\\/)|\\?|#|$)/;
    for (const each of document.querySelectorAll("*")) {
        for (const {name, value} of each.attributes) {
            if (/^(on|style$|srcdoc$)/.test(name)) say(each, name);
            if (/^(data-)?hx-/.test(name) && value.includes(word) && !(asks.test(name) && ours.test(value))) say(each, name);
            if (/^(src|action|formaction|data|poster|background)$/.test(name) && !ours.test(value)) say(each, name);
            if (/^(xlink:)?href$/.test(name) && value.includes(word) && !ours.test(value) && !/^(https:|mailto:)/.test(value)) say(each, name);
        }
        if (/^(script|iframe|object|embed|style|base|meta|link|noscript|math|hx-partial|c-button)$/i.test(each.tagName)
            && each.outerHTML.includes(word)) say(each, "element");
    }
    return found;
}"""


def numbered(labels: Iterator[str]) -> dict[str, int]:
    return dict(zip(sorted(labels), itertools.count(1), strict=False))
