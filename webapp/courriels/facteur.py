"""Sends the mails that are due: a thread of the embedded server, or `convergence worker`. A failure costs nobody."""

import smtplib
import ssl
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from functools import partial
from threading import Event, Thread

from flask import Flask
from sqlalchemy.orm import Session

from models.database import db
from models.editions import documents, en_vigueur
from referentiels.catalogue import Catalogue
from rules.edition import edition_digest
from webapp.courriels.composition import Message, composer
from webapp.runtime import KEY, Runtime
from webapp.smtp import Smtp
from workflows.courriels import Depart, Issue, clore, purger, reserver
from workflows.structured import structlog

ATTENTE = 20.0
"""Seconds that a server has to answer."""
RYTHME = 5.0
"""Seconds between two looks at what is due."""

log = structlog.get_logger("convergence.courriels")

ERREURS = (OSError, smtplib.SMTPException)


class Facteur:
    """Sends for one application; several at once, in as many processes, share the work."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._runtime: Runtime = app.extensions[KEY]

    def tourner(self, stop: Event) -> None:
        """Look again and again until told to stop; what cannot be read or sent now will be later."""
        while not stop.is_set():
            try:
                self.distribuer()
            except Exception as error:
                # whatever it is: a mail that nobody foresaw must not end the thread that sends the others
                log.error("courriels_interrompus", kind=type(error).__name__, exc_info=error)
            stop.wait(RYTHME)

    def distribuer(self) -> Mapping[str, int]:
        """Send all that is due, and count what became of it by state."""
        issues: Counter[str] = Counter()
        smtp, door = self._runtime.settings.smtp, self._runtime.door
        while smtp is not None and (departs := door.aside(partial(reserver, combien=20))):
            try:
                with _connexion(smtp) as serveur:
                    for depart in departs:
                        # a batch must not outlive its lease: what remains of it is taken again later
                        if depart.a_le_temps(self._runtime.clock.now()):
                            issues[self._remettre(depart, self._envoyer(serveur, smtp, depart))] += 1
            except ERREURS as error:
                remettre = Issue("reporte", _connexion_refusee(error))
                for depart in departs:
                    # those that left are closed already, and stay so
                    issues[self._remettre(depart, remettre)] += 1
                break
        if issues:
            door.aside(purger)
        issues.pop("repris", None)
        return issues

    def _remettre(self, depart: Depart, issue: Issue) -> str:
        etat = self._runtime.door.aside(partial(clore, depart=depart, issue=issue))
        if etat != "repris":
            log.info("courriel", id=depart.id, genre=depart.genre, etat=etat, essai=depart.essai, erreur=issue.erreur)
        return etat

    def _envoyer(self, serveur: smtplib.SMTP, smtp: Smtp, depart: Depart) -> Issue:
        """Raises: smtplib.SMTPServerDisconnected, OSError where the connection is gone."""
        message = self._composer(depart)
        if message is None:
            return Issue("sans_objet")
        try:
            serveur.send_message(_courriel(message, smtp, depart), smtp.expediteur, [message.destinataire])
        except smtplib.SMTPRecipientsRefused as error:
            return _refus("Destinataire refusé", *(code for code, _ in error.recipients.values()))
        except smtplib.SMTPResponseException as error:
            return _refus("Message refusé", error.smtp_code)
        except (smtplib.SMTPNotSupportedError, MessageError, ValueError):
            return Issue("abandonne", "Le serveur ne sait pas transmettre à cette adresse")
        return Issue("envoye")

    def _composer(self, depart: Depart) -> Message | None:
        with self._app.test_request_context(), Session(db.engine) as session:
            return composer(session, self._catalogue(session), depart)

    def _catalogue(self, session: Session) -> Catalogue:
        designations = en_vigueur(session, self._runtime.clock.now())
        digest = edition_digest(designations)
        return self._runtime.editions.get(digest, lambda: documents(session, designations)).catalogue


@contextmanager
def _connexion(smtp: Smtp) -> Iterator[smtplib.SMTP]:
    """Raises: OSError, smtplib.SMTPException where the server cannot be reached or refuses us."""
    context = ssl.create_default_context()
    if smtp.tls:
        serveur: smtplib.SMTP = smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=ATTENTE, context=context)
    else:
        serveur = smtplib.SMTP(smtp.host, smtp.port, timeout=ATTENTE)
    with serveur:
        if smtp.starttls:
            serveur.starttls(context=context)
        if smtp.user is not None:
            serveur.login(smtp.user, smtp.password or "")
        yield serveur


def _courriel(message: Message, smtp: Smtp, depart: Depart) -> EmailMessage:
    courriel = EmailMessage()
    courriel["From"] = Address("Convergence", addr_spec=smtp.expediteur)
    courriel["To"] = Address(addr_spec=message.destinataire)
    # one line, whatever a product is called
    courriel["Subject"] = " ".join(message.sujet.split())
    # the same at each try: whoever gets it twice can tell
    courriel["Message-ID"] = f"<{depart.id}@{smtp.expediteur.rpartition('@')[2]}>"
    courriel["Date"] = depart.cree_le
    courriel["Auto-Submitted"] = "auto-generated"
    courriel.set_content(message.texte)
    return courriel


def _refus(quoi: str, *codes: int) -> Issue:
    code = max(codes, default=0)
    return Issue("abandonne" if code >= 500 else "reporte", f"{quoi} ({code})")


def _connexion_refusee(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"Identification refusée ({error.smtp_code})"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"Le serveur refuse ({error.smtp_code})"
    return f"Le serveur ne répond pas ({type(error).__name__})"


@contextmanager
def sending_mails(app: Flask) -> Iterator[None]:
    """Send mails beside the pages until the end of the block, where the settings name a server."""
    runtime: Runtime = app.extensions[KEY]
    if runtime.settings.smtp is None:
        yield
        return
    ending = Event()
    thread = Thread(target=Facteur(app).tourner, args=(ending,), name="courriels", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join(timeout=ATTENTE)
