"""A journal: what a client writes, keeps, shares and takes back; and what nobody else learns of it."""

import re

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.journals import panels
from heartwood.areas.journals.models import Draft, Entry, EntryImage
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.audit.models import Line
from heartwood.ground.notifications.models import Notice
from heartwood.ground.vault import files

THE_HOUSE = ("thea", "cole", "sol", "olive", "fran", "bo", "moved", "double", "left")


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def entries_of(cast):
    return Entry.objects.as_system("test").filter(client=cast.clients["clara"])


def all_that_staff_can_open_of_clara(cast, person) -> str:
    client = cast.clients["clara"].pk
    lists = ("", f"{client}/", f"{client}/journals/", f"{client}/journals/?q=plover", f"{client}/documents/")
    pages = [person.get(f"/willow/clients/{rest}").content.decode() for rest in lists]
    return "\n".join([*pages, person.get("/willow/notices/").content.decode()])


# Writing ----------------------------------------------------------------------------------------------------------


def test_clara_writes_about_a_session_and_reads_it_again(cast, clara, write) -> None:
    """S0.01-S0.04, S0.11, S0.15, S0.32: text, formatted gently, connected to that one session."""
    entry = write("A **plover** called.\n\n## Later\n\n- one\n- two", title="At the shore")

    assert entry.appointment == cast.sessions["clara -3"]
    page = clara.page("journal-entry", entry.pk)
    assert "<strong>plover</strong>" in page
    assert "<h2>Later</h2>" in page
    assert "Only you can read this." in page
    assert "At the shore" in clara.page("journal")


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://elsewhere.example/x.png)",
        "<img src=x onerror=alert(1)>",
    ],
)
def test_what_she_writes_is_never_more_than_letters(clara, write, attack) -> None:
    page = clara.page("journal-entry", write(f"plover {attack}").pk)

    words = page.partition('class="entry__words')[2].partition("</section>")[0]
    assert not re.search(r"<(script|img|a)\b", words)


def test_an_empty_entry_is_asked_for_a_few_words(cast, clara) -> None:
    answer = clara.post(
        clara.viewer.address("journal-write", cast.sessions["clara -3"].pk), {"body": " ", "sharing": "private"}
    )

    assert answer.status_code == 422
    assert "Write a few words, or add an image." in answer.content.decode()


def test_private_is_what_the_page_begins_with(cast, clara) -> None:
    """S0.06, S0.D3."""
    page = clara.page("journal-write", cast.sessions["clara -3"].pk)

    assert re.search(r'value="private"[^>]*checked', page)
    assert not re.search(r'value="share"[^>]*checked', page)


def test_one_can_write_as_soon_as_a_session_is_over_and_before(cast, clara, write) -> None:
    """S0.31: nobody waits for the note to be approved."""
    session = cast.sessions["clara 0"]

    with time_machine.travel(session.ends_at):
        clara.sign_in()
        assert session.state == Appointment.State.BOOKED
        clara.page("journal-write", session.pk)


def test_an_entry_belongs_to_a_session_of_ones_own(cast, everyone) -> None:
    """S0.04, S0.D9: not to somebody else's, and not to one of the other profile."""
    nadia = everyone["nadia"]
    for session in ("clara -3", "nadia_with_cole -1"):
        assert nadia.get(nadia.viewer.address("journal-write", cast.sessions[session].pk)).status_code == 404


# Drafts -----------------------------------------------------------------------------------------------------------


def test_what_she_types_is_kept_and_waits_for_her(cast, clara) -> None:
    address = clara.viewer.address("journal-write", cast.sessions["clara -3"].pk)

    clara.browser.post(
        f"{address}keep/", {"title": "", "body": "plov", "sharing": "share"}, headers={"HX-Request": "true"}
    )

    assert "plov</textarea>" in clara.get(address).content.decode()
    assert "You have begun to write" in clara.page("journal")
    assert not entries_of(cast).filter(appointment=cast.sessions["clara -3"]).exists()


