"""Wishes in the admin."""

from django.contrib import admin

from wishlist.models import Wish


@admin.register(Wish)
class WishAdmin(admin.ModelAdmin[Wish]):
    """Who wants what."""

    list_display = ["user", "title", "created_at"]
    list_select_related = ["user", "title"]
    search_fields = ["user__email", "user__name", "title__original_title", "title__texts__name"]
    raw_id_fields = ["user", "title"]
    date_hierarchy = "created_at"
