"""The results of an evaluation in one démarche: what was validated, why the verdict, the draft, advice and history."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.snapshot import ReponseSnapshot, SujetSnapshot, ValidationSnapshot, VerdictSnapshot
from referentiels.catalogue import Demarche, Parcours, Questionnaire, TypeSujet, Volet
from reports.brouillons import Brouillon, brouillon_de
from reports.dossiers import parcours_de
from reports.history import LigneHistorique, avec_ses_reponses, ligne, validations_de
from reports.personnes import criteres_nommes, noms, produits_option
from reports.pourquoi import Explication, expliquer
from reports.preuves import Documents, documents_de
from reports.result_sections import LigneDeResultat, Releve, SectionDeResultat
from reports.wording import niveau_atteint
from rules.edition import Edition
from rules.families import Conseil, Decideur
from rules.perimetre import Perimetre, valeurs_de

EditionAt = Callable[[datetime, str], Edition]
"""The edition of an instant, given its recorded digest; another one where that one can no longer be rebuilt."""

DecideurOf = Callable[[Edition], Decideur]


class AucuneValidation(LookupError):
    """Nothing was validated, or not under that number."""


@dataclass(frozen=True, slots=True)
class Resultats:
    """Everything that the page of results and the downloads show; `validation` is None while there is none."""

    sujet: SujetSnapshot
    demarche: Demarche
    parcours: Parcours
    questionnaire: Questionnaire
    edition: Edition
    edition_retrouvee: bool
    validation: LigneHistorique | None
    derniere: bool
    explication: Explication | None
    sections: tuple[SectionDeResultat, ...]
    conseils: tuple[Conseil, ...]
    brouillon: Brouillon | None
    historique: tuple[LigneHistorique, ...]

    @property
    def verdict(self) -> VerdictSnapshot | None:
        """The recorded verdict, None where that validation did not cover the whole scope of the démarche."""
        return self.validation.verdict if self.validation is not None else None

    @property
    def niveau(self) -> str | None:
        """The verdict in the guide's words."""
        return niveau_atteint(self.verdict.resultat, self.parcours, self.demarche) if self.verdict else None

    def lignes(self) -> Iterator[LigneDeResultat]:
        """Every line, in reading order."""
        for section in self.sections:
            yield from section.lignes


@dataclass(frozen=True, slots=True)
class _Jugement:
    """What a validation was judged with: the edition, and the démarche as it stood in it."""

    sujet: SujetSnapshot
    edition: Edition
    decideur: Decideur
    demarche: Demarche
    perimetre: Perimetre


class Lecteur:
    """Reads the results of one questionnaire of one dossier; a constant number of statements."""

    def __init__(self, session: Session, edition_at: EditionAt, decideur_of: DecideurOf) -> None:
        self._session = session
        self._edition_at = edition_at
        self._decideur_of = decideur_of

    def lire(
        self, courante: Edition, sujet: SujetSnapshot, demarche: Demarche, volet: Volet, numero: int | None = None
    ) -> Resultats:
        """The results of the validation of that number, or of the last one.

        Raises: AucuneValidation where there is none of that number.
        """
        evaluation = sujet.evaluations.get(volet.questionnaire)
        toutes = validations_de(self._session, evaluation.id) if evaluation is not None else ()
        choisie = next((v for v in toutes if numero in (None, v.numero)), None)
        if choisie is None and numero is not None:
            raise AucuneValidation(f"validation {numero}")
        edition = courante if choisie is None else self._edition_of(choisie, demarche)
        jugement = self._jugement(edition, sujet, demarche, volet)
        complete = avec_ses_reponses(self._session, choisie) if choisie is not None else None
        connus = noms(self._session, (compte for v in toutes for compte in (v.valide_par, v.demande_par)))
        historique = tuple(ligne(validation, demarche.code, connus) for validation in toutes)
        reponses = complete.reponses if complete is not None else {}
        releve = Releve(
            jugement.perimetre.selon(valeurs_de(reponses)),
            reponses,
            self._options(jugement, reponses),
            self._documents(sujet, reponses),
        )
        return _resultats(jugement, releve, complete, historique)

    def _edition_of(self, validation: ValidationSnapshot, demarche: Demarche) -> Edition:
        verdict = validation.verdicts.get(demarche.code)
        return self._edition_at(verdict.rendu_le if verdict else validation.valide_le, _digest(validation, demarche))

    def _jugement(self, edition: Edition, sujet: SujetSnapshot, demarche: Demarche, volet: Volet) -> _Jugement:
        # the démarche as it was published then: its scope and thresholds are what judged
        alors = edition.catalogue.demarches.get(demarche.code, demarche)
        decideur = self._decideur_of(edition)
        perimetre = decideur.perimetre(sujet, alors, alors.volet(volet.questionnaire) or volet)
        return _Jugement(sujet, edition, decideur, alors, perimetre)

    def _options(self, jugement: _Jugement, reponses: Mapping[str, ReponseSnapshot]) -> Mapping[str, str]:
        sujet = jugement.sujet
        if sujet.type == TypeSujet.STRATEGIE:
            return criteres_nommes(jugement.perimetre.questionnaire)
        citees = {reponse.depend_de for reponse in reponses.values() if reponse.depend_de}
        if not citees:
            return {}
        options = produits_option(self._session, sujet.entreprise_id, sujet.id, citees)
        return {option.id: option.libelle for option in options}

    def _documents(self, sujet: SujetSnapshot, reponses: Mapping[str, ReponseSnapshot]) -> Documents:
        avec_preuves = any(reponse.preuves for reponse in reponses.values())
        return documents_de(self._session, sujet.id) if avec_preuves else {}


def _resultats(
    jugement: _Jugement,
    releve: Releve,
    validation: ValidationSnapshot | None,
    historique: tuple[LigneHistorique, ...],
) -> Resultats:
    edition, demarche, perimetre = jugement.edition, jugement.demarche, releve.perimetre
    valeurs = valeurs_de(releve.reponses)
    verdict = validation.verdicts.get(demarche.code) if validation is not None else None
    return Resultats(
        sujet=jugement.sujet,
        demarche=demarche,
        parcours=parcours_de(edition.catalogue, demarche),
        questionnaire=perimetre.questionnaire,
        edition=edition,
        edition_retrouvee=validation is None or edition.digest == _digest(validation, demarche),
        validation=next((une for une in historique if validation and une.numero == validation.numero), None),
        derniere=validation is None or validation.numero == historique[0].numero,
        explication=expliquer(edition, perimetre, verdict, valeurs) if verdict is not None else None,
        sections=tuple(releve.sections()),
        conseils=jugement.decideur.conseils(jugement.sujet, perimetre, valeurs) if validation is not None else (),
        brouillon=brouillon_de(jugement.sujet, perimetre),
        historique=historique,
    )


def _digest(validation: ValidationSnapshot, demarche: Demarche) -> str:
    """The edition that judged the validation for that démarche."""
    verdict = validation.verdicts.get(demarche.code)
    return verdict.edition if verdict is not None else validation.edition