def test_two_tabs_lose_nothing_of_each_other(cast, clara) -> None:
    """R9: whoever saves second sees both, and decides."""
    address = clara.viewer.address("journal-write", cast.sessions["clara -3"].pk)
    clara.post(f"{address}keep/", {"body": "the first tab", "sharing": "private"})
    first_seen = Draft.objects.as_system("test").get(appointment=cast.sessions["clara -3"]).version
    clara.post(f"{address}keep/", {"body": "the first tab went on", "sharing": "private", "version": first_seen})

    other = {"body": "the second tab", "sharing": "private", "version": first_seen}
    kept = clara.browser.post(f"{address}keep/", other, headers={"HX-Request": "true"})
    saved = clara.post(address, other)

    assert kept.status_code == saved.status_code == 409
    page = saved.content.decode()
    assert "the first tab went on" in page
    assert "the second tab" in page
    version = re.search(r'name="version"\s+value="([^"]+)"', page).group(1)
    assert clara.post(address, other | {"version": version}).status_code == 302
    assert entries_of(cast).get(appointment=cast.sessions["clara -3"]).body == "the second tab"


def test_a_draft_thrown_away_takes_its_images_along(cast, clara, picture, django_capture_on_commit_callbacks) -> None:
    address = clara.viewer.address("journal-write", cast.sessions["clara -3"].pk)
    clara.post(f"{address}images/", {"body": "x", "sharing": "private", "uploads": [picture()]})
    names = set(EntryImage.objects.as_system("test").get(draft__appointment=cast.sessions["clara -3"]).parts.values())
    assert names <= {name for name, _ in files.place().names()}

    with django_capture_on_commit_callbacks(execute=True):
        clara.post(f"{address}discard/")

    assert not names & {name for name, _ in files.place().names()}


def test_what_is_being_changed_in_a_shared_entry_is_not_shared_before_it_is_saved(cast, thea, clara) -> None:
    river = cast.entries["river"]
    address = clara.viewer.address("journal-edit", river.pk)
    words = {"title": "By the river", "body": "half a plover", "sharing": "share", "version": river.version}

    clara.post(f"{address}keep/", words)

    assert "plover" not in thea.page("journal-entry", river.pk)
    version = Draft.objects.as_system("test").get(entry=river).version
    clara.post(address, words | {"body": "a whole plover", "version": version})
    assert "a whole plover" in thea.page("journal-entry", river.pk)


# Images -----------------------------------------------------------------------------------------------------------


def test_images_come_with_captions_and_in_their_order(cast, thea, clara, write, picture) -> None:
    """S0.03, S0.23."""
    address = clara.viewer.address("journal-write", cast.sessions["clara -3"].pk)
    clara.post(
        f"{address}images/", {"body": "plover", "sharing": "private", "uploads": [picture("a.jpg"), picture("b.jpg")]}
    )
    first, second = EntryImage.objects.as_system("test").filter(draft__appointment=cast.sessions["clara -3"])
    clara.post(clara.viewer.address("journal-image-earlier", second.pk))
    version = Draft.objects.as_system("test").get(appointment=cast.sessions["clara -3"]).version

    entry = write("plover", version=version, **{f"caption-{second.pk}": "The second, first"})
    for image in (first, second):
        image.refresh_from_db()
        image.make_safe()
    entry.share(clara.viewer)

    page = thea.page("journal-entry", entry.pk)
    assert page.index(str(second.pk)) < page.index(str(first.pk))
    assert "The second, first" in page
    shown = thea.get(thea.viewer.address("journal-image-screen", second.pk))
    assert shown.status_code == 200
    assert list(shown)


def test_ten_images_are_the_most_and_only_images(cast, clara, picture) -> None:
    address = clara.viewer.address("journal-write-images", cast.sessions["clara -3"].pk)
    answer = clara.post(address, {"body": "x", "sharing": "private", "uploads": [picture() for _ in range(10)]})
    assert answer.status_code == 302

    too_many = clara.post(address, {"body": "x", "sharing": "private", "uploads": [picture()]})

    assert "An entry has room for 10 images." in text(too_many.content.decode())
    assert EntryImage.objects.as_system("test").filter(draft__appointment=cast.sessions["clara -3"]).count() == 10


