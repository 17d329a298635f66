"""What a person did in a title."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.language import in_language
from catalog.models.person import Person
from catalog.models.title import Title


class Credit(models.Model):
    """What a person did in a title, and as whom."""

    class Job(models.TextChoices):
        DIRECTOR = "director", _("режиссёр")
        ACTOR = "actor", _("актёр")

    title = models.ForeignKey(Title, models.CASCADE, related_name="credits")
    person = models.ForeignKey(Person, models.CASCADE, related_name="credits")
    job = models.CharField(_("работа"), max_length=8, choices=Job.choices)
    role_ru = models.CharField(_("роль"), max_length=200, blank=True)
    role_en = models.CharField(_("роль по-английски"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("порядок"), default=0)

    class Meta:
        verbose_name = _("участие")
        verbose_name_plural = _("участия")
        ordering = ["job", "order"]
        constraints = [
            models.UniqueConstraint(fields=["title", "person", "job"], name="credit_once_a_job"),
        ]

    def __str__(self) -> str:
        return f"{self.get_job_display()}: {self.person}"

    def role(self, language: str) -> str:
        """The name of the role for somebody who reads that language; may be empty."""
        return in_language(language, self.role_ru, self.role_en)
