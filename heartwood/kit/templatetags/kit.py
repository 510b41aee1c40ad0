"""The tags of the kit; every template has them without `{% load %}`. In [ ] is what may be left out.

Blocks, with content between the tag and its end:

    {% button [href=] [kind="primary|quiet|danger"] [icon=] [label=] [small=True] [opens=] [other=] %}…{% endbutton %}
        A link when it has an href, else a submit button (type="button" for others). Others are attributes, with
        `_` as `-`: hx_post=url, data_key="c", name="act", value="share", form="edit". An icon without content needs
        a label. `opens` names a dialog on the page; its href is where the link goes without JavaScript.
    {% panel [title=] [note=] [action= href=] [tone="sunk"] [small=True] [flush=True] [level=2] [id=] %}…{% endpanel %}
        `note` is small text in the heading, `action` a link there. `flush` for a table that touches the edges.
    {% badge [tone="leaf|clay|plum|alarm"] [icon=] %}…{% endbadge %}
    {% notice [tone="leaf|clay|plum|alarm"] [title=] [icon=] %}…{% endnotice %}
    {% nothing title= [icon=] %}…{% endnothing %}      the empty state: what will be here, and the one act that fills it
    {% menu label= [icon="ellipsis"] [small=True] [kind="primary"] [worded=True] %}…{% endmenu %}
        Links, forms with buttons, <hr>. `worded` shows the label on the button instead of the icon alone.
    {% dialog id= title= [open=True] %}…{% enddialog %}    opened by whatever has data-opens="id"

Single tags:

    {% icon name %}                                    a Lucide icon, hidden from screen readers
    {% face name [size="small|large"] %}               initials in a colour that stays
    {% crumbs "Clients" clients_url "Ana Ruiz" %}      label, url, label, url, …, label of this page
    {% tab label url [current=True] [count=3] %}       inside <nav class="tabs" aria-label="…">
    {% chip label url [current=True] [count=128] %}    inside <nav class="chips" aria-label="…">
    {% search_field label [name="q"] [value=] [placeholder=] [other=] %}    inside a <form method="get">
    {% steps items %}                                  each with label, note and state: "done", "now" or ""
    {% progress value of words [id=] %}                `value` None while nobody knows
    {% pagination [previous=url] [next=url] [words=] %}
    {% error_summary form %}                           for forms laid out by hand; {{ form }} has it
    {% csrf_token %}                                   Django's, and with it the form's own key: sent twice, done once

Filters for times, in the reader's zone (their plain-text twins for lists are in heartwood/kit/dates.py):

    {{ when|moment }}  Sat 28 Nov, 10:00
    {{ on|day }}       28 Nov
    {{ when|clock }}   10:00
    {{ when|ago }}     just now, 5 minutes ago, yesterday, on 14 Nov

For what people write at length (heartwood/kit/writing.py):

    {{ text|formatted }}    its headings, lists, bold and italic; {{ text|formatted:3 }} where headings are h3
"""

import secrets
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any
from zipfile import ZipFile
from zlib import crc32

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from heartwood.kit import dates, form_keys, writing

register = template.Library()


# --- Small things, often many on a page: made without a template ------------------------------------------------------


@cache
def _drawings() -> ZipFile:
    """All of Lucide's, found once: its own tag looks through the seventeen hundred again for each icon."""
    return ZipFile(BytesIO((files("lucide") / "lucide.zip").read_bytes()))


@lru_cache(maxsize=256)
def _icon(name: str) -> SafeString:
    drawing = " ".join(_drawings().read(f"{name}.svg").decode().split()).replace("> <", "><")
    here = drawing.replace('xmlns="http://www.w3.org/2000/svg"', 'class="icon" aria-hidden="true"', 1)
    return mark_safe(here)  # noqa: S308


def _icon_or_nothing(name: str) -> SafeString:
    return _icon(name) if name else SafeString("")


def _classes(block: str, **kinds: object) -> str:
    """_classes("button", primary=True, small=False) -> "button button--primary"."""
    return " ".join([block, *(f"{block}--{kind}" for kind, is_so in kinds.items() if is_so)])


def _attributes(given: dict[str, Any]) -> SafeString:
    named = [(name.rstrip("_").replace("_", "-"), value) for name, value in given.items()]
    plain = format_html_join("", ' {}="{}"', ((n, v) for n, v in named if v not in (True, False, None)))
    bare = format_html_join("", " {}", ((n,) for n, v in named if v is True))
    return plain + bare


@register.simple_tag
def icon(name: str) -> SafeString:
    return _icon(name)


@register.simple_block_tag
def badge(content: str, tone: str = "", icon: str = "") -> SafeString:
    classes = _classes("badge", **{tone: tone})
    return format_html('<span class="{}">{}{}</span>', classes, _icon_or_nothing(icon), SafeString(content.strip()))


def initials(name: str) -> str:
    words = name.split()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"


@register.simple_tag
def face(name: str, size: str = "") -> SafeString:
    tone = ("leaf", "clay", "plum")[crc32(str(name).encode()) % 3]
    classes = _classes("face", **{tone: True, size: size})
    return SafeString(f'<span class="{classes}" aria-hidden="true">{escape(initials(str(name)))}</span>')


