"""The map of sites: its geometry, what stands where, and what it says in words."""

import gzip
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise, permutations
from math import dist

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from compliance.dashboard import pins
from compliance.dashboard import plate as drawing
from compliance.dashboard.figures import PartyLabel, kept
from compliance.dashboard.geometry import (
    Box,
    Frame,
    clipped,
    distance,
    fitted,
    inside,
    path,
    simplified,
    simplified_ring,
    within,
)
from compliance.dashboard.land import Country, Region, regions
from compliance.dashboard.land import _region as read
from compliance.dashboard.map import MOST, site_map
from compliance.dashboard.pins import APART, CLEAR, PASSING, Spot, name_on_land, scale_bar, spread
from compliance.dashboard.states import ObligationLine
from compliance.queries import Place
from tests.factories import ObligationFactory, SiteFactory

INDONESIA, MALAYSIA = PartyLabel("ID", "ID", "Indonesia", 0), PartyLabel("MY", "MY", "Malaysia", 1)
SIDES = (INDONESIA, MALAYSIA)
KALTIM = PartyLabel("ID-KT", "ID/ID-KT", "Kalimantan Timur", 0)
SABAH = PartyLabel("MY-SB", "MY/MY-SB", "Sabah", 1)
SQUARE = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
FRAME = Frame(600, 320, 117.6, 4.2, 6.0)


def owed(name, at, party, **said):
    """An obligation at a place: latitude and longitude as a map's reader says them, or None."""
    code = said.pop("site", name.lower().replace(" ", "-"))
    latitude, longitude = (Decimal(text) for text in at.split()) if at else (None, None)
    quality = said.pop("quality", "approximate" if at else "unknown")
    line = ObligationLine(
        code=name.lower().replace(" ", "-"),
        title=name,
        site=Place(code, name, latitude, longitude, quality),
        party=party,
        state="not_started",
        established=Fraction(0),
        claimed=None,
        compliance=None,
        expected=Fraction(1),
        due=True,
        contested=False,
        sources_differ=False,
    )
    return replace(line, **said)


CASE = [
    owed("Sungai Imam", "4.2583 117.8944", SABAH),
    owed("Sungai Lamijung", "4.1348 117.6525", KALTIM, state="fulfilled"),
    owed("Serudong", "4.30 117.30", SABAH),
    owed("Simanggaris", "4.301761 117.302119", KALTIM, quality="exact", state="in_progress"),
]


def drawn(found):
    """The plate as a page has it."""
    return render_to_string("compliance/_map.html", {"map": found})


def listed(found):
    return render_to_string("compliance/_sites.html", {"map": found})


def in_words(page):
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def shifts(found):
    """Where the numbers stand."""
    return [tuple(map(int, re.findall(r"-?\d+", pin.shift))) for pin in found.plate.pins]


# ---- Geometry


def test_a_frame_has_its_middle_in_the_middle_and_north_above():
    assert FRAME.unit((117.6, 4.2)) == (300, 160)
    x, y = FRAME.unit((117.7, 4.3))
    assert x > 300
    assert y < 160


@pytest.mark.parametrize("latitude", [0.0, 4.2, 60.0])
def test_a_kilometre_is_as_long_in_each_direction(latitude):
    frame = FRAME._replace(latitude=latitude)
    north = frame.unit((117.6, latitude + 0.01))
    east = frame.unit((117.6 + 0.01 / frame._shrink, latitude))

    assert dist(north, (300, 160)) == pytest.approx(dist(east, (300, 160)))
    assert dist(north, (300, 160)) == pytest.approx(0.01 * 111.195 * 6)


def test_units_lead_back_to_degrees():
    assert FRAME.degrees(FRAME.unit((117.3, 4.3))) == pytest.approx((117.3, 4.3))
    assert FRAME.extent.holds((117.6, 4.2))
    assert not FRAME.extent.holds((119.0, 4.2))


@pytest.mark.parametrize(
    "places",
    [
        [(117.3, 4.3), (117.89, 4.13)],
        [(117.3, 4.3), (117.31, 8.0)],
        [(117.3, 4.3)],
        [(100.0, 80.0), (110.0, 84.0)],
    ],
)
def test_a_fitted_view_holds_its_places_and_a_margin(places):
    frame = fitted(places, width=600, heights=(320, 480), margin=84, least_km=40)

    assert 320 <= frame.height <= 480
    assert frame.width / frame.scale >= 40 - 1e-9
    room = frame.box.grown(-83)
    assert all(room.holds(frame.unit(place)) for place in places)


