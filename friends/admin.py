"""Friendship in the admin: to look things up when somebody complains."""

from django.contrib import admin

from friends.models import Block, FriendRequest, Friendship


@admin.register(FriendRequest)
class FriendRequestAdmin(admin.ModelAdmin[FriendRequest]):
    """Who asked whom and what came of it."""

    list_display = ["sender", "addressee", "status", "created_at", "answered_at"]
    list_filter = ["status"]
    list_select_related = ["sender", "addressee"]
    search_fields = ["sender__email", "sender__name", "addressee__email", "addressee__name"]
    autocomplete_fields = ["sender", "addressee"]


@admin.register(Friendship)
class FriendshipAdmin(admin.ModelAdmin[Friendship]):
    """Pairs of friends."""

    list_display = ["low", "high", "created_at"]
    list_select_related = ["low", "high"]
    search_fields = ["low__email", "low__name", "high__email", "high__name"]
    autocomplete_fields = ["low", "high"]


@admin.register(Block)
class BlockAdmin(admin.ModelAdmin[Block]):
    """Who hides from whom."""

    list_display = ["blocker", "blocked", "created_at"]
    list_select_related = ["blocker", "blocked"]
    search_fields = ["blocker__email", "blocker__name", "blocked__email", "blocked__name"]
    autocomplete_fields = ["blocker", "blocked"]
