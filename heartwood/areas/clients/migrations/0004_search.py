from itertools import islice

import django.db.models.deletion
from django.db import migrations, models

import heartwood.areas.clients.models.findable
from heartwood.areas.clients import pieces

AT_ONCE = 2000


def cut_the_pieces_of_all_records(apps, schema_editor):
    """The index itself is made after the migrations, from these (search_index.py)."""
    Client, Findable = apps.get_model("clients.Client"), apps.get_model("clients.Findable")
    known = Client._base_manager.values_list("pk", "organization_id", "name_plain", "email", "phone_digits")
    rows = iter(known.iterator(AT_ONCE))
    while some := list(islice(rows, AT_ONCE)):
        Findable._base_manager.bulk_create(Findable(client_id=pk, pieces=pieces.kept(*facts)) for pk, *facts in some)


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0003_last_and_next_session'),
    ]

    operations = [
        migrations.CreateModel(
            name='Findable',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pieces', heartwood.areas.clients.models.findable.PiecesField(editable=False)),
                ('client', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='findable', to='clients.client')),
            ],
            options={
                'verbose_name': 'what a client record is found by',
            },
        ),
        migrations.CreateModel(
            name='SQLiteIndex',
            fields=[
                ('client', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='sqlite_index', serialize=False, to='clients.client')),
                ('pieces', heartwood.areas.clients.models.findable.PiecesField(db_column='clients_findable_index', editable=False)),
            ],
            options={
                'db_table': 'clients_findable_index',
                'managed': False,
            },
        ),
        migrations.AddIndex(
            model_name='client',
            index=models.Index(fields=['organization', 'sort_name', 'id'], name='client_by_name_in_any_state'),
        ),
        migrations.RunPython(cut_the_pieces_of_all_records, migrations.RunPython.noop),
    ]
