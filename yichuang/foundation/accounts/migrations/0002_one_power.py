"""A post has the power of its account: a foreign key on both columns keeps the three
administrators apart from each other and from everybody else, whatever the code does.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE accounts_post ADD CONSTRAINT post_has_the_power_of_its_user "
            "FOREIGN KEY (user_id, power) REFERENCES accounts_user (id, power)",
            "ALTER TABLE accounts_post DROP CONSTRAINT post_has_the_power_of_its_user",
        ),
    ]
