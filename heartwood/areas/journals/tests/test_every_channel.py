"""Every way by which something of an entry could reach somebody: page, header, notice, mail, export, job, log."""

import logging
import re
import uuid

import pytest
from django.core import mail
from django_tasks_db.models import DBTaskResult

from heartwood.areas.journals.models import Entry, EntryImage
from heartwood.cast.building import Cast
from heartwood.ground.audit.models import Line
from heartwood.ground.notifications.models import Notice
from tests.everyone import Person

EVERYBODY_ELSE = "thea cole olive fran bo double left otto nadia grace petra nobody"
OFTEN_DIFFERENT = {"X-Request-Id", "Content-Security-Policy", "Content-Length", "Date"}
CONDITIONS = {"If-None-Match": "*", "If-Modified-Since": "Wed, 01 Jan 2031 00:00:00 GMT", "Range": "bytes=0-9"}


@pytest.fixture
def private(cast: Cast, clara: Person, write, picture) -> Entry:
    """With a title, a text, an image, words below it, and a file name: each has a word of its own."""
    entry = write("plover", title="Of dunlins")
    address = clara.viewer.address("journal-edit", entry.pk)
    words = {"title": "Of dunlins", "body": "plover", "sharing": "private", "version": entry.version}
    clara.post(f"{address}images/", words | {"uploads": [picture("turnstone.jpg")]})
    image = EntryImage.objects.as_system("test").get(draft__entry=entry)
    image.make_safe()
    version = entry.drafts.as_system("test").get().version
    clara.post(address, words | {"version": version, f"caption-{image.pk}": "A curlew"})
    return entry


def image_of(entry: Entry) -> EntryImage:
    return EntryImage.objects.as_system("test").get(entry=entry)


def places_where_it_would_stand(cast: Cast, person: Person) -> list[str]:
    """Lists, numbers, searches, histories and logs about Clara, as far as this person has such pages."""
    if person.member is None:
        return ["/accounts/", *([person.viewer.address("dashboard")] if person.profile else [])]
    client, session = cast.clients["clara"].pk, cast.sessions["clara -3"].pk
    pages = (
        *("", "notices/", "notes/", "sessions/", "sessions/?tab=completed&q=plover", "reviews/", "practice/log/"),
        *("clients/?q=plover", "clients/?q=reyes", "clients/export/", f"sessions/{session}/"),
        *(f"sessions/{session}/{part}/" for part in ("history", "journals", "reviews")),
        *(f"clients/{client}/{part}" for part in ("", "written/", "sessions/", "journals/", "journals/?q=plover")),
        *(f"clients/{client}/{part}/" for part in ("documents", "notes", "trail")),
    )
    return [f"/{person.member.organization.slug}/{page}" for page in pages]


def its_own_addresses(entry: Entry, image: EntryImage, person: Person) -> list[str]:
    """Guessed, or copied."""
    viewer = person.viewer if person.member or person.profile else None
    if viewer is None:
        return [f"/portal/k7q2m9wd/journal/{entry.pk}/", f"/willow/journals/{entry.pk}/"]
    parts = (viewer.address(f"journal-image-{part}", image.pk) for part in ("file", "screen", "thumb"))
    return [viewer.address("journal-entry", entry.pk), *parts]


