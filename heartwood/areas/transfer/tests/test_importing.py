"""Thea moves her clients in: the stories of the import, through its pages."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils.timezone import now
from django_tasks_db.models import DBTaskResult

from heartwood.areas.clients.models import AccessGrant, Client
from heartwood.areas.transfer import jobs, progress
from heartwood.areas.transfer.models import Import
from heartwood.areas.transfer.tests import files, lists
from heartwood.ground.audit.models import Line
from heartwood.ground.vault.models import DataKey

TWO = b"First name,Last name,E-mail,DOB\nAda,Wolf,ada@list.example,12/24/1987\nBea,Lang,bea@list.example,01/02/1990\n"
PHONE = {f"field-{lists.PHONE_COLUMN}": "phone"}


def killed(*_):
    raise SystemExit  # which leaves no time to say that it failed


def names_seen_by(person):
    return {client.name for client in Client.objects.visible_to(person.viewer)}


def test_thea_moves_in_with_two_thousand_rows_and_their_mistakes(thea, import_of, run_jobs):
    """The whole way: a column is corrected, the preview tells, the import adds, a record opens."""
    before = len(names_seen_by(thea))
    importing = import_of(thea)

    importing.upload(lists.practice_list())
    assert "Reach them at" in importing.get("columns").text
    assert "Session Notes" in importing.get("columns").text  # that they were dropped
    assert lists.SECRET not in importing.get("columns").text
    importing.columns(**PHONE)
    preview = importing.get("preview").text
    assert f"{lists.ADDED:,} clients" in preview
    for count in (lists.GOOD, lists.REPEATED, lists.ALIKE, lists.NAMELESS):
        assert f"· {count}" in preview
    assert "This is no e-mail address" in importing.get("preview", show="part").text
    importing.post("run", importing.defaults())
    assert importing.get("progress").status_code == 200
    run_jobs()

    assert importing.get("progress").headers["Location"].endswith("/result/")
    done = importing.record
    assert (done.added, done.already_there) == (lists.ADDED, lists.REPEATED)
    assert done.not_added == lists.ALIKE + lists.NAMELESS
    assert f"{lists.ADDED:,} clients were added" in importing.get("result").text
    assert len(names_seen_by(thea)) > before
    assert Client.objects.visible_to(thea.viewer).count() == before + lists.ADDED

    ada = Client.objects.visible_to(thea.viewer).get(email="client0@mail.example")
    assert ada.phone == "+1 503-555-0000"
    assert ada.born_on.isoformat() == "1948-03-01"
    assert ada.address.endswith(tuple("12345678907"))
    assert ada.name in thea.page("clients", q=ada.name)
    assert ada.name in thea.page("client", ada.pk)


def test_the_same_list_again_changes_nothing(thea, import_of, run_jobs):
    first = import_of(thea).all_the_way(lists.practice_list(), run_jobs, **PHONE)
    everybody = list(Client.objects.visible_to(thea.viewer).order_by("pk").values())

    second = import_of(thea).all_the_way(lists.practice_list(seed=7), run_jobs, **PHONE)

    assert first.added == lists.ADDED
    assert second.added == 0
    assert list(Client.objects.visible_to(thea.viewer).order_by("pk").values()) == everybody


def test_a_bad_file_gets_its_sentence_and_changes_nothing(thea, import_of):
    importing = import_of(thea)

    for content, sentence in [
        (b"", "This file is empty"),
        (files.billion_laughs(), "This workbook holds what no list needs"),
        (b"a,b\n" + b"x,y\n" * 30_000, "more than 20,000 rows"),
    ]:
        answer = importing.upload(content)
        assert answer.status_code == 422
        assert sentence in answer.text

    assert not Import.objects.visible_to(thea.viewer).exclude(pk__in=[]).filter(rows=30_000).exists()


def test_the_columns_need_a_name(thea, import_of):
    importing = import_of(thea)
    importing.upload(TWO)

    answer = importing.columns(**{"field-0": "", "field-1": ""})

    assert answer.status_code == 422
    assert "Which column holds the names?" in answer.text


def test_the_order_of_day_and_month_can_be_corrected(thea, import_of):
    importing = import_of(thea)
    importing.upload(b"Name,DOB\nAda Wolf,03/04/1987\n")
    assert "can be read in two ways" in importing.get("columns").text

    importing.columns()
    assert "4 Mar 1987" in importing.get("preview").text
    importing.columns(**{"order-1": "day"})
    assert "3 Apr 1987" in importing.get("preview").text


def test_ticks_decide_and_outlive_the_page(thea, import_of, run_jobs):
    """A question is left out until it is ticked; what is unticked stays out."""
    importing = import_of(thea)
    importing.upload(b"Name,E-mail\nAda Wolf,wolf@list.example\nBea Wolf,wolf@list.example\nCy Wolf,cy@list.example\n")
    importing.columns()

    importing.post("preview", {"row": ["2", "3", "4"], "add": ["2", "3"]})
    importing.get("preview")
    importing.post("run", importing.defaults())
    run_jobs()

    assert {"Ada Wolf", "Bea Wolf"} <= names_seen_by(thea)
    assert "Cy Wolf" not in names_seen_by(thea)
    assert Client.objects.visible_to(thea.viewer).get(first_name="Bea", last_name="Wolf").email == ""


def test_a_tick_is_kept_at_once_where_there_is_htmx(thea, import_of):
    importing = import_of(thea)
    importing.upload(TWO)
    importing.columns()

    address = thea.viewer.address("client-import-preview", importing.pk)
    answer = thea.browser.post(address, {"row": ["2", "3"], "add": ["3"]}, headers={"HX-Request": "true"})

    assert "<strong>1 client</strong>" in answer.text
    assert "<html" not in answer.text
    assert importing.record.choices == {"2": False, "3": True}


def test_a_tick_does_not_undo_the_choice_of_a_practitioner(olive, cole, import_of):
    importing = import_of(olive)
    importing.upload(TWO)
    importing.columns()

    address = olive.viewer.address("client-import-preview", importing.pk)
    ticked = {"row": ["2"], "add": ["2"], "practitioner": str(cole.member.pk)}
    answer = olive.browser.post(address, ticked, headers={"HX-Request": "true"})

    assert f'<option value="{cole.member.pk}" selected>' in answer.text


def test_two_clicks_have_one_effect(thea, import_of, run_jobs):
    importing = import_of(thea)
    importing.upload(TWO)
    importing.columns()

    first, second = importing.post("run"), importing.post("run")
    run_jobs()
    third = importing.post("run")

    assert first.headers["Location"] == second.headers["Location"]
    assert third.headers["Location"].endswith("/result/")
    assert DBTaskResult.objects.filter(task_path=jobs.carry_out.module_path).count() == 1
    assert Client.objects.visible_to(thea.viewer).filter(last_name="Wolf").count() == 1


def test_the_job_may_run_twice_or_be_killed_half_way(thea, import_of, run_jobs, monkeypatch):
    importing = import_of(thea)
    importing.upload(TWO)
    importing.columns()
    importing.post("run")
    started = importing.record
    with monkeypatch.context() as patch:
        patch.setattr(Import, "_finish", killed)
        with pytest.raises(SystemExit):
            jobs.carry_out.call(str(started.pk), str(started.member_id))
    assert "Ada Wolf" not in names_seen_by(thea)

    for _ in range(2):
        jobs.carry_out.call(str(started.pk), str(started.member_id))

    assert Client.objects.visible_to(thea.viewer).filter(last_name="Wolf").count() == 1
    assert importing.record.added == 2


def test_what_fails_changes_nothing_and_can_be_tried_again(thea, import_of, run_jobs, monkeypatch):
    importing = import_of(thea)
    importing.upload(TWO)
    importing.columns()
    importing.post("run")
    with monkeypatch.context() as patch:
        patch.setattr(Import, "_finish", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run_jobs()

    assert "The import did not work" in importing.get("preview").text
    assert "Ada Wolf" not in names_seen_by(thea)
    importing.post("run")
    run_jobs()
    assert "Ada Wolf" in names_seen_by(thea)


def test_whoever_was_added_meanwhile_is_not_added_again(thea, import_of, run_jobs):
    importing = import_of(thea)
    importing.upload(TWO)
    importing.columns()
    importing.post("run")
    Client.objects.add(
        thea.viewer, practitioners=[thea.member], first_name="Ada", last_name="Wolf", email="ada@list.example"
    )

    run_jobs()

    assert (importing.record.added, importing.record.already_there) == (1, 1)


def test_every_page_leads_to_where_the_import_is(thea, import_of, run_jobs):
    """Back, reload and old links: nothing breaks, nothing doubles."""
    importing = import_of(thea)
    importing.upload(TWO)
    for page in ("preview", "progress", "result"):
        assert importing.get(page).headers["Location"].endswith("/columns/")
    importing.columns()
    assert importing.get("columns").status_code == 200
    assert importing.get("result").headers["Location"].endswith("/preview/")
    importing.post("run")
    for page in ("columns", "preview", "result"):
        assert importing.get(page).headers["Location"].endswith("/progress/")
    run_jobs()
    for page in ("columns", "preview", "progress"):
        assert importing.get(page).headers["Location"].endswith("/result/")


def test_the_progress_can_be_seen_while_it_goes_on(thea, import_of):
    importing = import_of(thea)
    importing.upload(TWO)
    importing.columns()
    importing.post("run")
    assert "Waiting for its turn" in importing.get("progress").text

    progress.note(importing.record.pk, 1, 2)

    address = thea.viewer.address("client-import-progress", importing.pk)
    part = thea.browser.get(address, headers={"HX-Request": "true"})
    assert "1 of 2 clients" in part.text
    assert "<html" not in part.text


def test_a_worker_that_fell_silent_is_replaced(thea, import_of, run_jobs):
    importing = import_of(thea)
    importing.upload(TWO)
    importing.columns()
    importing.post("run")
    DBTaskResult.objects.filter(task_path=jobs.carry_out.module_path).delete()
    cache.set(progress._key(importing.record.pk), [0, 2, 0.0])
    assert "It has stopped" in importing.get("progress").text

    importing.post("run")
    run_jobs()

    assert importing.record.added == 2


def test_a_practitioner_brings_their_own_clients(thea, cole, import_of, run_jobs):
    import_of(thea).all_the_way(TWO, run_jobs)

    ada = Client.objects.visible_to(thea.viewer).get(first_name="Ada", last_name="Wolf")
    (grant,) = ada.grants.visible_to(thea.viewer)
    assert (grant.member, grant.is_primary) == (thea.member, True)
    assert "Ada Wolf" not in names_seen_by(cole)


def test_olive_assigns_by_the_column_and_one_for_the_others(olive, thea, cole, import_of, run_jobs):
    importing = import_of(olive)
    importing.upload(
        b"Name;Clinician\nAda Wolf;Thea Lindqvist, LPC\nBea Lang;cole@willow.example\nCy Haas;Somebody Else\n"
        b"Di Eder;Mbeki, Cole\n"
    )
    importing.columns()
    importing.post("run", {"practitioner": thea.member.pk, "by_column": "on"})
    run_jobs()

    assert {"Ada Wolf", "Cy Haas"} <= names_seen_by(thea)
    assert {"Bea Lang", "Di Eder"} <= names_seen_by(cole)
    assert not {"Ada Wolf", "Cy Haas"} & names_seen_by(cole)


def test_olive_may_assign_nobody_yet_but_nobody_of_another_practice(olive, otto, import_of, run_jobs):
    importing = import_of(olive)
    importing.upload(TWO)
    importing.columns()

    assert importing.post("run", {"practitioner": otto.member.pk}).status_code == 422
    importing.post("run", {"practitioner": ""})
    run_jobs()

    ada = Client.objects.visible_to(olive.viewer).get(first_name="Ada", last_name="Wolf")
    assert not ada.grants.visible_to(olive.viewer).exists()


def test_owner_only_records_are_nobody_elses(thea, olive, import_of, run_jobs):
    importing = import_of(thea)
    importing.upload(TWO)
    importing.columns()
    importing.post("run", {"owner_only": "on"})
    run_jobs()

    assert "Ada Wolf" in names_seen_by(thea)
    assert "Ada Wolf" not in names_seen_by(olive)


def test_records_one_may_not_see_are_not_told_of(thea, cole, import_of):
    """Cole has the very same client. Thea's preview must not say so."""
    Client.objects.add(
        cole.viewer, practitioners=[cole.member], first_name="Ada", last_name="Wolf", email="ada@list.example"
    )
    importing = import_of(thea)
    importing.upload(TWO)
    importing.columns()

    assert "<strong>2 clients</strong>" in importing.get("preview").text
    assert "Already there" not in importing.get("preview").text


