"""What the cast was given to try, how far they are, and what practitioners keep for the next time. Each text holds a
word that occurs nowhere else."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate, now

from heartwood.areas.homework.models import Answer, Homework, Step, Task, Template
from heartwood.cast import papers
from heartwood.cast.ids import same_id
from heartwood.ground.access.viewer import Viewer

if TYPE_CHECKING:
    from heartwood.cast.building import Cast


@dataclass(frozen=True)
class Given:
    key: str
    client: str
    by: str
    task: Task
    days_ago: int
    due_in: int | None = None  # days from today
    session: str = ""
    seen: bool = True
    ticks: int = 0
    body: str = ""
    handed_in: bool = False
    word_back: str = ""


LIBRARY = (
    Task(
        "Sleep diary, one week",
        "Every morning, before you look at the telephone:\n\n- when you went to bed\n- when you think you fell asleep\n"
        "- how often you woke up\n- one word for the night\n\nGuessing is fine. Windlestraw.",
        ("Put the sheet beside the bed", "Fill it in on seven mornings", "Bring it along"),
    ),
    Task(
        "Five things, slowly",
        "When it gets tight: name five things you see, four you hear, three you feel, two you smell, one you taste."
        " There is no hurry in it. Coltsfoot.",
        ("Once when you are calm", "Once on the bus", "Once when you need it"),
    ),
    Task(
        "A letter you do not send",
        "Write to somebody to whom something was left unsaid. It stays with you; bring it only if you want to."
        " Tormentil.",
    ),
)

GIVEN = (
    Given(
        *("diary", "clara", "thea"),
        Task("Sleep diary", "A line every morning; guess. Ravelstone.", ("Seven mornings", "Bring it along")),
        days_ago=70,
        due_in=-60,
        session="clara -10",
        ticks=2,
        body="Six nights of seven. Wednesday I forgot. The word for most of them was “short”. Hartshay.",
        handed_in=True,
        word_back="Six of seven is a lot. Let us look at the Sundays together. Wychwood.",
    ),
    Given(
        *("train", "clara", "thea"),
        Task(
            "The whole way by train",
            "Choose a quiet hour. You may get off at any stop: that counts too. Penhallow.",
            ("Look up a quiet train", "Go one stop further than last time", "Write down how it was"),
        ),
        days_ago=9,
        due_in=1,
        session="clara -2",
        ticks=3,
        body="I went to the end of the line and had tea there. On the way back I read. I took a picture of the river"
        " from the window: Merrowdown.",
        handed_in=True,
    ),
    Given(
        *("five", "clara", "thea"),
        Task(
            "Five things, slowly",
            "Five you see, four you hear, three you feel. On the sheet there is room for notes. Tanglefoot.",
            ("Once when you are calm", "Once on the bus", "Once when you need it"),
        ),
        days_ago=3,
        due_in=4,
        session="clara -1",
        ticks=2,
        body="On the bus it worked, although somebody was looking. Bellwether.",
    ),
    Given(
        *("photograph", "nadia", "thea"),
        Task("A photograph for next time", "One in which you like yourself. Lintwhite."),
        days_ago=6,
        due_in=-1,
    ),
    Given(
        *("walk", "nadia", "thea"),
        Task("Ten minutes outside", "Without the telephone. Gallowglass.", ("Monday", "Wednesday", "Friday")),
        days_ago=1,
        due_in=6,
        seen=False,
    ),
    Given(*("evening", "dev", "thea"), Task("One quiet evening", "Nothing planned. Foxmere."), days_ago=2),
    Given(
        *("doubts", "nadia_with_cole", "cole"),
        Task("What speaks for it", "Two columns are enough. Harkaway.", ("For", "Against")),
        days_ago=5,
        due_in=9,
        ticks=1,
    ),
    Given(
        *("timetable", "kit", "cole"),
        Task("A week in colours", "Green for what gave strength, red for what took it. Skerryvore.", ("Green", "Red")),
        days_ago=4,
        due_in=3,
        body="Kit did the reds first, of course. Ampleforth.",
    ),
    Given(
        *("intention", "elif", "felix"),
        Task("An intention, in one sentence", "It may be a question. Wolfscastle."),
        days_ago=20,
        body="What would I do if I were not afraid of the answer? Tintinhull.",
        handed_in=True,
        word_back="We take this one with us. Ottermouth.",
    ),
)
WORKSHEET = ("Five things, slowly", "Five I see. Four I hear. Three I feel.", "Nettlebed")


def give_homework(cast: "Cast") -> None:
    thea = Viewer.in_office(cast.workers["thea"])
    for task in LIBRARY:
        uploads = [_worksheet()] if task.title == WORKSHEET[0] else []
        kept = Template.objects.keep(thea, task, uploads=uploads, id=same_id("library", task.title))
        cast.library[task.title] = kept
    for given in GIVEN:
        cast.homework[given.key] = _give(cast, given)


def _give(cast: "Cast", given: Given) -> Homework:
    here = ZoneInfo(cast.workers[given.by].user.time_zone)
    homework: Homework = Homework.objects.give(
        Viewer.in_office(cast.workers[given.by]),
        cast.clients[given.client],
        given.task,
        due_on=None if given.due_in is None else localdate(timezone=here) + timedelta(days=given.due_in),
        appointment=cast.sessions[given.session] if given.session else None,
        uploads=[_worksheet()] if given.key == "five" else [],
        id=same_id("homework", given.key),
        assigned_at=now() - timedelta(days=given.days_ago),
    )
    if given.seen and given.client in cast.profiles:
        _try_it(cast, given, homework)
    _let_time_pass(homework)
    return homework


def _try_it(cast: "Cast", given: Given, homework: Homework) -> None:
    client = Viewer.through_portal(cast.profiles[given.client])
    homework.note_seeing(client)
    for step in homework.steps.visible_to(client)[: given.ticks]:
        step.homework = homework
        step.tick(client)
    if given.body:
        answer = Answer.objects.begin(client, homework)
        answer.write(client, given.body, answer.revision)
        if given.key == "train":
            _add_a_photo(client, answer)
        if given.handed_in:
            answer.hand_in(client)
        cast.answers[given.key] = answer
    if given.word_back:
        homework.review(Viewer.in_office(cast.workers[given.by]), given.word_back)


def _let_time_pass(homework: Homework) -> None:
    """All of it was done just now. In a practice it would have taken until today, or a week."""
    until = min(now(), homework.assigned_at + timedelta(days=8))
    moments = {"seen_at": 0.1, "begun_at": 0.3, "done_at": 0.8, "reviewed_at": 0.9}
    for moment, part in moments.items():
        if getattr(homework, moment):
            setattr(homework, moment, homework.assigned_at + part * (until - homework.assigned_at))
    Homework._base_manager.filter(pk=homework.pk).update(**{moment: getattr(homework, moment) for moment in moments})
    Step._base_manager.filter(homework=homework).exclude(ticked_at=None).update(ticked_at=homework.begun_at)


def _add_a_photo(client: Viewer, answer: Answer) -> None:
    """Prepared at once, so that nobody who comes to the demo has to wait."""
    (photo,) = answer.add_files(client, [SimpleUploadedFile("Merrowdown.jpg", papers.river())])
    photo.make_safe()


def _worksheet() -> SimpleUploadedFile:
    return SimpleUploadedFile("Nettlebed worksheet.pdf", papers.letter(*WORKSHEET))
