"""Numbers that no transaction may wait for: the serial of case numbers and the order of acceptance."""

from django.db import migrations

# ISO 7064 MOD 11,10 as in GB 11714's family: the same digit as rules.is_case_number checks
NEXT_NUMBER = """
CREATE SEQUENCE cases_serial;
CREATE SEQUENCE cases_acceptance_order;

CREATE FUNCTION cases_next_number(region text, on_date date) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    serial bigint := nextval('cases_serial');
    body text := rpad(left(region, 6), 6, '0') || to_char(on_date, 'YYYYMMDD')
        || lpad(serial::text, greatest(6, length(serial::text)), '0');
    rest int := 10;
BEGIN
    FOR place IN 1..length(body) LOOP
        rest := (rest + substr(body, place, 1)::int) % 10;
        IF rest = 0 THEN
            rest := 10;
        END IF;
        rest := (rest * 2) % 11;
    END LOOP;
    RETURN body || ((11 - rest) % 10)::text;
END $$;
"""

GONE = """
DROP FUNCTION cases_next_number(text, date);
DROP SEQUENCE cases_acceptance_order;
DROP SEQUENCE cases_serial;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [migrations.RunSQL(NEXT_NUMBER, GONE)]
