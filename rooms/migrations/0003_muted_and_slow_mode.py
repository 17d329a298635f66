"""A member may be muted, a room may be slow, and signs on messages are found by an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rooms", "0002_archive_cleared"),
    ]

    operations = [
        migrations.AddField(
            model_name="member",
            name="muted",
            field=models.BooleanField(default=False, verbose_name="без слова"),
        ),
        migrations.AddField(
            model_name="room",
            name="slow_mode",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (0, "выключен"),
                    (5, "5 секунд"),
                    (10, "10 секунд"),
                    (30, "30 секунд"),
                    (60, "минута"),
                ],
                default=0,
                verbose_name="пауза между сообщениями, с",
            ),
        ),
        migrations.AddIndex(
            model_name="roomrecord",
            index=models.Index(
                condition=models.Q(("kind", "chat.reaction")),
                fields=["room", "seq"],
                name="record_signs",
            ),
        ),
    ]