def test_a_private_entry_and_its_images_reach_nobody_by_any_way(
    cast: Cast, everyone: dict[str, Person], olive: Person, private: Entry, do_the_jobs, caplog
) -> None:
    """S0.D1, S0.D2, S0.D7: neither what it says nor that it is there; its addresses look like any that never were."""
    caplog.set_level(logging.DEBUG)
    image = image_of(private)
    do_the_jobs()
    traces = {"plover", "dunlin", "turnstone", "curlew", str(private.pk), str(image.pk), *image.parts.values()}
    reached: list[tuple[str, str]] = []

    def look(who: str, where: str, said: str, asked: str = "") -> None:
        found = [trace for trace in traces if trace.casefold() in said.replace(asked, "").casefold()]
        reached.extend((who, f"{where}: {trace}") for trace in found)

    for person in (everyone[key] for key in EVERYBODY_ELSE.split()):
        for address in places_where_it_would_stand(cast, person):
            answer = person.browser.get(address)
            look(person.key, address, f"{answer.headers} {answer.content.decode()}", "plover")
        for address in its_own_addresses(private, image, person):
            never = re.sub(r"[0-9a-f-]{36}", str(uuid.uuid4()), address)
            for headers in ({}, CONDITIONS):
                one, other = (person.browser.get(asked, headers=headers) for asked in (address, never))
                assert one.status_code == other.status_code, (person.key, address)
                assert one.status_code in (302, 404), (person.key, address)
                assert headers_of(one, address) == headers_of(other, never), (person.key, address)
                look(person.key, address, one.content.decode(), address)
    exported = olive.browser.post(olive.viewer.address("client-export"), {"as": "csv"})
    look("olive", "export", b"".join(exported).decode())
    look("anybody", "mails", " ".join(f"{letter.subject} {letter.message()}" for letter in mail.outbox))
    look("anybody", "logs", caplog.text)
    look(
        "anybody",
        "jobs",
        str(list(DBTaskResult.objects.exclude(task_path__contains="files").values_list("args_kwargs"))),
    )

    assert reached == []
    assert not Notice.objects.as_system("test").filter(record__in=[private.pk, image.pk]).exists()
    assert (
        not Line.objects.as_system("test")
        .exclude(client=None, organization=None)
        .filter(record__in=[f"journals.Entry:{private.pk}", f"journals.EntryImage:{image.pk}"])
    )


def headers_of(answer, address: str) -> dict[str, str]:
    said = {name: value for name, value in answer.headers.items() if name not in OFTEN_DIFFERENT}
    return {name: value.replace(address, "…") for name, value in said.items()}


def test_taken_back_every_channel_that_thea_had_is_closed_at_the_next_request(
    cast: Cast, clara: Person, thea: Person, private: Entry, do_the_jobs
) -> None:
    """S0.D2, S0.D5, Q17: also for a browser that has it, and asks only whether it has changed; and for a mail that has
    not left yet."""
    image = image_of(private)
    clara.post(clara.viewer.address("journal-share", private.pk))
    notice = Notice.objects.visible_to(thea.viewer).get(record=private.pk)
    own = its_own_addresses(private, image, thea)
    session = cast.sessions["clara -3"].pk
    shown_on = [
        thea.viewer.address("client-journals", cast.clients["clara"].pk),
        thea.viewer.address("session-journals", session),
        thea.viewer.address("session", session),
    ]
    kept = {address: tag_of(thea, address) for address in own}
    for address in shown_on:
        assert "Of dunlins" in thea.browser.get(address).content.decode()
    assert sessions_with_the_icon(cast, thea) == 3

    clara.post(clara.viewer.address("journal-keep-private", private.pk))

    for address, tag in kept.items():
        for headers in ({}, CONDITIONS, {"If-None-Match": tag}):
            assert thea.browser.get(address, headers=headers).status_code == 404, (address, headers)
    assert thea.post(thea.viewer.address("journal-acknowledge", private.pk), {"message": "x"}).status_code == 404
    assert thea.browser.get(f"/accounts/notices/{notice.pk}/", follow=True).status_code == 404
    for address in shown_on:
        page = thea.browser.get(address).content.decode()
        assert "dunlin" not in page
        assert str(image.pk) not in page
    assert sessions_with_the_icon(cast, thea) == 2
    assert str(private.pk) not in thea.page("notices")
    do_the_jobs()
    told = Notice.objects.as_system("test").get(pk=notice.pk)
    assert told.sent_at is None, "its mail has not left"


def tag_of(person: Person, address: str) -> str:
    answer = person.browser.get(address)
    assert answer.status_code == 200, address
    list(getattr(answer, "streaming_content", ()))
    return str(answer.headers.get("ETag", "*"))


def sessions_with_the_icon(cast: Cast, person: Person) -> int:
    return person.page("client-sessions", cast.clients["clara"].pk).count("With a journal")