@pytest.mark.parametrize("page", ["columns", "preview", "progress", "result", "left-out"])
def test_an_import_is_its_uploaders_alone(page, thea, olive, cole, import_of):
    importing = import_of(thea)
    importing.upload(TWO)

    for other in (olive, cole):
        assert import_of(other, importing.pk).get(page).status_code == 404
    assert import_of(olive, importing.pk).post("abandon").status_code == 404
    assert importing.get("columns").status_code == 200


def test_what_was_uploaded_is_sealed_and_dropped_step_by_step(thea, import_of, run_jobs):
    importing = import_of(thea)
    importing.upload(lists.practice_list())

    def stored():
        with connection.cursor() as cursor:
            cursor.execute('SELECT * FROM transfer_import WHERE file_name IS NOT NULL AND "rows" = %s', [lists.ROWS])
            return b"".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in cursor.fetchone())

    assert b"mail.example" not in stored()
    assert b"clients.csv" not in stored()
    importing.columns(**PHONE)
    assert importing.record.table is not None
    importing.post("run")
    assert importing.record.table is None
    run_jobs()
    assert importing.record.people is None
    assert b"mail.example" not in stored()

    importing.post("abandon")
    assert not Import.objects.visible_to(thea.viewer).filter(pk=importing.pk).exists()
    assert DataKey.objects.get(holder=f"transfer.Import:{importing.pk}").is_shredded