@pytest.mark.parametrize(
    ("box", "area"),
    [
        (Box(-5, -5, 20, 20), 100),
        (Box(5, -5, 20, 20), 50),
        (Box(2, 3, 4, 5), 4),
        (Box(11, 0, 20, 10), 0),
    ],
)
def test_clipping_keeps_what_is_in_the_box(box, area):
    ring = clipped(SQUARE, box)

    closed = pairwise([*ring, *ring[:1]])
    assert abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in closed)) / 2 == area
    assert all(box.holds(point) for point in ring)


def test_a_corner_may_be_cut_off_slantwise():
    assert clipped([(0, 0), (4, 0), (0, 4)], Box(0, 0, 2, 10)) == [(0, 0), (2, 0), (2, 2), (0, 4)]


def test_a_line_is_kept_where_it_passes_through_the_box():
    line = [(-9, 5), (-5, 5), (5, 5), (15, 5), (20, 5), (20, 9), (5, 9), (5, 30)]

    assert within(line, Box(0, 0, 10, 10)) == [
        [(-5, 5), (5, 5), (15, 5)],
        [(20, 9), (5, 9), (5, 30)],
    ]
    assert within([(-9, 5), (99, 5)], Box(0, 0, 10, 10)) == [[(-9, 5), (99, 5)]]


def test_simplifying_leaves_no_point_farther_than_the_tolerance():
    line = [(x, (x * x) % 7 / 7) for x in range(50)] + [(50, 9), (51, 0)]
    found = simplified(line, 1)

    assert len(found) < len(line) / 4
    assert (50, 9) in found
    assert len(simplified([(0, 0), (5, 1.5), (10, 0)], 1)) == 3
    assert all(min(distance(p, *edge) for edge in pairwise(found)) <= 1 for p in line)


def test_a_ring_too_small_to_see_is_left_out():
    assert simplified_ring([(0, 0), (0.2, 0), (0.2, 0.2), (0, 0.2)], 0.8) == []
    assert simplified_ring([(0, 0), (5, 5)], 0.8) == []
    assert set(simplified_ring([(5, 0.1), *SQUARE], 0.8)) >= set(SQUARE[2:])


def test_inside_a_polygon_with_a_bay():
    horseshoe = [(0, 0), (9, 0), (9, 9), (6, 9), (6, 3), (3, 3), (3, 9), (0, 9)]

    assert [inside(point, horseshoe) for point in [(1, 8), (4, 1), (8, 8)]] == [True] * 3
    assert not any(inside(point, horseshoe) for point in [(4, 8), (-1, 1), (10, 1), (4, 10)])


def test_a_path_is_short_and_whole():
    assert path([(0.4, 1.6), (10, -3), (10.2, -3.1), (5, 5)]) == "M0 2l10-5-5 8"
    assert path(SQUARE, closed=True) == "M0 0l10 0 0 10-10 0z"
    assert path([(1, 1), (1.2, 1.2)]) == ""


# ---- What stands where


def nobodys(point):
    return False


def test_a_number_alone_stands_at_its_position():
    spots = [Spot((100, 100), nobodys), Spot((300, 100), nobodys)]

    assert spread(spots, FRAME) == [(100, 100), (300, 100)]


@pytest.mark.parametrize("count", [2, 7, 14, MOST])
def test_numbers_at_one_place_are_fanned_out(count):
    at = (310.0, 150.0)
    places = spread([Spot(at, nobodys) for _ in range(count)], FRAME)

    assert all(dist(one, other) >= APART for one, other in combinations(places, 2))
    assert all(dist(place, at) >= CLEAR for place in places)
    assert all(FRAME.box.grown(-CLEAR).holds(place) for place in places)


@pytest.mark.parametrize("count", [2, 7, 12])
def test_leads_pass_beside_the_numbers(count):
    at = (310.0, 150.0)
    places = spread([Spot(at, nobodys) for _ in range(count)], FRAME)

    assert all(distance(one, at, other) >= PASSING for one, other in permutations(places, 2))


