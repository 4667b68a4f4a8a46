"""How values look: numbers and dates by language, lengths by none, links with their moment."""

from datetime import UTC, date, datetime
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.messages import constants
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from agreements.models import PartialDate
from compliance.scoring import Degree, Standing, Status, Thresholds
from compliance.templatetags import look

THRESHOLDS = Thresholds(full=Fraction(95, 100), high=Fraction(3, 4), partial=Fraction(2, 5))
WORKED = SimpleNamespace(
    value=Fraction(3, 4),
    low=Fraction(3, 14),
    high=Fraction(13, 14),
    degree=Degree.HIGH,
    assessed=2,
    due=7,
    contested=False,
)


def page(text, *, path="/", query="", **context):
    """A template as a page renders it."""
    request = RequestFactory().get(path)
    request.moment = SimpleNamespace(query=query)
    template = Template("{% load look %}" + text)
    return template.render(RequestContext(request, context, processors=[]))


def partial(name, /, **context):
    return " ".join(render_to_string(f"components/{name}.html", context).split())


@pytest.mark.parametrize(
    ("value", "two", "three"),
    [
        (Fraction(3, 4), "0.75", "0.750"),
        (Fraction(13, 14), "0.93", "0.929"),
        (Fraction(1, 8), "0.13", "0.125"),
        (Fraction(0), "0.00", "0.000"),
        (None, "–", "–"),
        ("", "–", "–"),
    ],
)
def test_scores_have_two_decimals_and_ranges_three(value, two, three):
    assert look.score2(value) == two
    assert look.score3(value) == three


def test_numbers_follow_the_language_but_lengths_do_not():
    with translation.override("id"):
        assert look.score2(Fraction(3, 4)) == "0,75"
        assert look.percentage_width(Fraction(3, 14)) == "21.43%"
        assert look.percentage_to(Fraction(3, 14), Fraction(13, 14)) == "71.43%"
        assert look.percentage_between(Fraction(2, 5), Fraction(3, 4)) == "57.5%"
    with translation.override("ms"):
        assert look.score2(Fraction(3, 4)) == "0.75"


def test_a_length_is_never_negative_nor_unknown():
    assert look.percentage_width(None) == "0%"
    assert look.percentage_to(Fraction(1), Fraction(1, 2)) == "0%"


@pytest.mark.parametrize(
    ("language", "value", "style", "text"),
    [
        ("en", PartialDate("2010-03-16"), "long", "16 March 2010"),
        ("en", PartialDate("2012-09"), "long", "September 2012"),
        ("en", PartialDate("1996"), "long", "1996"),
        ("en", "2010-11-10", "short", "10 Nov 2010"),
        ("en", date(2010, 12, 31), "long", "31 December 2010"),
        ("en", datetime(2010, 12, 31, 10, tzinfo=UTC), "long", "31 December 2010"),
        ("id", date(2010, 12, 31), "long", "31 Desember 2010"),
        ("ms", date(2010, 12, 31), "long", "31 Disember 2010"),
        ("en", None, "long", ""),
    ],
)
def test_dates_are_told_as_far_as_they_are_known(language, value, style, text):
    with translation.override(language):
        assert look.partial_date(value, style) == text


def test_every_state_and_degree_has_its_look():
    for state in (*Standing, *Status):
        assert look.state_word(state)
        assert partial("_tag", css="", icon="check", word=look.state_word(state))
    for degree in Degree:
        assert look.degree_word(degree)


def test_a_tag_says_icon_word_and_detail():
    html = page("{% tag state detail='0.40' %}", state=Status.IN_PROGRESS)

    assert 'class="tag run"' in html
    assert 'href="#i-clock"' in html
    assert "In progress, 0.40" in html
    assert "Overdue 12 days" in page("{% tag 'overdue' word='Overdue 12 days' %}")


@pytest.mark.parametrize(
    ("fraction", "arc"),
    [
        (Fraction(1, 2), "0 0 0 10 18.5"),
        (Fraction(1, 4), "0 0 0 1.5 10"),
        (Fraction(3, 4), "0 1 0 18.5 10"),
        ("", "0 0 0 10 18.5"),
    ],
)
def test_a_ball_is_filled_as_far_as_it_is_done(fraction, arc):
    with translation.override("id"):
        html = page("{% ball 'in_progress' fraction %}", fraction=fraction)

    assert f"A8.5 8.5 {arc}z" in html


def test_links_keep_the_moment_even_inside_a_partial():
    kept = page("{% carry '/forums/kaltim-sabah/#late' %}", query="as_of=2010-12-31")

    assert kept == "/forums/kaltim-sabah/?as_of=2010-12-31#late"
    assert page("{% carry '/x/?page=2&method=ogp' %}", query="as_of=2010-12-31&method=pam") == (
        "/x/?page=2&amp;method=ogp&amp;as_of=2010-12-31"
    )
    assert page("{% carry '/x/' %}") == "/x/"
    assert "/x/?as_of=2010-12-31" in page(
        '{% include "components/_link.html" with url="/x/" text="X" only %}',
        query="as_of=2010-12-31",
    )
    assert page("{% to 'account_login' %}", query="method=ogp") == "/accounts/login/?method=ogp"
    assert page(
        "{% to 'account_login' next='/x/' page='' anchor='name' %}", query="method=ogp"
    ) == ("/accounts/login/?next=%2Fx%2F&amp;method=ogp#name")
    assert (
        Template("{% load look %}{% to 'account_login' %}").render(Context()) == "/accounts/login/"
    )


