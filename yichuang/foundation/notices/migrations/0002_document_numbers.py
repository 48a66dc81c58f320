"""Document numbers (文号): one sequence per authority, kind and year, made at first use.

The application role may create nothing, so the function runs with the rights of the owner. Its
search path is fixed and its arguments become one quoted name in a schema of its own.
"""

from django.db import migrations

FORWARD = """
CREATE SCHEMA document_numbers;

CREATE FUNCTION next_document_number(authority_code text, kind text, year integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    name text := authority_code || '/' || kind || '/' || year;
    place text := format('document_numbers.%I', name);
BEGIN
    IF to_regclass(place) IS NULL THEN
        IF kind !~ '^[a-z-]{1,24}$' OR year NOT BETWEEN 2000 AND 2999 OR octet_length(name) > 63
           OR authority_code !~ '^[^/]+$' THEN
            RAISE invalid_parameter_value USING MESSAGE = 'no document numbers for ' || name;
        END IF;
        -- one maker at a time; whoever waited finds the sequence made
        PERFORM pg_advisory_xact_lock(hashtextextended('document_numbers', 0));
        EXECUTE 'CREATE SEQUENCE IF NOT EXISTS ' || place;
    END IF;
    RETURN nextval(place::regclass);
END
$$;
"""

BACKWARD = """
DROP FUNCTION next_document_number(text, text, integer);
DROP SCHEMA document_numbers CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
