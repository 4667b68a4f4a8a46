"""A small case of every kind of table, to seed and to break."""

from pathlib import Path

CASE = {
    "sources.toml": """
        [[source]]
        key = "study"
        class = "study"
        author = "Sonny Sudiar"
        title = "On compliance"
        published_on = 2012
        language = "id"

        [[source]]
        key = "news"
        class = "news"
        title = "A post is opened"
        url = "https://news.example/post"
        published_on = "2015-03"
    """,
    "regime.toml": """
        [regime]
        slug = "border"
        name = { en = "Border regime", id = "Rezim perbatasan" }
        objective = { en = "Welfare at the border." }
        citations = [{ source = "study", locator = "p. 1" }]

        [[regime.element]]
        kind = "principle"
        order = 1
        text = { id = "Kesejahteraan", en = "Welfare" }
        citations = [{ source = "study", locator = "p. 2", basis = "inferred" }]

        [settings]
        silence_days = 30
        thresholds = { full = 0.95, high = 0.75, partial = 0.40 }
        time_zone = "Asia/Makassar"
        publishes = "everything"
    """,
    "instruments.toml": """
        [[instrument]]
        code = "bta-2023"
        title = { en = "Trade agreement of 2023" }
        signed_on = "2023-06-08"
        revises = "bta-1970"

        [[instrument]]
        code = "bta-1970"
        title = { en = "Trade agreement of 1970" }
        signed_on = 1970-08-24
        place = "Jakarta"
        note = { en = "The first." }
        citations = [{ source = "study", locator = "p. 3" }]
    """,
    "parties.toml": """
        [[party]]
        code = "A"
        name = { en = "Aland" }
        kind = "state"

        [[party]]
        code = "A-1"
        parent = "A"
        name = { id = "Satu" }
        kind = "province"
        valid_to = "2014"
        successor = "A-2"

        [[party]]
        code = "A-2"
        parent = "A"
        name = { id = "Dua" }
        kind = "province"
        valid_from = "2012"

        [[party]]
        code = "B"
        name = { ms = "Bumi" }
        kind = "state"
        position = 2
    """,
    "forums.toml": """
        [[forum]]
        slug = "two-b"
        name = { en = "Two and B" }
        parties = ["A-2", "B"]
        started_on = 2015
        predecessor = "one-b"

        [[forum]]
        slug = "one-b"
        name = { en = "One and B" }
        parties = ["A-1", "B"]
        started_on = "1995"
        ended_on = "2014"
    """,
    "committees.toml": """
        [[committee]]
        code = "centre"
        level = "central"
        mandate = { en = "Receives reports." }
        [[committee.name]]
        text = { en = "Centre" }

        [[committee]]
        code = "region"
        level = "regional"
        side = "A"
        forum = "one-b"
        established_on = 1995
        [[committee.name]]
        text = { en = "Region" }
        [[committee.name]]
        text = { en = "New region" }
        valid_from = 2015
        [[committee.parent]]
        code = "centre"
        valid_from = 1995
        citations = [{ source = "study", locator = "p. 4" }]

        [[appointment]]
        committee = "region"
        side = "A"
        person = "Drs. Someone"
        post = { id = "Kepala badan" }
        role = "chair"
        from = 2008
        to = 2010
        citations = [{ source = "study", locator = "p. 5" }]

        [[appointment]]
        committee = "centre"
        post = { en = "Minister" }
        role = "chair"
        seen_on = "2011-02"
        disputed = true
        note = "Two sources differ."
    """,
    "papers.toml": """
        [[paper]]
        forum = "one-b"
        number = 1
        title = { en = "Posts" }
        proposer = "A"

        [[agreement]]
        code = "sea-posts"
        forum = "one-b"
        paper = 1
        title = { en = "Open the sea posts" }
        weight = 2
        adopted_on = "1996"
    """,
    "sites.toml": """
        [[site]]
        code = "river"
        name = "River"
        aliases = ["Sungai"]
        party = "B"
        kind = "sea_post"
        lat = 4.25
        lon = 117.875
        quality = "approximate"
    """,
    "obligations.toml": """
        [[obligation]]
        code = "post-one"
        agreement = "sea-posts"
        title = { en = "Build the post" }
        owes = "A-1"
        starts_on = 1996
        due_on = "2010-06"
        consents = [{ authority = "A", level = "central" }]
        milestones = [
          { code = "road", name = { en = "Road" }, weight = 2 },
          { code = "house", name = { id = "Rumah" } },
        ]
        citations = [{ source = "study", locator = "p. 6", quote = "dibangun" }]

        [[obligation]]
        code = "post-river"
        agreement = "sea-posts"
        site = "river"
        title = { en = "Build the other post" }
        owes = "B"

        [[succession]]
        obligation = "post-one"
        owes = "A-2"
        holds_from = 2015-01-01
        citations = [{ source = "news" }]
    """,
    "meetings.toml": """
        [[meeting]]
        committee = "region"
        kind = "session"
        number = 18
        starts_on = "2013-08-22"
        place = "Balikpapan"
        host = "A"
        held = "held"
        summary = { en = "Seven papers." }
        citations = [{ source = "news", basis = "party_statement" }]

        [[meeting]]
        committee = "region"
        kind = "site_visit"
        starts_on = "2014-06"
        held = "unconfirmed"
    """,
    "records.toml": """
        [[report]]
        key = "road-2010"
        obligation = "post-one"
        milestone = "road"
        kind = "observation"
        status = "in_progress"
        percent = 60
        observed_on = "2010-11-10"
        narrative = "Jalan masih dikerjakan."
        language = "id"
        sources_differ = true
        citations = [{ source = "study", locator = "p. 7" }, { source = "study", locator = "p. 8" }]

        [[report]]
        key = "opened"
        obligation = "post-river"
        kind = "information"
        observed_on = 2015
        narrative = "A post was opened next to it."
        citations = [{ source = "news" }]
    """,
    "offers.toml": """
        [[offer]]
        key = "trade-instead"
        obligation = "post-one"
        kind = "substitution"
        party = "A"
        text = "Trade instead of a post."
        instead = { en = "Raise trade" }
        citations = [{ source = "study", locator = "p. 9", basis = "party_statement" }]
    """,
    "approvals.toml": """
        [[approval]]
        key = "centre-asked"
        obligation = "post-one"
        authority = "A"
        level = "national"
        citations = [{ source = "study", locator = "p. 10" }]

        [[decision]]
        key = "centre-later"
        approval = "centre-asked"
        outcome = "deferred"
        decided_on = "2012-03"
        reason = "No money this year."
        citations = [{ source = "news" }]
    """,
    "diagnosis.toml": """
        [[impediment]]
        key = "no-money"
        obligation = "post-one"
        cause = "financial"
        party = "A-1"
        observed_on = "2010-11-10"
        text = "The funds needed are large."
        citations = [{ source = "study", locator = "p. 11", basis = "party_statement" }]

        [[impediment]]
        key = "no-wish"
        obligation = "post-one"
        cause = "interest"
        assessor = "Sonny Sudiar"
        observed_on = "2010-11-10"
        text = "It may not be a priority."
        citations = [{ source = "study", locator = "p. 12", basis = "inferred" }]

        [[assessment]]
        key = "verdict-a"
        forum = "one-b"
        party = "A"
        scale = "verdict"
        grade = "high"
        assessor = "Sonny Sudiar"
        observed_on = "2010-11-10"
        rationale = "It tried."
        citations = [{ source = "study", locator = "p. 13" }]
    """,
}


def write_case(
    folder: Path, *changes: tuple[str, str, str], without: str = "", more: str = ""
) -> Path:
    """The case as files, with some of their text changed: (file, old, new)."""
    folder.mkdir(exist_ok=True)
    texts = {name: text for name, text in CASE.items() if name != without}
    for name, old, new in changes:
        assert old in texts[name], f"{old!r} is not in {name}"
        texts[name] = texts[name].replace(old, new, 1)
    if more:
        texts[more] = ""
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
