"""The results of an evaluation in one démarche: what was validated, why the verdict, the draft, advice and history."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.snapshot import ReponseSnapshot, SujetSnapshot, ValidationSnapshot, VerdictSnapshot
from referentiels.catalogue import Critere, Demarche, Parcours, Questionnaire, Section, Volet
from reports.brouillons import Brouillon, brouillon_de
from reports.dossiers import parcours_de
from reports.history import LigneHistorique, avec_ses_reponses, ligne, validations_de
from reports.personnes import noms, produits_option
from reports.pourquoi import Explication, expliquer
from reports.wording import niveau_atteint
from rules.edition import Edition
from rules.families import Conseil, Decideur
from rules.perimetre import CritereCible, Perimetre

EditionAt = Callable[[datetime, str], Edition]
"""The edition of an instant, given its recorded digest; another one where that one can no longer be rebuilt."""

DecideurOf = Callable[[Edition], Decideur]


class AucuneValidation(LookupError):
    """Nothing was validated, or not under that number."""


@dataclass(frozen=True, slots=True)
class LigneDeResultat:
    """A critère in scope with its validated answer; `ecart` counts the ranks that miss to the recommended level."""

    cible: CritereCible
    reponse: ReponseSnapshot | None
    valeur: str | None
    depend_de: str
    ecart: int | None

    @property
    def critere(self) -> Critere:
        """The critère itself."""
        return self.cible.critere


@dataclass(frozen=True, slots=True)
class SectionDeResultat:
    """A top section with its lines; the two rates are 0-100 %, None where nothing can be measured.

    A rate is the mean, over the critères answered by a level of the scale, of its rank over the highest rank.
    """

    section: Section
    lignes: tuple[LigneDeResultat, ...]
    taux: int | None
    taux_recommande: int | None


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
        options = self._options(sujet, complete.reponses if complete is not None else {})
        return _resultats(jugement, complete, historique, options)

    def _edition_of(self, validation: ValidationSnapshot, demarche: Demarche) -> Edition:
        verdict = validation.verdicts.get(demarche.code)
        return self._edition_at(verdict.rendu_le if verdict else validation.valide_le, _digest(validation, demarche))

    def _jugement(self, edition: Edition, sujet: SujetSnapshot, demarche: Demarche, volet: Volet) -> _Jugement:
        # the démarche as it was published then: its scope and thresholds are what judged
        alors = edition.catalogue.demarches.get(demarche.code, demarche)
        decideur = self._decideur_of(edition)
        perimetre = decideur.perimetre(sujet, alors, alors.volet(volet.questionnaire) or volet)
        return _Jugement(sujet, edition, decideur, alors, perimetre)

    def _options(self, sujet: SujetSnapshot, reponses: Mapping[str, ReponseSnapshot]) -> Mapping[str, str]:
        citees = {reponse.depend_de for reponse in reponses.values() if reponse.depend_de}
        if not citees:
            return {}
        options = produits_option(self._session, sujet.entreprise_id, sujet.id, citees)
        return {option.id: option.libelle for option in options}


def _resultats(
    jugement: _Jugement,
    validation: ValidationSnapshot | None,
    historique: tuple[LigneHistorique, ...],
    options: Mapping[str, str],
) -> Resultats:
    edition, demarche, perimetre = jugement.edition, jugement.demarche, jugement.perimetre
    reponses = validation.reponses if validation is not None else {}
    valeurs = {code: reponse.valeur for code, reponse in reponses.items()}
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
        sections=tuple(_sections(perimetre, reponses, options)),
        conseils=jugement.decideur.conseils(jugement.sujet, perimetre, valeurs) if validation is not None else (),
        brouillon=brouillon_de(jugement.sujet, perimetre),
        historique=historique,
    )


def _digest(validation: ValidationSnapshot, demarche: Demarche) -> str:
    """The edition that judged the validation for that démarche."""
    verdict = validation.verdicts.get(demarche.code)
    return verdict.edition if verdict is not None else validation.edition


def _sections(
    perimetre: Perimetre, reponses: Mapping[str, ReponseSnapshot], options: Mapping[str, str]
) -> Iterator[SectionDeResultat]:
    for section in perimetre.questionnaire.sections:
        cibles = (perimetre.cibles.get(critere.code) for critere in section.tous_les_criteres())
        lignes = tuple(
            _ligne(perimetre, cible, reponses.get(cible.critere.code), options)
            for cible in cibles
            if cible is not None and cible.compte
        )
        if lignes:
            yield SectionDeResultat(section, lignes, *_taux(lignes))


def _ligne(
    perimetre: Perimetre, cible: CritereCible, reponse: ReponseSnapshot | None, options: Mapping[str, str]
) -> LigneDeResultat:
    code = cible.critere.code
    valeur = perimetre.valeur(code, {code: reponse.valeur if reponse is not None else None})
    option = options.get(reponse.depend_de or "", "") if reponse is not None else ""
    return LigneDeResultat(cible, reponse, valeur, option, cible.ecart(valeur, cible.recommande))


def _taux(lignes: tuple[LigneDeResultat, ...]) -> tuple[int | None, int | None]:
    """How mature the section is and should be, over the same critères: those that have an answer on the scale."""
    atteints, vises = [], []
    for une in lignes:
        repondu = une.critere.niveau(une.valeur) if une.valeur else None
        vise = une.critere.niveau(une.cible.recommande)
        if repondu is not None and vise is not None and repondu.rang > 0:
            sommet = len(une.critere.ordonnes)
            atteints.append(repondu.rang / sommet)
            vises.append(vise.rang / sommet)
    if not atteints:
        return None, None
    return round(100 * sum(atteints) / len(atteints)), round(100 * sum(vises) / len(vises))