def test_after_a_day_it_is_forgotten_whatever_became_of_it(thea, import_of):
    importing = import_of(thea)
    importing.upload(TWO)
    (job,) = (j for j in DBTaskResult.objects.all() if str(importing.pk) in str(j.args_kwargs))
    assert timedelta(hours=23) < job.run_after - now() < timedelta(hours=25)

    job.task.call(*job.args_kwargs["args"])
    job.task.call(*job.args_kwargs["args"])

    assert importing.get("columns").status_code == 404
    assert DataKey.objects.get(holder=f"transfer.Import:{importing.pk}").is_shredded
    forgotten = Line.objects.as_system("test").filter(verb="transfer.forget", who=None)
    assert forgotten.filter(organization=thea.member.organization).count() == 1


def test_a_list_that_is_being_imported_is_not_deleted_under_it(thea, import_of):
    importing = import_of(thea)
    importing.upload(TWO)
    importing.columns()
    importing.post("run")

    assert importing.post("abandon").status_code == 403
    assert importing.record.started_at


def test_what_was_left_out_can_be_downloaded_corrected_and_brought_again(thea, import_of, run_jobs):
    importing = import_of(thea)
    importing.all_the_way(
        b"Name,E-mail,DOB,Phone\nAda Wolf,ada@,12/24/1987,+1 503-555-0100\n,x@list.example,,\n=cmd(),y@list.x,,\n",
        run_jobs,
    )

    download = importing.get("left-out")
    text = b"".join(download.streaming_content).decode("utf-8-sig")
    headings, *rows = csv.reader(io.StringIO(text))

    assert download.headers["Content-Disposition"].startswith('attachment; filename="left-out-')
    assert headings == ["Line", "What happened", "Why", "Name", "E-mail", "DOB", "Phone"]
    assert [row[:2] for row in rows] == [["2", "Added in part"], ["3", "Cannot be added"], ["4", "Cannot be added"]]
    assert "“ada@”: This is no e-mail address" in rows[0][2]
    assert rows[0][6] == "'+1 503-555-0100"
    assert rows[2][3] == "'=cmd()"

    again = import_of(thea).all_the_way(text.replace(",,x@", ",Bea Lang,x@").encode(), run_jobs)
    assert again.already_there == 1


