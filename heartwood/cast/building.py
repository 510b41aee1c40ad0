"""Builds the cast on an empty install, through the verbs that people use."""

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from heartwood.areas.appointments.models import Appointment, Service, Waiting
from heartwood.areas.clients.models import Client, PortalAccess, PortalInvitation, Relationship, Scope
from heartwood.areas.clients.models.portal import everything
from heartwood.areas.clients.words import plain
from heartwood.areas.consent.models import ConsentEvent, Purpose
from heartwood.areas.documents.models import Document, Folder
from heartwood.areas.homework.models import Answer, Homework, Template
from heartwood.areas.journals.models import Draft, Entry, EntryImage
from heartwood.areas.notes.models import ChartNote, PrivateNote, SessionNote
from heartwood.areas.reviews.models import Review
from heartwood.areas.summary.models import Summary
from heartwood.areas.team.inviting import invite
from heartwood.areas.team.models import Invitation
from heartwood.cast import papers, people
from heartwood.cast.circle import name_their_people
from heartwood.cast.consent import ask_for_consent
from heartwood.cast.homework import give_homework
from heartwood.cast.ids import same_id
from heartwood.cast.journals import write_journals
from heartwood.cast.notes import write_it_down
from heartwood.cast.people import Login, Paper, Served, Worker
from heartwood.cast.reviews import leave_reviews
from heartwood.cast.sessions import open_the_book
from heartwood.cast.summary import sum_it_up
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member, Organization, User
from heartwood.ground.audit.acting import act


class NotEmpty(Exception):
    """The cast moves into an empty house only."""


@dataclass
class Cast:
    """Everybody who was built, by the key they have in people.py."""

    firms: dict[str, Organization] = field(default_factory=dict)
    workers: dict[str, Member] = field(default_factory=dict)
    logins: dict[str, User] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    profiles: dict[str, PortalAccess] = field(default_factory=dict)
    invitation: Invitation | None = None
    portal_invitation: PortalInvitation | None = None
    contacts: dict[str, Relationship] = field(default_factory=dict)  # by the client whose emergency contact it is
    practitioner_of: dict[str, str] = field(default_factory=dict)  # client: worker
    services: dict[str, Service] = field(default_factory=dict)
    sessions: dict[str, Appointment] = field(default_factory=dict)
    waiting: Waiting | None = None
    notes: dict[str, SessionNote] = field(default_factory=dict)
    chart_notes: dict[str, ChartNote] = field(default_factory=dict)
    private_notes: dict[str, PrivateNote] = field(default_factory=dict)
    summaries: dict[str, Summary] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    images: list[EntryImage] = field(default_factory=list)
    draft: Draft | None = None
    reviews: dict[str, Review] = field(default_factory=dict)
    hours_given: dict[uuid.UUID, int] = field(default_factory=dict)  # to how many of a practitioner's clients
    documents: dict[str, Document] = field(default_factory=dict)
    library: dict[str, Template] = field(default_factory=dict)
    homework: dict[str, Homework] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    purposes: dict[str, Purpose] = field(default_factory=dict)
    consents: dict[str, ConsentEvent] = field(default_factory=dict)
    folders: dict[str, Folder] = field(default_factory=dict)


def build() -> Cast:
    if User.objects.exists() or Organization.objects.exists():
        raise NotEmpty("This install holds people already. The cast moves into an empty one only.")
    cast = Cast()
    password = make_password(people.PASSWORD)
    for firm in people.FIRMS:
        cast.firms[firm.slug] = Organization.objects.create(
            id=same_id("firm", firm.slug),
            name=firm.name,
            slug=firm.slug,
            kind=firm.kind,
            jurisdiction=firm.jurisdiction,
            time_zone=firm.time_zone,
            records_are_owner_only=firm.owner_only,
            phone=firm.phone,
            email=firm.email,
        )
    for worker in people.WORKERS:
        cast.workers[worker.key] = _hire(cast, worker, password)
    for number, served in enumerate((*people.CLIENTS, *_forty_more())):
        cast.clients[served.key] = _take_on(cast, served, number)
        cast.practitioner_of[served.key] = served.practitioner
    for login in people.LOGINS:
        cast.logins[login.key] = _open_portal(cast, login, password)
    for paper in people.PAPERS:
        cast.documents[paper.key] = _upload(cast, paper)
    _put_in_order(cast)
    cast.invitation = _invite_a_newcomer(cast)
    open_the_book(cast)
    write_it_down(cast)
    sum_it_up(cast)
    write_journals(cast)
    give_homework(cast)
    ask_for_consent(cast)
    name_their_people(cast)
    leave_reviews(cast)
    return cast