@pytest.mark.parametrize(
    ("there", "chosen"),
    [
        (((150, 60), (150, 110)), (100, 200)),  # the first's lead would pass over a number
        (((210, 20), (210, 180)), (100, 200)),  # the first would stand on a lead
        (((150, 60), (150, 20)), (200, 100)),
    ],
)
def test_leads_are_kept_apart_where_there_is_room(there, chosen):
    anchor = (100, 100)

    assert pins._chosen([(200, 100), (100, 200)], anchor, [anchor], [there]) == chosen
    # Rather over a lead than far away.
    near = [(200, 100), (100, 100 + pins.FAR + 1)]
    assert pins._chosen(near, anchor, [anchor], [there]) == (200, 100)


def test_a_number_does_not_cover_the_position_of_another():
    anchors = [(300.0, 150.0)] * 2 + [(354.0, 150.0)] * 2
    places = spread([Spot(at, nobodys) for at in anchors], FRAME)

    assert all(dist(place, at) >= CLEAR for place in places for at in anchors)


def test_neither_of_two_neighbours_keeps_the_position():
    one, other = Spot((200, 150), nobodys), Spot((220, 150), nobodys)
    left, right = spread([one, other], FRAME)

    assert left[0] < 200 - CLEAR / 2
    assert right[0] > 220 + CLEAR / 2


def test_a_number_rather_stands_on_its_own_side():
    at = (300.0, 150.0)
    north, south = spread(
        [Spot(at, lambda point: point[1] > 140), Spot(at, lambda point: point[1] < 160)], FRAME
    )

    assert north[1] + 20 <= 140
    assert south[1] - 20 >= 160


def test_a_number_that_finds_no_room_stands_at_its_position():
    tight = Frame(60, 60, 0, 0, 1)

    assert spread([Spot((30, 30), nobodys), Spot((31, 30), nobodys)], tight) == [(30, 30), (31, 30)]


def test_a_name_stands_on_its_land_away_from_the_numbers():
    land = [(100, 50), (500, 50), (500, 300), (100, 300)]
    label = name_on_land("Sabah", [land], FRAME, [(150, 100)])

    assert inside((label.x, label.y), land)
    assert dist((label.x, label.y), (150, 100)) > CLEAR
    assert name_on_land("Sabah", [[(0, 0), (40, 0), (40, 40)]], FRAME, []) is None
    assert name_on_land("Sabah" * 20, [land], FRAME, []) is None
    assert name_on_land("Sabah", [[(100, 50), (200, 50), (200, 120), (100, 120)]], FRAME, [])
    assert not name_on_land(
        "Sabah", [[(100, 50), (200, 50), (200, 120), (100, 120)]], FRAME, [(150, 80)]
    )


@pytest.mark.parametrize(("scale", "text"), [(6.0, "20 km"), (100.0, "1 km"), (0.1, "1000 km")])
def test_the_scale_is_a_round_number_of_kilometres(scale, text):
    bar = scale_bar(FRAME._replace(scale=scale), [])

    assert bar.text == text
    length = int(bar.d.split("h")[1].split("v")[0])
    assert length == round(int(text.split()[0]) * scale)


def test_the_scale_gives_way_to_a_number():
    assert scale_bar(FRAME, [(80, 300)]).d.startswith("M460")
    everywhere = [(x, y) for x in range(0, 601, 30) for y in range(0, 321, 30)]
    assert scale_bar(FRAME, everywhere).d.startswith("M20 294")


# ---- The plate


def test_the_case_is_small_and_says_no_localized_number():
    found = site_map(CASE, SIDES)
    with translation.override("id"):
        page = drawn(found)

    assert len(gzip.compress(page.encode())) < 1500
    assert "style=" not in page
    svg = page[page.index("<svg") : page.index("</svg>")]
    for attributes in re.findall(r' (?:d|x|y|cx|cy|r|transform|viewBox)="([^"]*)"', svg):
        assert "," not in attributes


def test_each_side_has_its_hue_shape_and_name():
    found = site_map(CASE, SIDES)

    assert {shape.css for shape in found.plate.land} == {"la", "lb"}
    assert [pin.css for pin in found.plate.pins] == ["b", "a", "b", "a"]
    assert {name.text for name in found.plate.names} == {"Indonesia", "Malaysia"}
    assert found.plate.boundary.count("M") == 1
    assert found.plate.whole
    assert found.plate.source == "Natural Earth 1:10m"


def test_numbers_do_not_cover_each_other():
    assert all(dist(*pair) >= APART - 1 for pair in combinations(shifts(site_map(CASE, SIDES)), 2))


