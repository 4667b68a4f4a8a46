"""Who may do what to the regime's own facts: plain questions, asked by every door."""

from django.contrib.auth.models import AnonymousUser

from agreements.models import Committee, Forum, Membership, Party, Regime, Role, User

Asker = User | AnonymousUser


def memberships(user: Asker) -> tuple[Membership, ...]:
    """All that the user may act as. One query a request: kept on the user object."""
    if user.is_anonymous or not user.is_active:
        return ()
    kept: tuple[Membership, ...] | None = getattr(user, "_memberships_kept", None)
    if kept is None:
        rows = user.memberships.select_related("party", "forum__predecessor")
        kept = tuple(rows.order_by("pk"))
        user._memberships_kept = kept  # type: ignore[attr-defined]
    return kept


def has_role(user: Asker, *roles: Role, regime: Regime | int) -> bool:
    """Whether the user has one of these roles in the regime."""
    wanted = regime if isinstance(regime, int) else regime.pk
    return any(m.role in roles and m.regime_id == wanted for m in memberships(user))


def is_member(user: Asker, regime: Regime | int) -> bool:
    """Whether the user has any role in the regime."""
    return has_role(user, *Role, regime=regime)


def acts_in(membership: Membership, forum: Forum) -> bool:
    """An official acts in the forum named and in those it succeeds; in all where none is named."""
    if membership.regime_id != forum.regime_id:
        return False
    named = membership.forum
    while named is not None:
        if named.pk == forum.pk:
            return True
        named = named.predecessor
    return membership.forum_id is None


def official_parties(user: Asker, forum: Forum) -> list[Party]:
    """The parties for which the user is an official in this forum; their side sits in it."""
    own = [
        m.party
        for m in memberships(user)
        if m.role == Role.OFFICIAL and m.party is not None and acts_in(m, forum)
    ]
    return [party for party in own if party.side_code in _seated(user, forum)]


def _seated(user: Asker, forum: Forum) -> frozenset[str]:
    """Codes of the sides of a forum. One query a request and forum: kept on the user object."""
    kept: dict[int, frozenset[str]] = user.__dict__.setdefault("_seats_kept", {})
    if forum.pk not in kept:
        kept[forum.pk] = forum.side_codes()
    return kept[forum.pk]


def official_sides(user: Asker, forum: Forum) -> set[str]:
    """Codes of the sides for which the user is an official in this forum."""
    return {party.side_code for party in official_parties(user, forum)}


def acts_for(user: Asker, party: Party, forum: Forum) -> bool:
    """Whether the user is an official of this party or of one above it, in this forum."""
    return any(
        party.path == own.path or party.path.startswith(own.path + "/")
        for own in official_parties(user, forum)
    )


def can_edit_structure(user: Asker, regime: Regime | int) -> bool:
    """Committees, appointments, sites; registering papers, agreements and first terms."""
    return has_role(user, Role.SECRETARIAT, Role.ADMIN, regime=regime)


def can_administer(user: Asker) -> bool:
    """Users, roles and the admin: an admin of any regime."""
    return any(m.role == Role.ADMIN for m in memberships(user))


def administered(user: Asker) -> frozenset[int]:
    """Keys of the regimes of which the user is an admin."""
    return frozenset(m.regime_id for m in memberships(user) if m.role == Role.ADMIN)


def can_hold_meetings(user: Asker, committee: Committee) -> bool:
    """Plan and record the meetings of a committee: the secretariat; one named for a forum only
    those of its bodies."""
    return any(m.role == Role.SECRETARIAT and sits_in(m, committee) for m in memberships(user))


def sits_in(membership: Membership, committee: Committee) -> bool:
    """Whether a role reaches a committee: through its forum, or in all where none is named."""
    if membership.regime_id != committee.regime_id:
        return False
    if committee.forum is None:
        return membership.forum_id is None
    return acts_in(membership, committee.forum)


def meeting_sides(committee: Committee) -> list[Party]:
    """The sides that sit in a committee and sign its records, in their order: its own, else those
    of its forum, else all of its regime. One query."""
    codes = {committee.side.side_code} if committee.side else _codes(committee)
    return [side for side in Party.objects.sides() if side.code in codes]


def _codes(committee: Committee) -> frozenset[str]:
    if committee.forum:
        return committee.forum.side_codes()
    parties = Party.objects.filter(forums__regime=committee.regime_id).only("path")
    return frozenset(party.side_code for party in parties)


def sides_at(user: Asker, committee: Committee) -> set[str]:
    """Codes of the sides for which the user is an official in a committee."""
    if committee.forum:
        sides = official_sides(user, committee.forum)
    else:
        sides = {
            m.party.side_code
            for m in memberships(user)
            if m.role == Role.OFFICIAL and m.party is not None and sits_in(m, committee)
        }
    return sides & {side.code for side in meeting_sides(committee)}
