"""The admin: master data by its verbs, versions added and never changed, proceedings and records
only read, users and their roles."""

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group

from agreements.admin import (
    commitments,
    committees,
    meetings,
    parties,
    people,
    proceedings,
    regime,
    sources,
    tokens,
)

__all__ = [
    "commitments",
    "committees",
    "meetings",
    "parties",
    "people",
    "proceedings",
    "regime",
    "sources",
    "tokens",
]

# Rights come from memberships and nobody confirms an address: what says otherwise has no page.
for model in (Group, EmailAddress):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