def test_two_sites_across_the_boundary_stand_each_on_its_side():
    found = site_map(CASE, SIDES)
    serudong, simanggaris = shifts(found)[2:]

    assert serudong[1] < simanggaris[1]
    assert all(pin.lead for pin in found.plate.pins[2:])
    assert not any(pin.lead for pin in found.plate.pins[:2])


def test_one_mark_for_sites_at_one_place():
    same = [owed(f"Site {n}", "4.2 117.5", KALTIM) for n in range(3)]

    assert len(site_map(same, SIDES).plate.marks) == 1
    assert len(site_map([*same, *CASE[2:]], SIDES).plate.marks) == 3  # one exact, one approximate


def test_approximate_positions_wear_a_ring():
    found = site_map(CASE, SIDES)

    assert [pin.ring for pin in found.plate.pins] == [True, True, False, False]
    assert sorted(mark.approximate for mark in found.plate.marks) == [False, True]
    assert found.approximate == 3
    assert drawn(found).count('class="near"') == 3


# Two islands of countries that no side is named after.
ELSEWHERE = Region(
    source="Here",
    countries=(
        Country("XA", ([(10.0, 50.0), (10.4, 50.0), (10.4, 50.4), (10.0, 50.4)],)),
        Country("XB", ([(10.5, 50.0), (10.9, 50.0), (10.9, 50.4), (10.5, 50.4)],)),
    ),
    boundaries=(),
    extent=Box(9.0, 49.0, 12.0, 51.0),
)


@pytest.fixture
def elsewhere(monkeypatch):
    monkeypatch.setattr(drawing, "regions", lambda: (ELSEWHERE,))
    drawing.plate.cache_clear()
    yield
    drawing.plate.cache_clear()


@pytest.mark.parametrize(
    ("second", "hues"),
    [("50.2 10.7", ["la", "lb"]), ("50.3 10.2", ["ln"]), ("50.2 10.45", ["la", "ln"])],
)
def test_land_of_no_side_by_code_is_of_the_side_that_alone_has_sites_there(elsewhere, second, hues):
    found = site_map([owed("One", "50.2 10.2", KALTIM), owed("Other", second, SABAH)], SIDES)

    assert [shape.css for shape in found.plate.land] == hues
    assert found.plate.boundary == ""


def test_only_another_side_s_land_is_foreign():
    one, other = drawing.Side("ID", "Indonesia", "a"), drawing.Side("MY", "Malaysia", "b")

    def foreign(side):
        return drawing._on_land_of_another(
            (5, 5), grounds=[drawing.Ground(side, (SQUARE,))], side=one
        )

    assert [foreign(side) for side in (None, one, other)] == [False, False, True]


def test_a_forum_elsewhere_has_its_points_and_says_that_no_land_is_drawn():
    found = site_map(
        [owed("Dumai", "1.67 101.45", KALTIM), owed("Muar", "2.04 102.57", SABAH)], SIDES
    )

    assert found.plate.land == ()
    assert found.plate.names == ()
    assert len(found.plate.pins) == 2
    page = drawn(found)
    assert "No land is on record for this area" in page
    assert 'class="map bare"' in page
    assert "Land:" not in page


def test_land_on_record_in_part_is_said_to_be():
    found = site_map([owed("West", "1.5 106.5", KALTIM), owed("East", "1.6 110.5", SABAH)], SIDES)

    assert found.plate.land
    assert "Land is on record for a part of this area only." in drawn(found)


def test_sites_on_either_side_of_the_date_line_are_neighbours():
    found = site_map([owed("West", "-17 179.9", KALTIM), owed("East", "-17 -179.9", SABAH)], SIDES)

    assert found.plate.scale.text in ("5 km", "10 km")


def test_the_files_are_read_once():
    assert regions() is regions()
    assert all(ring[0] != ring[-1] for c in regions()[0].countries for ring in c.rings)


def test_a_file_may_hold_single_polygons_and_lines():
    square = [[0, 0], [1, 0], [1, 1], [0, 0]]
    hole = [[0.5, 0.2], [0.6, 0.2], [0.6, 0.3], [0.5, 0.2]]
    found = read(
        {
            "source": "Here",
            "features": [
                {
                    "properties": {"kind": "country", "iso": "XA"},
                    "geometry": {"type": "Polygon", "coordinates": [square, hole]},
                },
                {
                    "properties": {"kind": "border"},
                    "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 1]]},
                },
            ],
        }
    )

    assert found.countries == (Country("XA", ([(0, 0), (1, 0), (1, 1)],)),)
    assert found.boundaries == ([(0, 0), (1, 1)],)
    assert found.extent == (0, 0, 1, 1)


