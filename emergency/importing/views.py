"""Pages of files of addresses: sent, shown, read another way, written, dropped.

Terms: telavox.7, bt.14, sip.4
"""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from emergency.importing.decoding import Encoding, Separator
from emergency.importing.forms import FileForm, ReadingForm
from emergency.importing.presenting import button_of, columns_of, fault_lines, lines_page
from emergency.importing.reporting import report_of
from emergency.importing.rules import Verdict
from emergency.importing.selectors import listed, table_of, visible_imports
from emergency.importing.services import (
    ROWS_AT_ONCE,
    BlocksChanged,
    ask_to_write,
    look_again,
    preview,
)
from emergency.importing.services import (
    drop_import as drop,
)
from emergency.models import AddressImport
from emergency.registry.rules import CLAUSES
from extranet.accounts.permissions import Right, needs
from extranet.clients.listing import page_of
from extranet.errors import InvalidInput
from extranet.look.parts import Difference
from extranet.look.views import stale_page
from extranet.partners.request import HouseRequest

State = AddressImport.State
REFUSED_STATUS = HTTPStatus.UNPROCESSABLE_ENTITY


@needs(Right.DECLARE_ADDRESSES)
@require_safe
def list_imports(request: HouseRequest) -> HttpResponse:
    """Show the files that were sent, newest first, and what became of each."""
    return render(request, "emergency/list_imports.html", {"page_obj": page_of(listed(request.person), request)})


@needs(Right.DECLARE_ADDRESSES)
@require_http_methods(["GET", "POST"])
def send_file(request: HouseRequest) -> HttpResponse:
    """Take a file and show what it would do; nothing is written."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = preview(file=form.sent(), person=request.person, at=timezone.now())
        except InvalidInput as refusal:
            form.add_error("file", refusal.message)
        else:
            return _shown(request, kept)
    status = REFUSED_STATUS if form.errors else HTTPStatus.OK
    return render(request, "emergency/send_file.html", {"form": form, "clauses": CLAUSES}, status=status)


@needs(Right.DECLARE_ADDRESSES)
@require_safe
def show_import(request: HouseRequest, import_id: UUID) -> HttpResponse:
    """Show a file: how it was read, what each row does, what is to be corrected, and what became of it.

    Terms: telavox.7, bt.14, sip.4
    """
    return _page(request, get_object_or_404(visible_imports(request.person), pk=import_id), HTTPStatus.OK)


@needs(Right.DECLARE_ADDRESSES)
@require_POST
def read_again(request: HouseRequest, import_id: UUID) -> HttpResponse:
    """Read the file another way, or as things stand now; nothing is written."""
    form = ReadingForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choisissez un codage et un séparateur de la liste."))
        return redirect("emergency:show-import", import_id=import_id)
    try:
        kept = look_again(
            import_id=import_id,
            encoding=Encoding(form.cleaned_data["encoding"]),
            separator=Separator(form.cleaned_data["separator"]),
            person=request.person,
            at=timezone.now(),
        )
    except AddressImport.DoesNotExist as error:
        raise Http404 from error
    return _shown(request, kept)


@needs(Right.DECLARE_ADDRESSES)
@require_POST
def write_import(request: HouseRequest, import_id: UUID) -> HttpResponse:
    """Declare every row of the file, or none.

    Terms: telavox.7, bt.14, sip.4
    """
    try:
        kept = ask_to_write(import_id=import_id, person=request.person, at=timezone.now())
    except AddressImport.DoesNotExist as error:
        raise Http404 from error
    except BlocksChanged as refusal:
        changed = [Difference(str(block), _("comme montré"), _("changé depuis")) for block in refusal.blocks[:50]]
        return stale_page(request, refusal, differences=changed)
    if kept.state == State.WRITTEN:
        messages.success(request, _("Le fichier %(file)s est écrit.") % {"file": kept.file_name})
    return _shown(request, kept)


@needs(Right.DECLARE_ADDRESSES)
@require_POST
def drop_import(request: HouseRequest, import_id: UUID) -> HttpResponse:
    """Give the file up: nothing was written, and nothing will be."""
    try:
        kept = drop(import_id=import_id, person=request.person, at=timezone.now())
    except AddressImport.DoesNotExist as error:
        raise Http404 from error
    messages.info(request, _("%(file)s est abandonné. Rien n’a changé.") % {"file": kept.file_name})
    return redirect("emergency:list-imports")


@needs(Right.DECLARE_ADDRESSES)
@require_safe
def export_faults(request: HouseRequest, import_id: UUID) -> HttpResponse:
    """Send the same file with a column of what is wrong with each row."""
    kept = get_object_or_404(visible_imports(request.person), pk=import_id, content__isnull=False)
    try:
        content = report_of(kept, request.person, timezone.now())
    except InvalidInput as refusal:
        raise Http404 from refusal
    name = kept.file_name.removesuffix(".csv")
    headers = {"Content-Disposition": f'attachment; filename="{_ascii(name)}-error.csv"'}
    return HttpResponse(content, content_type=f"text/csv; charset={kept.encoding}", headers=headers)


def _ascii(name: str) -> str:
    kept = "".join(letter for letter in name if letter.isascii() and (letter.isalnum() or letter in "-_. "))
    return kept.strip() or "addresses"


def _shown(request: HouseRequest, kept: AddressImport) -> HttpResponse:
    """Go to the page of a file; one that is refused is told at once, under the status of a refusal."""
    if kept.state == State.REFUSED:
        return _page(request, kept, REFUSED_STATUS)
    return redirect("emergency:show-import", import_id=kept.pk)


def _page(request: HouseRequest, kept: AddressImport, status: HTTPStatus) -> HttpResponse:
    context = {
        "kept": kept,
        "reading": ReadingForm(initial={"encoding": kept.encoding, "separator": kept.separator}),
        "labels": {"encoding": Encoding(kept.encoding).label, "separator": Separator(kept.separator).label},
        "counts": kept.counts,
        "faults": fault_lines(kept),
        "more_faults": kept.counts.get("faults", 0) - len(kept.faults),
        "button": button_of(kept),
        "is_long": kept.rows > ROWS_AT_ONCE,
        "may_decide": kept.state in (State.SHOWN, State.REFUSED) and kept.content is not None,
        "verdicts": [(verdict.value, verdict.label, kept.counts.get(verdict.name.lower(), 0)) for verdict in Verdict],
        "shown": request.GET.get("show", ""),
        "clauses": CLAUSES,
    }
    try:
        if kept.content is not None:
            table = table_of(kept)
            context["columns"] = columns_of(table)
            context["page_obj"] = lines_page(request, kept, table, request.person, timezone.now())
    except InvalidInput:
        pass  # said among the faults
    return render(request, "emergency/show_import.html", context, status=status)
