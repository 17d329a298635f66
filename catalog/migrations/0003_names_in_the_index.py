from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_renditions_and_subtitles")]

    operations = [
        migrations.RemoveConstraint(model_name="titletext", name="text_once_a_language"),
        migrations.AddConstraint(
            model_name="titletext",
            constraint=models.UniqueConstraint(
                fields=("title", "language"), include=("name",), name="text_once_a_language"
            ),
        ),
    ]