# ---- The words


def test_the_drawing_says_its_points():
    page = drawn(site_map(CASE, SIDES))

    assert 'role="img"' in page
    [said] = re.findall('aria-label="([^"]*)"', page)
    assert said == (
        "Map of 4 sites: 1 Sungai Imam, Sabah, position approximate; "
        "2 Sungai Lamijung, Kalimantan Timur, position approximate; "
        "3 Serudong, Sabah, position approximate; 4 Simanggaris, Kalimantan Timur."
    )
    assert "A dashed ring marks an approximate position." in page
    assert "Positions as recorded; not an authority on boundaries." in page


def test_all_approximate_is_said_as_such():
    assert "All positions are approximate" in drawn(site_map(CASE[:3], SIDES))
    assert "approximate" not in drawn(site_map(CASE[3:], SIDES))


def test_a_name_is_escaped():
    page = drawn(site_map([owed('"><script>', "4.2 117.5", KALTIM, site="x")], SIDES))

    assert "<script>" not in page


def test_the_list_says_number_side_state_and_quality():
    page = in_words(listed(site_map(CASE, SIDES)))

    assert "1 Sungai Imam Not started Sabah · position approximate" in page
    assert "2 Sungai Lamijung Fulfilled Kalimantan Timur · position approximate" in page
    assert "4 Simanggaris In progress Kalimantan Timur" in page
    assert reverse("compliance:obligation", args=["serudong"]) in listed(site_map(CASE, SIDES))


def test_a_site_without_position_is_listed_and_not_numbered():
    found = site_map([owed("Nowhere", None, SABAH), *CASE], SIDES)

    assert [point.number for point in found.points] == [1, 2, 3, 4]
    assert [point.site.name for point in found.unplaced] == ["Nowhere"]
    assert "– Nowhere Not started Sabah · no position on record" in in_words(listed(found))
    assert "Nowhere" not in drawn(found)


def test_several_obligations_at_a_site_share_its_number():
    road = replace(CASE[1], code="road", title="Road to the pier")
    found = site_map([*CASE, road], SIDES)

    assert len(found.points) == 4
    assert "2 Sungai Lamijung Sungai Lamijung Fulfilled Road to the pier Fulfilled" in in_words(
        listed(found)
    )


def test_a_site_at_which_both_sides_owe_has_a_number_for_each():
    joint = [CASE[0], replace(CASE[0], party=KALTIM, code="joint")]

    assert [point.party for point in site_map(joint, SIDES).points] == [SABAH, KALTIM]


def test_sites_beyond_what_a_map_can_show_are_counted():
    many = [owed(f"Site {n}", f"{4 + n / 50} 117.5", KALTIM, quality="exact") for n in range(42)]
    found = site_map(many, SIDES)

    assert (len(found.points), found.left_out) == (MOST, 2)
    assert "2 more sites are not drawn." in drawn(found)


@pytest.mark.parametrize(
    "lines", [[], [owed("Nowhere", None, SABAH)], [replace(CASE[0], site=None)]]
)
def test_no_position_no_map(lines):
    assert site_map(lines, SIDES) is None


# ---- The page


def test_the_forum_page_shows_its_sites(client, official_id, agreement, kaltim, sabah):
    kept.forget()
    for code, owes, longitude in [("pier", kaltim, "117.6525"), ("post", sabah, "117.8944")]:
        site = SiteFactory(
            party=owes, name=f"The {code}", latitude="4.2", longitude=longitude, quality="exact"
        )
        ObligationFactory(agreement=agreement, code=code, owes=owes, site=site)
    client.force_login(official_id)

    response = client.get(reverse("compliance:forum", args=["kaltim-sabah"]))

    assert len(response.context["map"].points) == 2
    page = response.content.decode()
    assert "Map of 2 sites: 1 The pier, Kalimantan Timur; 2 The post, Sabah." in page
    assert f'href="{reverse("compliance:obligation", args=["pier"])}' in page


def test_a_forum_page_without_positions_has_no_map(client, official_id, obligation_of_id):
    kept.forget()
    client.force_login(official_id)

    response = client.get(reverse("compliance:forum", args=["kaltim-sabah"]))

    assert response.context["map"] is None
    assert 'class="map' not in response.content.decode()