def _hire(cast: Cast, worker: Worker, password: str) -> Member:
    firm = cast.firms[worker.firm]
    user = _sign_up(worker.name, worker.email, password, firm.time_zone)
    roles = {f"is_{role}": True for role in worker.roles}
    return Member.objects.create(id=same_id("member", worker.key), organization=firm, user=user, **roles)


def _take_on(cast: Cast, served: Served, number: int) -> Client:
    practitioner = cast.workers[served.practitioner]
    first, _, last = served.name.partition(" ")
    today = localdate()
    client = Client.objects.add(
        Viewer.in_office(practitioner),
        practitioners=[practitioner],
        id=same_id("client", served.key),
        owner=practitioner if _is_owner_only(served, practitioner) else None,
        kind=served.kind,
        first_name=first,
        last_name=last,
        pronouns=served.pronouns,
        born_on=_birthday(today, served.age) if served.age else None,
        email=served.email,
        phone=f"+1 503-555-{100 + number:04d}",
        address=f"{20 + number} {served.street}\nPortland, OR 972{number:02d}",
        started_on=None if served.state == Client.State.WAITING else today - timedelta(days=served.started_days_ago),
        state=served.state if served.state != Client.State.ARCHIVED else Client.State.ACTIVE,
    )
    if served.state == Client.State.ARCHIVED:
        client.archive(Viewer.in_office(practitioner))
    return client


def _open_portal(cast: Cast, login: Login, password: str) -> User:
    user = _sign_up(login.name, login.email, password, "America/Los_Angeles")
    for key, code in login.profiles:
        client = cast.clients[key]
        access = PortalAccess(
            id=same_id("profile", code),
            client=client,
            user=user,
            code=code,
            label=_neutral_label(login, client, key),
            can_manage=login.manages,
            may_see=everything() if login.manages else [Scope.DOCUMENTS],
        )
        with act(Viewer(user=user), "clients.enter_portal", access):
            access.save(force_insert=True)
        cast.profiles[key if login.manages else f"{key}_with_{login.key}"] = access
    return user


def _upload(cast: Cast, paper: Paper) -> Document:
    """It is painted at once, so that nobody who comes to the demo has to wait for it."""
    worker = cast.workers.get(paper.by)
    viewer = Viewer.in_office(worker) if worker else Viewer.through_portal(cast.profiles[paper.client])
    content = papers.letter(*paper.words) if paper.words else papers.river()
    upload = SimpleUploadedFile(paper.name, content)
    if paper.renews:
        newer = cast.documents[paper.renews].renew(viewer, upload)
        newer.paint_pages()
        return newer
    (document,) = Document.objects.upload(viewer, cast.clients[paper.client], [upload])
    document.make_safe()
    document.paint_pages()
    if paper.shared:
        document.share(viewer)
    return document


def _put_in_order(cast: Cast) -> None:
    """Thea keeps what other houses write apart, and a place for what is to come."""
    thea, clara = Viewer.in_office(cast.workers["thea"]), cast.clients["clara"]
    cast.folders["letters"] = Folder.objects.make(thea, clara, "Letters, Alderfen")
    cast.folders["empty"] = Folder.objects.make(thea, clara, "To be signed, Ferrisholt")
    cast.documents["referral"].move(thea, cast.folders["letters"])


def _is_owner_only(served: Served, practitioner: Member) -> bool:
    return practitioner.organization.records_are_owner_only or served.name in people.OWNER_ONLY


def _invite_a_newcomer(cast: Cast) -> Invitation:
    name, email = people.NEWCOMER
    return invite(Viewer.in_office(cast.workers["olive"]), name=name, email=email, roles=["is_practitioner"])


def _neutral_label(login: Login, client: Client, key: str) -> str:
    """A profile is called by the person's name, and by a number where one person has two: never by what it is for."""
    place = [profile for profile, _ in login.profiles].index(key)
    return client.name if place == 0 else f"{client.name} {place + 1}"


def _forty_more() -> list[Served]:
    return [
        Served(
            key=plain(name).replace(" ", "_"),
            name=name,
            firm="willow",
            practitioner=practitioner,
            email=f"{plain(name).replace(' ', '.')}@post.example",
            street=f"{plain(name).split()[0].title()}-Hollow Street",
            started_days_ago=20 + 17 * number,
            state=state,
            age=22 + (number * 7) % 45,
        )
        for number, (name, practitioner, state) in enumerate(people.MORE)
    ]


def _sign_up(name: str, email: str, password: str, time_zone: str) -> User:
    return User.objects.create(
        id=same_id("user", email), name=name, email=email, password=password, time_zone=time_zone
    )


def _birthday(today: date, age: int) -> date:
    return date(today.year - age, 3, 14) if (today.month, today.day) >= (3, 14) else date(today.year - age - 1, 3, 14)