def test_a_paper_is_no_image(cast, clara, picture) -> None:
    from heartwood.cast.papers import letter

    paper = picture("paper.pdf")
    paper.file.seek(0)
    paper.file.truncate()
    paper.file.write(letter("A paper"))
    paper.file.seek(0)
    paper.size = len(letter("A paper"))
    answer = clara.post(
        clara.viewer.address("journal-write-images", cast.sessions["clara -3"].pk), {"body": "x", "uploads": [paper]}
    )

    assert answer.status_code == 422
    assert "“paper.pdf” is not a picture." in text(answer.content.decode())


# Sharing ----------------------------------------------------------------------------------------------------------


def test_nobody_is_told_before_clara_says_notify(cast, thea, clara, write, do_the_jobs) -> None:
    """S0.13-S0.17, S0.28, S0.D4: saved with Share chosen it is still private; Notify shares it and tells."""
    entry = write("plover", sharing="share")
    assert (
        "Notify your practitioner"
        in clara.get(clara.viewer.address("journal-entry", entry.pk) + "?notify=").content.decode()
    )
    assert "Not shared yet" in clara.page("journal-entry", entry.pk)
    assert thea.get(thea.viewer.address("journal-entry", entry.pk)).status_code == 404
    do_the_jobs()
    assert not [letter for letter in mail.outbox if "View client journal" in letter.body]

    clara.post(clara.viewer.address("journal-share", entry.pk))
    do_the_jobs()

    (letter,) = [letter for letter in mail.outbox if "View client journal" in letter.body]
    assert letter.to == ["thea@willow.example"]
    assert "plover" in thea.page("journal-entry", entry.pk)


def test_the_mail_names_nothing_and_leads_to_that_very_entry(cast, thea, clara, write, do_the_jobs) -> None:
    """S0.29, S0.30, S0.D7, S0.D11, Q13."""
    entry = write("plover", sharing="share", title="Of birds")
    clara.post(clara.viewer.address("journal-share", entry.pk))
    mail.outbox.clear()
    do_the_jobs()
    (letter,) = [letter for letter in mail.outbox if "View client journal" in letter.body]

    assert not re.search("plover|Of birds|Clara|Reyes|Willow|session|therap", letter.subject + letter.body, re.I)
    link = re.search(r"http://localhost:8000(/accounts/notices/\S+)", letter.body).group(1)
    answer = thea.browser.get(link, follow=True)
    assert answer.redirect_chain[-1][0] == thea.viewer.address("journal-entry", entry.pk)
    assert "plover" in answer.content.decode()


def test_a_private_entry_leaves_no_trace_for_anybody_at_the_practice(
    cast, everyone, clara, write, picture, time_machine
) -> None:
    """S0.07, S0.12, S0.D1, Q14: no icon, number, time, search, mail, line of the trail."""
    time_machine.move_to(now(), tick=False)
    staff = [everyone[key] for key in THE_HOUSE]
    before = {person.key: text(all_that_staff_can_open_of_clara(cast, person)) for person in staff}
    notices, lines = Notice.objects.as_system("test").count(), _lines_about_clara(cast)

    entry = write("plover", title="Of birds")
    clara.page("journal-entry", entry.pk)
    edit = clara.viewer.address("journal-edit", entry.pk)
    clara.post(
        f"{edit}images/",
        {"body": "plover", "title": "Of birds", "sharing": "private", "version": entry.version, "uploads": [picture()]},
    )
    EntryImage.objects.as_system("test").get(draft__entry=entry).make_safe()
    clara.post(clara.viewer.address("journal-remove", write("another").pk))

    assert Notice.objects.as_system("test").count() == notices
    assert _lines_about_clara(cast) == lines
    for person in staff:
        assert text(all_that_staff_can_open_of_clara(cast, person)) == before[person.key], person.key
        assert entry.pk not in {seen.entry.pk for seen in panels.latest(person.viewer, cast.clients["clara"])}


