"""What no proof names is cleared from a folder and from an object store; what is named, or new, stays."""

import os
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from sqlalchemy.orm import Session

from models.store import YOUNG, DocumentStore
from tests.reception.test_store import CONTENT, EDI, EMPREINTE
from tests.support.preuves import LISTE, Dossier, document, produit_a_prouver, publish
from tests.workflows.plateforme import Plateforme
from workflows.reception.orphans import AGE, orphans


def _found(plateforme: Plateforme, store: DocumentStore, later: timedelta) -> list[str]:
    with Session(plateforme.engine) as session:
        return [orphan.empreinte for orphan in orphans(session, store, datetime.now(UTC) + later)]


def test_only_what_nobody_names_and_is_an_hour_old_is_cleared(plateforme: Plateforme, store: DocumentStore) -> None:
    publish(plateforme)
    kept, company = document(contenu=b"%PDF-1.7 cite"), plateforme.responsable.entreprise_id or ""
    store.keep(company, kept.empreinte, BytesIO(b"%PDF-1.7 cite"))
    Dossier(plateforme, produit_a_prouver(plateforme)).deposer(LISTE, kept)
    # the same content, refused to another company
    store.keep(EDI, kept.empreinte, BytesIO(b"%PDF-1.7 cite"))
    store.keep(EDI, EMPREINTE, BytesIO(CONTENT))
    assert _found(plateforme, store, AGE - timedelta(minutes=1)) == []
    assert _found(plateforme, store, AGE + timedelta(minutes=1)) == sorted((kept.empreinte, EMPREINTE))
    store.remove(EDI, EMPREINTE)
    assert _found(plateforme, store, AGE + timedelta(minutes=1)) == [kept.empreinte]
    assert b"".join(store.read(company, kept.empreinte)) == b"%PDF-1.7 cite"


def test_what_is_deposited_again_is_new_again(tmp_path: Path, store: DocumentStore) -> None:
    store.keep(EDI, EMPREINTE, BytesIO(CONTENT))
    for file in tmp_path.rglob(EMPREINTE):
        old = (datetime.now(UTC) - YOUNG - timedelta(minutes=1)).timestamp()
        os.utime(file, (old, old))
    store.keep(EDI, EMPREINTE, BytesIO(CONTENT))
    (stored,) = store.stored()
    assert stored.deposee_le > datetime.now(UTC) - timedelta(minutes=5)
    assert (stored.entreprise_id, stored.empreinte, stored.taille) == (EDI, EMPREINTE, len(CONTENT))
