"""Documents of the store that no proof names: what was received and then refused."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models.store import DocumentStore, Stored
from workflows.reception.rescan import contents

AGE = timedelta(hours=1)
"""What was deposited since may be about to be named."""


def orphans(session: Session, store: DocumentStore, now: datetime) -> list[Stored]:
    """Those that are old enough, in order; they are read before the proofs that could name them.

    Raises: StoreUnavailable.
    """
    old = [stored for stored in store.stored() if stored.deposee_le < now - AGE]
    named = {(contenu.entreprise_id, contenu.empreinte) for contenu in contents(session, waiting=False)} if old else ()
    found = (stored for stored in old if (stored.entreprise_id, stored.empreinte) not in named)
    return sorted(found, key=lambda stored: (stored.entreprise_id, stored.empreinte))
