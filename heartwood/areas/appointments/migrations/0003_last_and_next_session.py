from django.db import migrations
from django.db.models import OuterRef, Subquery
from django.utils.timezone import now


def as_their_sessions_say(apps, schema_editor):
    theirs = apps.get_model('appointments', 'Participant').objects.filter(client=OuterRef('pk'), left_at=None)
    last = theirs.filter(state='completed').order_by('-starts_at')
    following = theirs.filter(state='booked', starts_at__gt=now()).order_by('starts_at')
    apps.get_model('clients', 'Client').objects.update(
        last_completed_at=Subquery(last.values('starts_at')[:1]),
        next_booked_at=Subquery(following.values('starts_at')[:1]),
    )


class Migration(migrations.Migration):

    dependencies = [
        ('appointments', '0002_when_participants_come'),
        ('clients', '0003_last_and_next_session'),
    ]

    operations = [
        migrations.RunPython(as_their_sessions_say, migrations.RunPython.noop),
    ]
