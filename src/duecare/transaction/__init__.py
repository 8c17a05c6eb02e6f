"""Transactions: the model of a deal, its readers, the blank template and recorded answers."""

from duecare.transaction.answers import record_answer
from duecare.transaction.archive import CATALOGUE as CATALOGUE_ARCHIVE
from duecare.transaction.archive import DOCUMENT as DOCUMENT_ARCHIVE
from duecare.transaction.archive import check_archive
from duecare.transaction.canonical import canonical, plain
from duecare.transaction.files import check_regular, decode, read_limited, replacing, write_atomically
from duecare.transaction.model import (
    UNDECLARED_END_USER,
    UNDECLARED_ITEM,
    UNDECLARED_PLACE,
    Address,
    Classification,
    Framework,
    HistoryEntry,
    Identifier,
    Item,
    Licence,
    Money,
    Name,
    Owner,
    Party,
    Place,
    Resolution,
    Share,
    Source,
    SourceKind,
    Statement,
    StopRecord,
    SubjectKind,
    Transaction,
    Use,
)
from duecare.transaction.parse import parse_transaction
from duecare.transaction.read import read_bytes, read_document, read_transaction
from duecare.transaction.rows import end_user_rows, item_rows, party_rows, place_rows, use_rows
from duecare.transaction.scalars import choice as choice_of
from duecare.transaction.scalars import day as day_of
from duecare.transaction.scalars import text as text_of
from duecare.transaction.schema import transaction_schema, write_schema
from duecare.transaction.template import write_template
from duecare.transaction.yaml_text import load_yaml

__all__ = [
    "CATALOGUE_ARCHIVE",
    "DOCUMENT_ARCHIVE",
    "UNDECLARED_END_USER",
    "UNDECLARED_ITEM",
    "UNDECLARED_PLACE",
    "Address",
    "Classification",
    "Framework",
    "HistoryEntry",
    "Identifier",
    "Item",
    "Licence",
    "Money",
    "Name",
    "Owner",
    "Party",
    "Place",
    "Resolution",
    "Share",
    "Source",
    "SourceKind",
    "Statement",
    "StopRecord",
    "SubjectKind",
    "Transaction",
    "Use",
    "canonical",
    "check_archive",
    "check_regular",
    "choice_of",
    "day_of",
    "decode",
    "end_user_rows",
    "item_rows",
    "load_yaml",
    "parse_transaction",
    "party_rows",
    "place_rows",
    "plain",
    "read_bytes",
    "read_document",
    "read_limited",
    "read_transaction",
    "record_answer",
    "replacing",
    "text_of",
    "transaction_schema",
    "use_rows",
    "write_atomically",
    "write_schema",
    "write_template",
]
