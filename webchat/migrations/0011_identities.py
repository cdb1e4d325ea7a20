import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("webchat", "0010_audit"),
    ]

    operations = [
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("issuer", models.CharField(max_length=500)),
                ("subject", models.CharField(max_length=255)),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "constraints": (
                    models.UniqueConstraint(fields=("issuer", "subject"), name="identity_is_of_one_user"),
                    models.UniqueConstraint(fields=("user", "issuer"), name="user_has_one_identity_of_an_issuer"),
                ),
            },
        ),
    ]
