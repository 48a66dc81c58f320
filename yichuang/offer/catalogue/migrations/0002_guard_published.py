"""A published version cannot be changed, nor anything below it, by whatever means.

Only ``valid_until`` of a published version may still be set: a later version takes over, or the item
ends. A draft becomes published by one UPDATE; from then on the rows below it are closed.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION catalogue_guard_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'published' AND
       (TG_OP = 'DELETE' OR to_jsonb(NEW) - 'valid_until' <> to_jsonb(OLD) - 'valid_until') THEN
        RAISE EXCEPTION 'catalogue: version % of % is published and cannot be changed',
            OLD.version_number, OLD.code
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'published_versions_are_immutable';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION catalogue_guard_parts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    versions uuid[] := '{}';
BEGIN
    IF TG_TABLE_NAME = 'catalogue_reviewpoint' THEN
        IF TG_OP <> 'INSERT' THEN
            versions := versions || (SELECT version_id FROM catalogue_materialrequirement WHERE id = OLD.material_id);
        END IF;
        IF TG_OP <> 'DELETE' THEN
            versions := versions || (SELECT version_id FROM catalogue_materialrequirement WHERE id = NEW.material_id);
        END IF;
    ELSE
        IF TG_OP <> 'INSERT' THEN
            versions := versions || OLD.version_id;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            versions := versions || NEW.version_id;
        END IF;
    END IF;
    IF EXISTS (SELECT FROM catalogue_handlingversion WHERE id = ANY (versions) AND status = 'published') THEN
        RAISE EXCEPTION 'catalogue: % belongs to a published version and cannot be changed', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'published_versions_are_immutable';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER published_versions_are_immutable BEFORE UPDATE OR DELETE ON catalogue_handlingversion
    FOR EACH ROW EXECUTE FUNCTION catalogue_guard_version();
CREATE TRIGGER published_versions_are_immutable BEFORE INSERT OR UPDATE OR DELETE ON catalogue_scenarioquestion
    FOR EACH ROW EXECUTE FUNCTION catalogue_guard_parts();
CREATE TRIGGER published_versions_are_immutable BEFORE INSERT OR UPDATE OR DELETE ON catalogue_materialrequirement
    FOR EACH ROW EXECUTE FUNCTION catalogue_guard_parts();
CREATE TRIGGER published_versions_are_immutable BEFORE INSERT OR UPDATE OR DELETE ON catalogue_reviewpoint
    FOR EACH ROW EXECUTE FUNCTION catalogue_guard_parts();
"""

UNGUARD = """
DROP TRIGGER published_versions_are_immutable ON catalogue_handlingversion;
DROP TRIGGER published_versions_are_immutable ON catalogue_scenarioquestion;
DROP TRIGGER published_versions_are_immutable ON catalogue_materialrequirement;
DROP TRIGGER published_versions_are_immutable ON catalogue_reviewpoint;
DROP FUNCTION catalogue_guard_version();
DROP FUNCTION catalogue_guard_parts();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
