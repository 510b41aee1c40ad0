"""Lists on their way out, and in again."""

import csv
import io

import openpyxl
import pytest

from heartwood.areas.clients.models import Client
from heartwood.areas.transfer.tests.conftest import Importing
from heartwood.ground.audit.models import Line

FACTS = ["first_name", "last_name", "kind", "state", "pronouns", "born_on", "email", "phone", "address", "started_on"]


def exported(person, kind="csv", **query):
    address = (
        person.viewer.address("client-export") + "?" + "&".join(f"{name}={value}" for name, value in query.items())
    )
    answer = person.post(address, {"as": kind})
    assert answer.status_code == 200
    return answer, b"".join(answer.streaming_content)


def facts_of(person):
    return sorted(map(str, Client.objects.visible_to(person.viewer).values_list(*FACTS)))


def test_thea_exports_her_clients_and_nobody_elses(thea, cole):
    answer, content = exported(thea, state="all")

    text = content.decode("utf-8-sig")
    names = {f"{row['First name']} {row['Last name']}".strip() for row in csv.DictReader(io.StringIO(text))}
    assert names == {client.name for client in Client.objects.allowed(thea.viewer, "export")}
    assert "Kit Kim" not in names
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="clients-2')
    assert content.startswith(b"\xef\xbb\xbf")


def test_the_list_goes_out_as_it_was_narrowed(thea):
    _, content = exported(thea, q="clara")

    assert len(content.decode().splitlines()) >= 2
    assert b"Clara" in content
    assert b"Dev" not in content


def test_each_export_is_written_down_for_each_client(thea, cast):
    exported(thea, q="clara")

    clara = cast.clients["clara"]
    assert Line.objects.as_system("test").filter(verb="transfer.export", who=thea.user).count() == 1
    assert Line.objects.as_system("test").filter(verb="clients.export", client=clara.pk).count() == 1
    assert not Line.objects.as_system("test").filter(verb="clients.export", client=cast.clients["dev"].pk).exists()


def test_opening_the_page_exports_nothing(thea):
    page = thea.page("client-export", state="all")

    assert "clara@mail.example" not in page
    assert not Line.objects.as_system("test").filter(verb="transfer.export").exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_goes_out_comes_in_again_unchanged(kind, olive, otto, run_jobs):
    """Otto takes in what Olive gives out, apostrophes before formulas and all. Only a name that is a formula is not
    taken for a name."""
    for first, last in [("=1+1", "Sum"), ("-Ada", "+Wolf"), ("Zoë", "O'Şahin"), ("'=quoted", "<b>&amp;")]:
        Client.objects.add(
            olive.viewer,
            first_name=first,
            last_name=last,
            phone="+1 503-555-0199",
            address="12 Elm St\nPortland, OR 97209",
            state="waiting",
            kind="couple",
        )
    _, content = exported(olive, kind, state="all")
    importing = Importing(otto)

    importing.upload(content, f"clients.{kind}")
    form = importing.get("columns").context["form"]
    importing.columns()
    everybody = [str(line) for line in importing.record.read_table.lines]
    for some in (everybody[:50], everybody[50:]):
        importing.post("preview", {"row": some, "add": some})
    importing.post("run", importing.defaults())
    run_jobs()

    assert all(row.field.value() for row in form.rows)  # every heading of ours is understood
    (kept_back,) = set(facts_of(olive)) - set(facts_of(otto))
    assert kept_back.startswith("('=1+1', 'Sum'")


def test_no_cell_of_a_workbook_is_a_formula(thea, olive):
    Client.objects.add(olive.viewer, first_name='=HYPERLINK("http://x")', last_name="+1\x0b", phone="+1 503-555-0199")

    answer, content = exported(olive, "xlsx", state="all")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active

    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "d"}
    assert '=HYPERLINK("http://x")' in {cell.value for cell in cells}
    assert "spreadsheetml" in answer.headers["Content-Type"]


def test_no_cell_of_a_csv_is_run(olive):
    Client.objects.add(olive.viewer, first_name="=cmd|' /C calc'!A0", last_name="@x", phone="+1 503-555-0199")

    _, content = exported(olive, state="all")

    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