def test_a_link_to_the_page_one_is_on_says_so():
    assert 'aria-current="page"' in page(
        '{% include "components/_link.html" with url="/x/" text="X" only %}', path="/x/"
    )
    assert "aria-current" not in page(
        '{% include "components/_link.html" with url="/x/" text="X" only %}', path="/"
    )
    assert page('{% include "components/_link.html" with url="" text="X" only %}').strip() == ""


def test_a_score_stands_with_its_range_coverage_and_reports():
    html = partial(
        "_score",
        name="Indonesia",
        side="a",
        score=WORKED,
        thresholds=THRESHOLDS,
        unit="papers",
        reports_url="/reports/",
        reports=2,
    )

    assert "<b>0.75</b><span>high</span>" in html
    assert 'aria-label="Indonesia: score 0.75, high, range 0.214 to 0.929"' in html
    assert html.count('<i class="y">') == 2
    assert "2 of 7 papers assessed" in html
    assert '<a href="/reports/">2 reports</a>' in html
    assert "Contested" not in html


def test_a_score_of_nothing_shows_words_and_no_number():
    nothing = SimpleNamespace(
        value=None, low=None, high=None, degree="nothing_due", assessed=0, due=0, contested=False
    )
    html = partial("_score", name="Malaysia", side="b", score=nothing, thresholds=THRESHOLDS)

    assert '<span class="words">nothing due</span>' in html
    assert 'aria-label="Malaysia: nothing due"' in html
    assert "no range" in html
    assert 'class="tk"' not in html


def test_an_obligation_shows_what_is_claimed_beyond_what_is_established():
    html = partial(
        "_established",
        name="Harbour light",
        established=Fraction(2, 5),
        claimed=Fraction(3, 5),
        thresholds=THRESHOLDS,
        small=True,
    )

    assert 'aria-label="Harbour light: established 0.40, claimed 0.60"' in html
    assert '<rect class="t3" x="40%" y="1" width="20%" height="16"/>' in html


def test_an_obligation_not_assessed_is_hatched_whole():
    html = partial("_established", name="Clinic", established=None, thresholds=THRESHOLDS)

    assert 'aria-label="Clinic: not assessed"' in html
    assert '<rect class="t2" x="0%" y="14" width="100%" height="12"/>' in html


@pytest.mark.parametrize(("due", "shown"), [(12, 12), (13, 0)])
def test_coverage_has_at_most_twelve_cells(due, shown):
    html = partial("_coverage", assessed=1, due=due)

    assert html.count("<i") == shown
    assert f"1 of {due} obligations assessed" in html


class ReportForm(forms.Form):
    status = forms.ChoiceField(choices=[("fulfilled", "Fulfilled")], widget=forms.RadioSelect)
    seen = forms.CharField(label="When it was so", help_text="The year is enough.")
    hold = forms.BooleanField(label="Hold back", required=False)
    note = forms.CharField(required=False)


def test_the_summary_of_errors_leads_to_each_field():
    form = ReportForm({})
    summary = partial("_errors", form=form)
    field = partial("_field", field=form["seen"])

    assert "2 things need your attention" in summary
    assert '<a href="#id_seen">When it was so: This field is required.</a>' in summary
    assert 'aria-describedby="id_seen_helptext id_seen_error"' in field
    assert 'id="id_seen_helptext"' in field
    assert 'id="id_seen_error"' in field
    assert 'id="id_status"' in partial("_field", field=form["status"])


def test_what_may_stay_empty_says_so():
    form = ReportForm()

    assert "(optional)" in partial("_field", field=form["note"])
    assert "(optional)" not in partial("_field", field=form["note"], quiet=True)
    assert "(optional)" not in partial("_field", field=form["seen"])


def test_choices_that_are_states_show_their_ball():
    html = partial("_field", field=ReportForm()["status"], balls=True)

    assert html.count('class="ball"') == 1


def test_a_message_of_success_names_the_form_it_makes_needless():
    message = SimpleNamespace(
        level=constants.SUCCESS, level_tag="success", extra_tags="report-x-1", message="Saved."
    )

    assert 'role="status" data-forget="report-x-1"' in partial("_messages", messages=[message])


def test_a_long_list_offers_its_pages():
    html = page(
        '{% include "components/_pager.html" with page=page only %}',
        page=Paginator(range(520), 20).page(13),
    )

    assert "241–260 of 520" in html
    assert '<span aria-current="page">13</span>' in html
    assert "Page 26" in html
    short = Paginator(range(5), 20).page(1)
    assert (
        page('{% include "components/_pager.html" with page=page only %}', page=short).strip() == ""
    )


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "411", "413", "500"])
def test_a_refusal_can_be_shown_when_nothing_else_can(name):
    html = render_to_string(f"{name}.html")

    assert html.count("<h1>") == 1
    assert 'href="/"' in html


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("Sudiar, S 487-488", "Sudiar, S 487–488"),
        ("marker A-485 to A-708", "marker A-485 to A-708"),
        ("letter of 2010-03-16", "letter of 2010-03-16"),
        ("310-938-1-PB", "310-938-1-PB"),
    ],
)
def test_a_range_of_lines_has_an_en_dash_and_nothing_else_does(place, shown):
    assert partial("_source", text=place) == f'<cite class="src">{shown}</cite>'
