"""Reads of imports, narrowed by person."""

from collections.abc import Sequence

from django.db.models import QuerySet

from emergency.importing.cells import Row, read_rows
from emergency.importing.decoding import Encoding, Record, Separator, Table, read_table
from emergency.models import AddressImport
from extranet.accounts.people import Person
from extranet.clients.selectors import own_client_id


def visible_imports(person: Person) -> QuerySet[AddressImport]:
    """Return the imports that a person may see in the partner's schema they stand in, newest first.

    A client's people see those that their own people sent, nobody else's.
    """
    imports = AddressImport.objects.all()
    return imports.filter(client_id=own_client_id(person)) if person.is_client else imports


def listed(person: Person) -> QuerySet[AddressImport]:
    """Return the imports for a list, without what is large."""
    return visible_imports(person).defer("content", "faults", "revisions", "verdicts")


def table_of(kept: AddressImport) -> Table:
    """Return the rows of a file that is still there. Raises InvalidInput as `read_table`, ValueError when emptied."""
    if kept.content is None:
        raise ValueError("the file was emptied")
    return read_table(bytes(kept.content), Encoding(kept.encoding), Separator(kept.separator))


def rows_of(kept: AddressImport, table: Table, records: Sequence[Record] | None = None) -> list[Row]:
    """Return rows of a file as they are understood: all, or some of its records."""
    return read_rows(table, table.records if records is None else records, language=kept.language)