def _lines_about_clara(cast) -> int:
    return Line.objects.as_system("test").filter(client=cast.clients["clara"].pk, kind=Line.Kind.ACT).count()


def test_it_is_private_to_the_login_that_wrote_it(cast, everyone, clara, write) -> None:
    """Q14: somebody else who acts for Clara sees neither a private entry nor a shared one."""
    from heartwood.areas.clients.models import PortalAccess
    from heartwood.ground.audit.acting import act

    entry = write("plover", sharing="share")
    entry.share(clara.viewer)
    grace = everyone["grace"]
    access = PortalAccess(client=cast.clients["clara"], user=grace.user, code="gr4ce2nd")
    with act(grace.viewer, "clients.enter_portal", access):
        access.save(force_insert=True)

    assert "plover" not in grace.get("/portal/gr4ce2nd/journal/").content.decode()
    assert grace.get(f"/portal/gr4ce2nd/journal/{entry.pk}/").status_code == 404


def test_taken_back_it_is_gone_at_the_next_request_on_every_channel(cast, thea, clara) -> None:
    """S0.D2, S0.D5, Q17: pages, images, thumbnails; also for a browser that asks whether it has changed."""
    river, image = cast.entries["river"], cast.images[0]
    addresses = [
        thea.viewer.address("journal-entry", river.pk),
        *(thea.viewer.address(f"journal-image-{part}", image.pk) for part in ("file", "screen", "thumb")),
    ]
    for address in addresses:
        answer = thea.get(address)
        assert answer.status_code == 200
        assert list(answer)  # a file is read to its end, which closes it

    clara.post(clara.viewer.address("journal-keep-private", river.pk))

    for address in addresses:
        headers = {"If-None-Match": "*", "If-Modified-Since": "Wed, 01 Jan 2031 00:00:00 GMT", "Range": "bytes=0-9"}
        assert thea.browser.get(address, headers=headers).status_code == 404
    assert "Larchmere" not in all_that_staff_can_open_of_clara(cast, thea)
    assert list(clara.get(clara.viewer.address("journal-image-thumb", image.pk)))


def test_the_link_of_a_mail_says_that_it_is_no_longer_shared_and_nothing_more(cast, everyone, thea, clara) -> None:
    """S0.D5, S0.D11."""
    river = cast.entries["river"]
    notice = Notice.objects.as_system("test").get(kind="journals.shared", record=river.pk)
    clara.post(clara.viewer.address("journal-keep-private", river.pk))

    answer = thea.browser.get(f"/accounts/notices/{notice.pk}/", follow=True)

    assert answer.status_code == 404
    assert "This is no longer shared with you" in answer.content.decode()
    assert not re.search("river|Clara", answer.content.decode())
    for key in ("cole", "olive", "otto", "nadia"):
        other = everyone[key].browser.get(f"/accounts/notices/{notice.pk}/", follow=True)
        assert other.status_code == 404
        assert "no longer shared" not in other.content.decode()
    assert "no longer shared" not in everyone["cole"].get(f"/willow/journals/{river.pk}/").content.decode()
    private = thea.get(thea.viewer.address("journal-entry", cast.entries["letter"].pk)).content.decode()
    assert "no longer shared" not in private, "what was never shared never was"


def test_an_edited_entry_says_so_and_sends_no_second_mail(cast, thea, clara, do_the_jobs) -> None:
    """S0.D6, Q2."""
    river = cast.entries["river"]
    do_the_jobs()
    mail.outbox.clear()
    thea.page("journal-entry", river.pk)

    clara.post(
        clara.viewer.address("journal-edit", river.pk),
        {"title": "By the river", "body": "It was a plover.", "sharing": "share", "version": river.version},
    )
    do_the_jobs()

    assert mail.outbox == []
    page = thea.page("client-journals", cast.clients["clara"].pk)
    assert "Edited" in page
    assert "Unread" in page, "it was changed since"


