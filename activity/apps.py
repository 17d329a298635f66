from django.apps import AppConfig


class ActivityConfig(AppConfig):
    """What happens, for other programs: the road to Kafka and back."""

    name = "activity"
