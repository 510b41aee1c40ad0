from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0002_people_around_clients'),
    ]

    operations = [
        migrations.AddField(
            model_name='client',
            name='last_completed_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='client',
            name='next_booked_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='client',
            index=models.Index(fields=['organization', 'state', 'last_completed_at', 'id'], name='client_by_last_session'),
        ),
        migrations.AddIndex(
            model_name='client',
            index=models.Index(fields=['organization', 'state', 'next_booked_at', 'id'], name='client_by_next_session'),
        ),
        migrations.AddIndex(
            model_name='client',
            index=models.Index(condition=models.Q(('next_booked_at', None), _negated=True), fields=['next_booked_at'], name='client_next_session'),
        ),
    ]
