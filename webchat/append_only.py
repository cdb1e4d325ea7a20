"""Triggers that keep the audit trail as it was written, whoever asks the database to change it. Nothing is deleted for
29 days: a day less than the least of WEBCHAT_AUDIT_DAYS, for clocks that differ. Whoever owns the database can take
this away; nobody does by mistake."""

from django.db import connections

TABLE = "webchat_auditevent"  # the models are not there yet when this is asked for
STATEMENTS = {
    "sqlite": [
        f"""CREATE TRIGGER IF NOT EXISTS audit_is_not_changed BEFORE UPDATE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, 'an audit event is never changed'); END""",
        f"""CREATE TRIGGER IF NOT EXISTS audit_is_not_deleted BEFORE DELETE ON {TABLE}
        WHEN OLD.at >= strftime('%Y-%m-%d %H:%M:%S', 'now', '-29 days')
        BEGIN SELECT RAISE(ABORT, 'an audit event is not deleted so soon'); END""",
    ],
    "postgresql": [
        """CREATE OR REPLACE FUNCTION webchat_keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' THEN
                IF OLD.at < now() - interval '29 days' THEN RETURN OLD; END IF;
            END IF;
            RAISE EXCEPTION 'an audit event is never changed, and not deleted so soon'
                USING ERRCODE = 'integrity_constraint_violation';
        END $$""",
        f"""CREATE OR REPLACE TRIGGER audit_is_not_changed BEFORE UPDATE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION webchat_keep_audit()""",
        f"""CREATE OR REPLACE TRIGGER audit_is_not_deleted BEFORE DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION webchat_keep_audit()""",
        f"""CREATE OR REPLACE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION webchat_keep_audit()""",
    ],
}


def keep_audit(*, using: str, **about: object) -> None:
    """After every migration. SQLite changes a table by making it anew, and forgets its triggers with the old one."""
    has_migrated = "plan" in about  # an emptied database says that it was migrated, without one
    if has_migrated and TABLE in connections[using].introspection.table_names():
        with connections[using].cursor() as cursor:
            for statement in STATEMENTS[connections[using].vendor]:
                cursor.execute(statement)
