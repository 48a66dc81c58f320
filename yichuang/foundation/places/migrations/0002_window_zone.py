"""A window's zone belongs to the window's own outlet: a foreign key on both columns."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE places_window ADD CONSTRAINT window_stands_in_a_zone_of_its_outlet "
            "FOREIGN KEY (outlet_id, zone_id) REFERENCES places_zone (outlet_id, id)",
            "ALTER TABLE places_window DROP CONSTRAINT window_stands_in_a_zone_of_its_outlet",
        ),
    ]
