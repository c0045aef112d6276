"""`convergence audit rotate-key` and `public-key`: the key that signs the journal, and what lets others verify it."""

import click

from models.entry import AGENCY_LOG
from models.key_reading import current_key, first_key
from models.signed_note import KeyRefused
from models.signing_key import BothSigners, Signer, next_key, promote_key
from webapp.cli_session import answer, as_json, opened, stop
from webapp.wiring import open_door
from workflows.clock import SystemClock
from workflows.commands.base import SYSTEME
from workflows.commands.plateforme import ChangerDeCle


@click.command("rotate-key")
@as_json
def rotate_key_(as_json: bool) -> None:
    """Remplace la clé qui signe le journal, par une écriture que les deux clés signent ; la plateforme peut servir.

    Exemple : convergence audit rotate-key
    """
    found, engine = opened()
    path = found.signing_key
    try:
        old = Signer.load(path)
        with engine.connect() as connection:
            old.follow(*current_key(connection))
        before, waiting = Signer.load(path), next_key(path)
        if before.public.raw != old.public.raw:
            # the journal has the change already, which stopped before the files: only they are left
            old, new = before, old
        else:
            new = Signer.load(waiting) if waiting.exists() else Signer.generate(waiting)
            door = open_door(found, engine, SystemClock(), signer=BothSigners(old, new))
            door.execute(ChangerDeCle(SYSTEME, old.vkey(AGENCY_LOG), new.vkey(AGENCY_LOG)))
        promote_key(path)
    except KeyRefused as error:
        stop(str(error))
    data = {"ancienne": old.fingerprint, "nouvelle": new.fingerprint, "cle_du_journal": str(path)}
    text = (
        f"Clé du journal remplacée : {path}\nSon empreinte (à noter ailleurs) : {new.fingerprint}\n"
        f"L'ancienne, {old.fingerprint}, est gardée à côté ; elle peut être retirée."
    )
    answer(data, text, as_json)


@click.command("public-key")
@as_json
def public_key_(as_json: bool) -> None:
    """Donne la clé publique du journal, à remettre à qui vérifie : la première, dont toutes les suivantes découlent.

    Exemple : convergence audit public-key > cle-publique.txt
    """
    found, engine = opened()
    try:
        with engine.connect() as connection:
            key = first_key(connection, Signer.load(found.signing_key).public)
    except KeyRefused as error:
        stop(str(error))
    vkey = key.vkey(AGENCY_LOG)
    answer({"cle": vkey, "empreinte": key.fingerprint}, vkey, as_json)
