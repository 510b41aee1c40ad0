from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery

CHOICES = [
    ('requested', 'Requested'),
    ('booked', 'Booked'),
    ('completed', 'Completed'),
    ('declined', 'Declined'),
    ('cancelled', 'Cancelled'),
    ('late_cancelled', 'Cancelled late'),
    ('no_show', 'No-show'),
]


def as_their_session_says(apps, schema_editor):
    session = apps.get_model('appointments', 'Appointment').objects.filter(pk=OuterRef('appointment'))
    apps.get_model('appointments', 'Participant').objects.update(
        **{fact: Subquery(session.values(fact)) for fact in ('starts_at', 'ends_at', 'state')}
    )


class Migration(migrations.Migration):

    dependencies = [
        ('appointments', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='participant',
            name='starts_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='participant',
            name='ends_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='participant',
            name='state',
            field=models.CharField(choices=CHOICES, editable=False, max_length=14, null=True),
        ),
        migrations.RunPython(as_their_session_says, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='participant',
            name='starts_at',
            field=models.DateTimeField(editable=False),
        ),
        migrations.AlterField(
            model_name='participant',
            name='ends_at',
            field=models.DateTimeField(editable=False),
        ),
        migrations.AlterField(
            model_name='participant',
            name='state',
            field=models.CharField(choices=CHOICES, editable=False, max_length=14),
        ),
        migrations.AddIndex(
            model_name='participant',
            index=models.Index(condition=Q(('left_at', None)), fields=['client', 'starts_at', 'id'], name='participant_by_time'),
        ),
        migrations.AddIndex(
            model_name='participant',
            index=models.Index(condition=Q(('left_at', None)), fields=['client', 'state', 'starts_at', 'id'], name='participant_by_state'),
        ),
    ]
