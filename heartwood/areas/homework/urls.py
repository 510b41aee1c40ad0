"""Where homework stands in the office and in the portal."""

from django.urls import path

from heartwood.areas.homework import portal
from heartwood.areas.homework.office import files, homework, library, waiting

PARTS = {"file": "whole", "thumb": "thumb"}

of_a_client = [
    path("<uuid:client_pk>/homework/", homework.homework_of_client, name="client-homework-list"),
    path("<uuid:client_pk>/homework/latest/", waiting.of_client, name="client-homework-latest"),
    path("<uuid:client_pk>/homework/give/", homework.give, name="client-homework-give"),
]
office_urls = [
    path("", waiting.to_review, name="homework-to-review"),
    path("sessions/<uuid:appointment_pk>/", waiting.of_session, name="session-homework"),
    path("library/", library.library, name="homework-library"),
    path("library/add/", library.add, name="homework-template-add"),
    path("library/<uuid:homework_template_pk>/", library.change, name="homework-template"),
    path("library/<uuid:homework_template_pk>/remove/", library.remove, name="homework-template-remove"),
    path("library/files/<uuid:template_file_pk>/remove/", library.remove_file, name="homework-template-file-remove"),
    path("<uuid:homework_pk>/", homework.homework, name="client-homework"),
    path("<uuid:homework_pk>/due/", homework.change_due_day, name="client-homework-due"),
    path("<uuid:homework_pk>/withdraw/", homework.withdraw, name="client-homework-withdraw"),
    path("<uuid:homework_pk>/review/", homework.review, name="client-homework-review"),
    path("<uuid:homework_pk>/keep/", homework.keep, name="client-homework-keep"),
]
portal_urls = [
    path("", portal.homework_list, name="homework-list"),
    path("sessions/<uuid:appointment_pk>/", portal.of_session, name="session-homework"),
    path("steps/<uuid:step_pk>/tick/", portal.tick, name="homework-tick"),
    path("<uuid:homework_pk>/", portal.homework, name="homework"),
    path("<uuid:homework_pk>/answer/", portal.answer, name="homework-answer"),
    path("<uuid:homework_pk>/files/", portal.add_files, name="homework-add-files"),
    path("<uuid:homework_pk>/take-back/", portal.take_back, name="homework-take-back"),
    path("answers/<uuid:answer_file_pk>/remove/", portal.remove_file, name="homework-answer-remove"),
]
for name, part in PARTS.items():
    told = {"part": part}
    office_urls += [
        path(f"library/files/<uuid:template_file_pk>/{name}/", library.file, told, name=f"homework-template-{name}"),
        path(f"materials/<uuid:material_pk>/{name}/", files.material, told, name=f"client-homework-material-{name}"),
        path(f"answers/<uuid:answer_file_pk>/{name}/", files.answer_file, told, name=f"client-homework-answer-{name}"),
    ]
    portal_urls += [
        path(f"materials/<uuid:material_pk>/{name}/", portal.material, told, name=f"homework-material-{name}"),
        path(f"answers/<uuid:answer_file_pk>/{name}/", portal.answer_file, told, name=f"homework-answer-{name}"),
    ]
