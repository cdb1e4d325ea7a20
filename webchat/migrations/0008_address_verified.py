from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("webchat", "0007_chat_notes"),
    ]

    operations = [
        # So far all people were added by an administrator.
        migrations.AddField(
            model_name="user",
            name="address_verified",
            field=models.BooleanField(default=True),
        ),
        migrations.AlterField(
            model_name="user",
            name="address_verified",
            field=models.BooleanField(default=False),
        ),
    ]
