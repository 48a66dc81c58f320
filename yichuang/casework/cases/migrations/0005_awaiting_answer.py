from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_completed_iff_final")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("status", "received")),
                fields=["answer_due_on"],
                name="case_awaiting_answer",
            ),
        ),
    ]