def test_each_new_record_has_its_line_in_the_trail(thea, import_of, run_jobs):
    import_of(thea).all_the_way(TWO, run_jobs)

    ada = Client.objects.visible_to(thea.viewer).get(first_name="Ada", last_name="Wolf")
    assert [act.verb for act in Line.objects.as_system("test").filter(client=ada.pk)] == ["clients.add"]
    assert Line.objects.as_system("test").filter(verb="transfer.import", who=thea.user).count() == 1


def test_schedulers_and_billers_move_no_lists(fran, bo):
    for person in (fran, bo):
        for page in ("client-import", "client-export"):
            assert person.get(person.viewer.address(page)).status_code == 403


def test_bulk_keeps_what_saving_keeps(thea, import_of, run_jobs):
    """Search and order work on imported records as on those added by hand."""
    import_of(thea).all_the_way("Name,Phone\nZoë ŞAHİN,503-555-0177\n".encode(), run_jobs)

    zoe = Client.objects.visible_to(thea.viewer).matching(thea.viewer, "sahin 5550177").get()
    kept = (zoe.name_plain, zoe.sort_name, zoe.phone_digits)
    zoe.change(thea.viewer, pronouns="she/her")
    assert kept == (zoe.name_plain, zoe.sort_name, zoe.phone_digits)
    assert AccessGrant.objects.visible_to(thea.viewer).filter(client=zoe).count() == 1