def test_a_practitioner_without_access_any_more_reads_nothing(cast, thea, olive) -> None:
    """S0.D10, Q17: sharing gives nothing to whoever may not open the record."""
    river = cast.entries["river"]
    cast.clients["clara"].give_access(olive.viewer, [cast.workers["cole"]], cast.workers["cole"])

    assert thea.get(thea.viewer.address("journal-entry", river.pk)).status_code == 404
    assert Entry.objects.visible_to(Viewer.in_office(cast.workers["cole"])).count() == 0


def test_deleted_it_is_gone_for_good_with_its_files(cast, clara, thea, django_capture_on_commit_callbacks) -> None:
    """Q2: one honest question, then it is gone; the log keeps the fact."""
    river = cast.entries["river"]
    names = {name for image in river.images.visible_to(clara.viewer) for name in image.parts.values()}
    assert "Thea Lindqvist does not see it any more either" in text(clara.page("journal-remove", river.pk))

    with django_capture_on_commit_callbacks(execute=True):
        clara.post(clara.viewer.address("journal-remove", river.pk))

    assert not entries_of(cast).filter(pk=river.pk).exists()
    assert not names & {name for name, _ in files.place().names()}
    assert "deleted a shared journal entry" in thea.page("client-trail", cast.clients["clara"].pk)


# Reading, for the practitioner ------------------------------------------------------------------------------------


def test_thea_reads_it_and_clara_sees_that(cast, thea, clara) -> None:
    """S0.22, S0.23, S0.26, S0.33, S0.35."""
    river = cast.entries["river"]
    assert "Unread" in thea.page("client-journals", cast.clients["clara"].pk)
    assert "It was not read yet." in clara.page("journal-entry", river.pk)

    thea.page("journal-entry", river.pk)

    assert "Thea Lindqvist read it on" in text(clara.page("journal-entry", river.pk))
    line = Line.objects.as_system("test").filter(verb="journals.open", client=cast.clients["clara"].pk)
    assert line.count() == 1


def test_thea_acknowledges_and_clara_is_told(cast, thea, clara, do_the_jobs) -> None:
    """S0.34."""
    river = cast.entries["river"]
    do_the_jobs()
    mail.outbox.clear()

    thea.post(thea.viewer.address("journal-acknowledge", river.pk), {"message": "A fine plover."})
    do_the_jobs()

    assert "A fine plover." in clara.page("journal-entry", river.pk)
    (letter,) = mail.outbox
    assert letter.to == ["clara@mail.example"]
    assert not re.search("plover|river|Thea", letter.subject + letter.body)
    assert "Thank you for sharing" in thea.page("journal-entry", river.pk)
    thea.post(
        thea.viewer.address("journal-acknowledge", river.pk), {"quick": "Thank you for sharing this. I have read it."}
    )
    assert clara.page("journal-entry", river.pk).count("said__words") == 2


def test_in_a_session_of_several_each_has_their_own(cast, everyone, thea) -> None:
    """S0.D9: the practitioner sees each one's shared entries, labelled."""
    from heartwood.areas.clients.models import PortalAccess
    from heartwood.areas.journals.models import Words
    from heartwood.ground.audit.acting import act

    together = cast.sessions["together"]
    viewers = {}
    for key, login in (("ana_ruiz", "elif"), ("benjamin_tran", "petra")):
        access = PortalAccess(client=cast.clients[key], user=cast.logins[login], code=f"{key[:3]}w2x4y")
        with act(everyone[login].viewer, "clients.enter_portal", access):
            access.save(force_insert=True)
        viewers[key] = Viewer.through_portal(access)
        Entry.objects.write(viewers[key], together, Words(body=f"plover of {key}")).share(viewers[key])

    assert [entry.client for entry in Entry.objects.visible_to(viewers["ana_ruiz"])] == [cast.clients["ana_ruiz"]]
    rows = panels.for_session_office(thea.viewer, together)
    assert {row.entry.client.name for row in rows} == {"Ana Ruiz", "Benjamin Tran"}


