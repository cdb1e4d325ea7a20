import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('webchat', '0006_preferences'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChatNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chat_notes', to=settings.AUTH_USER_MODEL)),
                ('chat_id', models.CharField(max_length=200)),
                ('title', models.CharField(blank=True, max_length=120)),
                ('is_pinned', models.BooleanField(default=False)),
                ('missing_since', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'chat_id'), name='one_note_per_chat')],
            },
        ),
        # Whatever ended before this counts as seen: nobody wants a list full of dots after an update.
        migrations.AddField(
            model_name='reply',
            name='is_seen',
            field=models.BooleanField(default=True),
        ),
        migrations.AlterField(
            model_name='reply',
            name='is_seen',
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name='reply',
            index=models.Index(condition=models.Q(('is_seen', False)), fields=['user', 'chat_id'], name='unseen_replies'),
        ),
    ]