@register.simple_block_tag
def button(
    content: str,
    href: str = "",
    kind: str = "",
    icon: str = "",
    label: str = "",
    small: bool = False,
    opens: str = "",
    **attributes: Any,
) -> SafeString:
    words = SafeString(content.strip())
    classes = _classes("button", **{kind: kind}, small=small, square=not words)
    given = {"aria_label": label or None, "title": label or None, "data_opens": opens or None} | attributes
    if href:
        opening, closing = format_html('<a class="{}" href="{}"{}>', classes, href, _attributes(given)), "a"
    else:
        given = {"type": "submit"} | given
        opening, closing = format_html('<button class="{}"{}>', classes, _attributes(given)), "button"
    return format_html("{}{}{}</{}>", opening, _icon_or_nothing(icon), words, closing)


@register.simple_tag
def tab(label: str, url: str, current: bool = False, count: int = 0) -> SafeString:
    number = format_html('<span class="count">{}</span>', count) if count else ""
    return format_html('<a class="tab" href="{}"{}>{}{}</a>', url, _current(current), label, number)


@register.simple_tag
def chip(label: str, url: str, current: bool = False, count: int | None = None) -> SafeString:
    number = "" if count is None else f" · {count}"
    return format_html('<a class="chip" href="{}"{}>{}{}</a>', url, _current(current), label, number)


def _current(is_so: bool) -> SafeString:
    return SafeString(' aria-current="page"') if is_so else SafeString("")


@register.simple_tag
def crumbs(*labels_and_urls: str) -> SafeString:
    above = zip(labels_and_urls[0:-1:2], labels_and_urls[1::2], strict=True)
    return _render("crumbs", above=list(above), here=labels_and_urls[-1])


# --- Larger things, each with a template beside it --------------------------------------------------------------------


def _render(component: str, **facts: Any) -> SafeString:
    return render_to_string(f"kit/{component}.html", facts)


@register.simple_block_tag
def panel(
    content: str,
    title: str = "",
    note: str = "",
    action: str = "",
    href: str = "",
    tone: str = "",
    small: bool = False,
    flush: bool = False,
    level: int = 2,
    id: str = "",  # noqa: A002
) -> SafeString:
    classes = _classes("panel", **{tone: tone}, small=small, flush=flush)
    return _render(
        "panel",
        content=content,
        classes=classes,
        title=title,
        note=note,
        action=action,
        href=href,
        level=level,
        id=id,
    )


@register.simple_block_tag
def notice(content: str, tone: str = "", title: str = "", icon: str = "info") -> SafeString:
    return _render("notice", content=content, classes=_classes("notice", **{tone: tone}), title=title, icon=icon)


@register.simple_block_tag
def nothing(content: str, title: str, icon: str = "sprout", level: int = 2) -> SafeString:
    return _render("nothing", content=content, title=title, icon=icon, level=level)


@register.simple_block_tag
def menu(
    content: str, label: str, icon: str = "ellipsis", small: bool = False, kind: str = "", worded: bool = False
) -> SafeString:
    classes = _classes("button", **{kind: kind}, square=not worded, small=small, quiet=small)
    return _render(
        "menu",
        content=content,
        classes=classes,
        worded=worded,
        label=label,
        icon=icon,
        id=f"menu-{secrets.token_hex(4)}",
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: str, open: bool = False) -> SafeString:  # noqa: A002
    return _render("dialog", content=content, id=id, title=title, open=open)


@register.simple_tag
def search_field(label: str, name: str = "q", value: str = "", placeholder: str = "", **attributes: Any) -> SafeString:
    return _render(
        "search_field",
        label=label,
        name=name,
        value=value or "",
        placeholder=placeholder,
        attributes=_attributes(attributes),
    )


@register.simple_tag
def steps(items: Iterable[object]) -> SafeString:
    return _render("steps", items=items)


@register.simple_tag
def progress(value: int | None, of: int, words: str, id: str = "") -> SafeString:  # noqa: A002
    return _render("progress", value=value, of=of, words=words, id=id or f"progress-{slugify(words)}")


@register.simple_tag
def pagination(previous: str = "", next: str = "", words: str = "") -> SafeString:  # noqa: A002
    return _render("pagination", previous=previous, next=next, words=words)


@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> SafeString:
    """In every form that changes something."""
    person = getattr(context.get("request"), "user", None)
    hidden = [("csrfmiddlewaretoken", context.get("csrf_token", "")), (form_keys.FIELD, form_keys.new_key(person))]
    return format_html_join("", '<input type="hidden" name="{}" value="{}" autocomplete="off">', hidden)


@register.simple_tag
def neutral_place() -> str:
    """Where somebody is who has left quickly: a page that says nothing about them."""
    return str(settings.QUICK_EXIT)


@register.simple_tag
def error_summary(form: BaseForm) -> SafeString:
    return _render("forms/summary", form=form)


# --- Times ------------------------------------------------------------------------------------------------------------


def _time(when: date | None, say: Callable[[Any], str]) -> SafeString:
    if not when:
        return SafeString("")
    exact = timezone.localtime(when) if isinstance(when, datetime) else when
    return SafeString(f'<time datetime="{exact.isoformat()}">{escape(say(when))}</time>')


@register.filter
def moment(when: datetime | None) -> SafeString:
    return _time(when, dates.moment)


@register.filter
def day(on: date | None) -> SafeString:
    return _time(on, dates.day)


@register.filter
def clock(when: datetime | None) -> SafeString:
    return _time(when, dates.clock)


@register.filter
def ago(when: datetime | None) -> SafeString:
    return _time(when, dates.ago)


# --- Writing ----------------------------------------------------------------------------------------------------------


@register.filter
def formatted(text: str, level: int = 2) -> SafeString:
    return writing.formatted(text or "", level)