def test_the_icon_stands_beside_sessions_with_something_shared_and_no_others(cast, thea, clara) -> None:
    """S0.25, S0.27."""
    every_session = [session.pk for session in cast.sessions.values()]
    found = panels.sessions_with_journals(thea.viewer, cast.clients["clara"], every_session)

    assert found == {cast.sessions["clara -4"].pk, cast.sessions["clara -2"].pk}
    events = thea.page("client-sessions", cast.clients["clara"].pk).split('class="timeline__event')[1:]
    with_icon = [event for event in events if "With a journal" in event]
    assert len(events) == 12
    assert {re.search(r"/sessions/([0-9a-f-]{36})/", event).group(1) for event in with_icon} == {
        str(pk) for pk in found
    }


# Lists ------------------------------------------------------------------------------------------------------------


def test_entries_are_found_by_session_by_state_and_by_words(cast, thea, clara) -> None:
    """S0.05: across sessions, and for one; the search opens only what the reader may see."""
    session = cast.sessions["clara -4"].pk

    assert "Wispwater" not in clara.page("journal", session=session)
    assert "Thornquay" in clara.page("journal", session=session)
    assert "Thornquay" not in clara.page("journal", which="private")
    assert "Wispwater" in clara.page("journal", q="élder WISP")
    assert "Nothing like that" in clara.page("journal", q="nowhere")
    assert "Nothing like that" in thea.page("client-journals", cast.clients["clara"].pk, q="Wispwater")


def test_her_journal_on_paper_holds_all_of_it_and_only_hers(cast, clara) -> None:
    page = clara.page("journal-print")

    assert page.index("Mossgarth") < page.index("Wispwater") < page.index("Larchmere") < page.index("Yarrowick")
    assert "Kestrelford" not in page


def test_prompts_can_be_switched_off(cast, clara) -> None:
    write = cast.sessions["clara -3"].pk
    assert "Something to begin with" in clara.page("journal-write", write)

    clara.post(clara.viewer.address("journal-prompts"))

    assert "Something to begin with" not in clara.page("journal-write", write)
    clara.post(clara.viewer.address("journal-prompts"))
    assert "Something to begin with" in clara.page("journal-write", write)


def test_every_page_for_writing_says_whom_to_call(cast, clara) -> None:
    for page in (clara.page("journal"), clara.page("journal-write", cast.sessions["clara -3"].pk)):
        assert 'href="tel:988"' in page
        assert 'href="tel:911"' in page


def test_many_entries_cost_no_more_queries_than_one(cast, thea, clara, write) -> None:
    """A page opens all keys at once, and asks for all images at once."""
    looks = [
        lambda: clara.page("journal"),
        lambda: clara.page("journal", q="e"),
        lambda: clara.page("journal-print"),
        lambda: clara.page("journal-entry", cast.entries["river"].pk),
        lambda: clara.page("journal-edit", cast.entries["river"].pk),
        lambda: clara.page("journal-choose"),
        lambda: thea.page("client-journals", cast.clients["clara"].pk),
        lambda: thea.page("journal-entry", cast.entries["river"].pk),
    ]
    few = [_queries(look) for look in looks if look() or True]
    for session in range(-9, -1):
        write(f"plover {session}", session=f"clara {session}").share(clara.viewer)

    assert [_queries(look) for look in looks if look() or True] == few
    assert max(few) <= 12, few


def _queries(look) -> int:
    with CaptureQueriesContext(connection) as asked:
        look()
    return len([query for query in asked if "SAVEPOINT" not in query["sql"]])


# What the database promises ---------------------------------------------------------------------------------------


def test_an_entry_cannot_be_shared_and_wait_for_it(cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry._base_manager.filter(pk=cast.entries["river"].pk).update(share_chosen_at=now())
