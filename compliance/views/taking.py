"""Taking along what a page shows: its tables as CSV and XLSX, its figures as PDF and SVG, and the
line to cite it by. A page asks `taken` before anything else, and shows what it has `offered`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.http import FileResponse, Http404, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.http import content_disposition_header

from compliance.dashboard.ledger import head_at
from compliance.dashboard.provenance import Provenance
from compliance.dashboard.table import Table
from compliance.exports.document import Document
from compliance.exports.tables import csv_lines
from compliance.exports.typst import pdf_of
from compliance.exports.workbook import xlsx_file
from compliance.scoring import METHOD
from compliance.scoring.printing import instant
from compliance.views.pages import DashboardRequest

LINES_AT_ONCE = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OWN = ("format", "table", "page", "changes")
"""What an address says of the form in which it is answered, not of the question."""


@dataclass(frozen=True, slots=True)
class Link:
    word: str
    address: str


@dataclass(frozen=True, slots=True)
class Group:
    """A table, or the page as a whole (""), with the forms in which it may be had."""

    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Taking:
    """What components/_take.html shows."""

    groups: tuple[Group, ...]
    cited: Provenance


def taken(
    request: DashboardRequest,
    *tables: Table,
    pdf: Callable[[], Document] | None = None,
    svg: Callable[[], str] | None = None,
    errors: Sequence[str] = (),
) -> HttpResponseBase | None:
    """The file that `?format=` asks for in the place of the page; None: it asks for the page.

    Of several tables `?table=` names the one. A file holds all rows that the address asks for,
    whatever page of them is shown. An address with errors gets sentences instead.
    """
    form = request.GET.get("format", "")
    if not form:
        return None
    if refused := _refused(request, errors):
        return refused
    if form == "pdf" and pdf:
        content = HttpResponse(pdf_of(pdf()), content_type="application/pdf")
        return _as_file(request, content, "pdf")
    if form == "svg" and svg:
        return _as_file(request, HttpResponse(svg(), content_type="image/svg+xml"), "svg")
    return _table(request, form, tables)


def table_file(request: DashboardRequest, table: Table) -> HttpResponseBase:
    """What an address answers that has nothing but a table: CSV, unless another form is asked."""
    return _refused(request) or _table(request, request.GET.get("format") or "csv", [table])


def offered(
    request: DashboardRequest, subject: str, *tables: Table, pdf: bool = False, svg: bool = False
) -> Taking:
    """What the page offers to take along; `subject` is what a citation calls it."""
    whole = [form for form, there in (("pdf", pdf), ("svg", svg)) if there]
    groups = [
        Group(table.title, tuple(_link(request, form, table.name) for form in ("csv", "xlsx")))
        for table in tables
    ]
    if whole:
        groups.append(Group("", tuple(_link(request, form) for form in whole)))
    return Taking(tuple(groups), provenance(request, subject))


def offered_elsewhere(request: DashboardRequest, subject: str, title: str, path: str) -> Taking:
    """What a page offers whose one table has an address of its own."""
    links = (_link(request, form, path=path) for form in ("csv", "xlsx"))
    return Taking((Group(title, tuple(links)),), provenance(request, subject))


def provenance(request: DashboardRequest, subject: str) -> Provenance:
    """Where the figures of this page come from. A query only where more was recorded since."""
    moment, head = request.moment, request.chrome.head
    sequence, digest = (head.sequence, head.hash) if head else (0, "")
    if head and head.recorded_at > moment.instant:
        before = head_at(moment.instant)
        sequence, digest = (before.entries, before.hash) if before else (0, "")
    return Provenance(
        subject=subject,
        as_of=moment.as_of,
        known_at=moment.instant,
        zone=moment.zone,
        method=METHOD if METHOD.startswith(f"{moment.method_code}/") else moment.method_code,
        head=digest,
        entry=sequence,
        address=_whole_address(request),
        language=request.LANGUAGE_CODE,
        retrieved_at=timezone.now(),
    )


def _refused(request: DashboardRequest, errors: Sequence[str] = ()) -> HttpResponse | None:
    """Sentences that say why the address asks for no file, if it does not."""
    errors = [*request.moment.errors, *errors]
    if not errors:
        return None
    return render(request, "compliance/report_refused.html", {"errors": errors}, status=400)


def _whole_address(request: DashboardRequest) -> str:
    """An address that asks the same again, on whatever day."""
    moment, asked = request.moment, _question(request)
    asked["as_of"] = moment.as_of.isoformat()
    asked["known_at"] = instant(moment.instant)
    asked["method"] = moment.method_code
    return request.build_absolute_uri(f"{request.path}?{asked.urlencode(safe=':')}")


def _question(request: DashboardRequest) -> QueryDict:
    asked = request.GET.copy()
    for name in OWN:
        asked.pop(name, None)
    return asked


def _link(request: DashboardRequest, form: str, table: str = "", *, path: str = "") -> Link:
    asked = _question(request)
    asked["format"] = form
    if table:
        asked["table"] = table
    return Link(form.upper(), f"{path}?{asked.urlencode()}")


def _table(request: DashboardRequest, form: str, tables: Sequence[Table]) -> HttpResponseBase:
    name = request.GET.get("table", "")
    table = next((each for each in tables if name in ("", each.name)), None)
    if table is None:
        raise Http404
    about = provenance(request, table.title)
    if form == "csv":
        parcels = _in_parcels(csv_lines(table, about), about.language)
        response: HttpResponseBase = StreamingHttpResponse(parcels, content_type="text/csv")
    elif form == "xlsx":
        response = FileResponse(xlsx_file(table, about), content_type=XLSX)
    else:
        raise Http404
    return _as_file(request, response, form, table.name)


def _in_parcels(lines: Iterator[str], language: str) -> Iterator[bytes]:
    """Many lines at a time, each made in the reader's language whenever the server asks for it."""
    while True:
        with translation.override(language):
            parcel = "".join(islice(lines, LINES_AT_ONCE))
        if not parcel:
            return
        yield parcel.encode()


def _as_file(
    request: DashboardRequest, response: HttpResponseBase, form: str, table: str = ""
) -> HttpResponseBase:
    """Named after what it holds, as of when, and the head of the ledger that it rests on."""
    match, about = request.resolver_match, provenance(request, "")
    name = (match.url_name or "").removesuffix("_table") if match else ""
    page = [name, *map(str, match.kwargs.values())] if match else []
    parts = [*page, *([table] if table not in page else []), about.as_of.isoformat()]
    name = f"{'-'.join(filter(None, [*parts, about.head[:8]]))}.{form}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    response.headers["Content-Language"] = about.language
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
