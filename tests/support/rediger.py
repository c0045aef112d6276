"""Drafts of published documents, taken along their road as two administrateurs would."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.editions import documents, en_vigueur
from models.publication import Publication
from rules.edition import Edition, build_edition
from tests.support.builders import ADMINISTRATEUR, Site, password_hash
from tests.workflows.plateforme import Plateforme
from workflows.commands.base import SYSTEME, Acteur
from workflows.commands.comptes import CreerCompte
from workflows.commands.publications import (
    ApprouverPublication,
    ConstaterSimulation,
    CreerBrouillon,
    ModifierBrouillon,
    PublierVersion,
    SoumettreBrouillon,
    TesterBrouillon,
    VerifierBrouillon,
)

RESUME = {"dossiers": 0, "changes": 0}


@dataclass(frozen=True)
class Redaction:
    """The two administrateurs of a platform, and what they do with drafts."""

    plateforme: Plateforme
    auteur: Acteur
    autre: Acteur

    def publication(self, identifiant: str) -> Publication:
        """A version as the database has it."""
        with Session(self.plateforme.engine, expire_on_commit=False) as session:
            return session.get_one(Publication, identifiant)

    def digest(self, identifiant: str) -> str:
        """The digest of its content now."""
        return self.publication(identifiant).digest

    def contenu(self, genre: str, code: str) -> str:
        """The content in effect of a document."""
        with Session(self.plateforme.engine) as session:
            en_effet = en_vigueur(session, self.plateforme.clock.now())
            return next(d.contenu for d in documents(session, en_effet) if (d.genre, d.code) == (genre, code))

    def edition(self) -> Edition:
        """What is in effect now."""
        with Session(self.plateforme.engine) as session:
            return build_edition(documents(session, en_vigueur(session, self.plateforme.clock.now())))

    def identifiant(self, genre: str, code: str, version: str) -> str:
        """The identifier of a version."""
        nommee = (Publication.genre == genre) & (Publication.code == code) & (Publication.version == version)
        with Session(self.plateforme.engine) as session:
            return session.execute(select(Publication.id).where(nommee)).scalar_one()

    def brouillon(self, genre: str, code: str, contenu: str | None = None) -> str:
        """A new draft, by default of what is in effect."""
        texte = self.contenu(genre, code) if contenu is None else contenu
        outcome = self.plateforme.do(CreerBrouillon(self.auteur, genre, code, texte, "Essai."))
        assert outcome.identifiant is not None
        return outcome.identifiant

    def modifier(self, identifiant: str, avant: str, apres: str) -> None:
        """Replace a passage that stands there once."""
        contenu = self.publication(identifiant).contenu
        assert contenu.count(avant) == 1, avant
        voulu = contenu.replace(avant, apres)
        self.plateforme.do(ModifierBrouillon(self.auteur, identifiant, self.digest(identifiant), voulu))

    def teste(self, identifiant: str) -> None:
        """Check, test."""
        do, digest = self.plateforme.do, self.digest(identifiant)
        do(VerifierBrouillon(self.auteur, identifiant, digest))
        do(TesterBrouillon(self.auteur, identifiant, digest))

    def simule(self, identifiant: str) -> None:
        """Check, test, simulate."""
        self.teste(identifiant)
        self.plateforme.do(ConstaterSimulation(SYSTEME, identifiant, self.digest(identifiant), RESUME))

    def soumis(self, identifiant: str) -> None:
        """The same, submitted."""
        self.simule(identifiant)
        self.plateforme.do(SoumettreBrouillon(self.auteur, identifiant, self.digest(identifiant)))

    def approuve(self, identifiant: str) -> None:
        """The same, approved by the other."""
        self.soumis(identifiant)
        self.plateforme.do(ApprouverPublication(self.autre, identifiant, self.digest(identifiant)))

    def publie(self, identifiant: str) -> None:
        """The same, published at once."""
        self.approuve(identifiant)
        self.plateforme.do(PublierVersion(self.autre, identifiant, self.digest(identifiant)))


def redaction(plateforme: Plateforme) -> Redaction:
    """Two administrateurs at work."""
    secret = password_hash() if isinstance(plateforme, Site) else "secret"
    plateforme.do(CreerCompte(SYSTEME, "admin2@agence.example", "Basile", "administrateur", secret, None))
    return Redaction(plateforme, plateforme.acteur("admin@agence.example"), plateforme.acteur("admin2@agence.example"))


def drafted(site: Site) -> dict[str, str]:
    """A draft of a pack of rules, for the matrix of routes."""
    with Session(site.engine) as session:
        en_effet = en_vigueur(session, site.clock.now())
        verdict = next(d for d in documents(session, en_effet) if d.code == "verdict/doctrine-2021")
    acteur = site.acteur(ADMINISTRATEUR)
    outcome = site.do(CreerBrouillon(acteur, verdict.genre, verdict.code, verdict.contenu))
    assert outcome.identifiant is not None
    return {"redigee": outcome.identifiant}
