from collections.abc import Callable

import django.utils.timezone
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


# What has been recorded is never changed, whoever asks for it, and not deleted for 29 days: a day less than the least
# of WEBCHAT_AUDIT_DAYS, for clocks that differ. Whoever owns the database can take this away; nobody does by mistake.
CHANGES = {
    'sqlite': [
        """CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON webchat_auditevent
        BEGIN SELECT RAISE(ABORT, 'an audit event is never changed'); END""",
    ],
    'postgresql': [
        """CREATE FUNCTION webchat_keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' THEN
                IF OLD.at < now() - interval '29 days' THEN RETURN OLD; END IF;
            END IF;
            RAISE EXCEPTION 'an audit event is never changed, and not deleted so soon'
                USING ERRCODE = 'integrity_constraint_violation';
        END $$""",
        """CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON webchat_auditevent
        FOR EACH ROW EXECUTE FUNCTION webchat_keep_audit()""",
    ],
}
# Apart, because tests empty their tables.
DELETIONS = {
    'sqlite': [
        """CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON webchat_auditevent
        WHEN OLD.at >= strftime('%Y-%m-%d %H:%M:%S', 'now', '-29 days')
        BEGIN SELECT RAISE(ABORT, 'an audit event is not deleted so soon'); END""",
    ],
    'postgresql': [
        """CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON webchat_auditevent
        FOR EACH ROW EXECUTE FUNCTION webchat_keep_audit()""",
        """CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON webchat_auditevent
        FOR EACH STATEMENT EXECUTE FUNCTION webchat_keep_audit()""",
    ],
}
BACK = {
    'sqlite': [
        'DROP TRIGGER IF EXISTS audit_is_not_changed',
        'DROP TRIGGER IF EXISTS audit_is_not_deleted',
    ],
    'postgresql': ['DROP FUNCTION webchat_keep_audit CASCADE'],
}


def run(*statements: dict[str, list[str]]) -> Callable[[StateApps, BaseDatabaseSchemaEditor], None]:
    def run(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for each in statements:
            for sql in each[schema_editor.connection.vendor]:
                schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):

    dependencies = [
        ('webchat', '0009_choices_and_feedback'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('action', models.CharField(max_length=30)),
                ('outcome', models.CharField(default='ok', max_length=20)),
                ('person_id', models.BigIntegerField(null=True)),
                ('address', models.EmailField(blank=True, max_length=254)),
                ('object_id', models.CharField(blank=True, max_length=200)),
                ('network', models.CharField(blank=True, max_length=50)),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['-at', '-id'], name='audit_by_time'), models.Index(fields=['address', '-at', '-id'], name='audit_by_address'), models.Index(fields=['action', '-at', '-id'], name='audit_by_action'), models.Index(fields=['address', 'action', '-at', '-id'], name='audit_by_address_and_action')],
            },
        ),
        migrations.RunPython(run(CHANGES, DELETIONS), run(BACK)),
    ]
