"""Two editions over many dossiers: what would change of each, exactly, and nothing evaluated that cannot change."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.snapshot import SujetSnapshot
from referentiels.catalogue import Demarche
from rules.avancement import etats_du_dossier
from rules.constat import TOUTES, Constat, ConstatQuestionnaire, Partie, constater
from rules.edition import Edition
from rules.families import ContradictoryProfile, ContradictoryVerdict, Decideur
from rules.memoire import DecideurMemoire, ManquesGardes, Memoire, PortesMemoire
from rules.perimetre import CritereCible
from rules.reprise import avec_reprises
from rules.worlds import Transitions

Manques = Mapping[str, tuple[str, ...]]


class Genre(StrEnum):
    """What changes of a dossier."""

    CRITERE = "critere"
    NIVEAU = "niveau"
    MANQUE = "manque"
    VERDICT = "verdict"
    CONSEIL = "conseil"
    VERROU = "verrou"
    CONTRADICTION = "contradiction"
    DEMARCHE = "demarche"


@dataclass(frozen=True, slots=True)
class Changement:
    """One thing that changes: of which questionnaire and what, from what to what (empty: nothing)."""

    genre: Genre
    questionnaire: str
    objet: str
    avant: str
    apres: str


PAR_FAMILLE: Mapping[str, frozenset[Partie]] = {
    "completude": frozenset({Partie.MANQUES, Partie.VERDICT, Partie.VERROUS}),
    "verdict": frozenset({Partie.VERDICT}),
    "recommandation": frozenset({Partie.CONSEILS}),
    "verrou": frozenset({Partie.VERROUS}),
}
"""What a family of rules decides, directly or by what it lets through; profiling decides what applies: everything."""

DES_ETATS = frozenset({"referentiel", "profilage", "completude"})
"""What the states of questionnaires come from: where none of it differs, they are the same under either edition."""


class Simulation:
    """What an edition would change against another; used by one thread."""

    def __init__(self, avant: Edition, apres: Edition, pas: Transitions) -> None:
        self._avant, self._apres = avant, apres
        self._decideurs: tuple[Decideur, Decideur] = (DecideurMemoire(avant), DecideurMemoire(apres))
        self._portes = (PortesMemoire(pas), PortesMemoire(pas))
        self._meme_catalogue = avant.catalogue == apres.catalogue
        self._criteres = Memoire()
        self._touchees: dict[str, frozenset[str]] = {}

    def demarches(self) -> tuple[str, ...]:
        """The démarches of which a dossier may change; the others need not be read."""
        return tuple(code for code in self._avant.catalogue.demarches if self._touche(code))

    def changements(self, sujet: SujetSnapshot, code: str) -> tuple[Changement, ...]:
        """What changes of the dossier that the subject has in that démarche."""
        touche = self._touche(code)
        if not touche:
            return ()
        ancienne, nouvelle = self._avant.catalogue.demarches[code], self._apres.catalogue.demarches.get(code)
        if nouvelle is None:
            return (Changement(Genre.DEMARCHE, "", code, ancienne.titre, ""),)
        sujets = self._repris(sujet)
        try:
            parties = self._parties(sujets[0], ancienne, nouvelle, touche)
            if not parties:
                return ()
            etats = None
            if sujets[0] is sujets[1] and not touche & DES_ETATS:
                etats = etats_du_dossier(self._decideurs[0], sujets[0], ancienne)
            avant, apres = (
                constater(decideur, vu, demarche, portes, parties, etats)
                for decideur, vu, portes, demarche in zip(
                    self._decideurs, sujets, self._portes, (ancienne, nouvelle), strict=True
                )
            )
        except (ContradictoryProfile, ContradictoryVerdict) as contradiction:
            return (Changement(Genre.CONTRADICTION, "", code, "", str(contradiction)),)
        return tuple(comparer(avant, apres, self._criteres))

    def _repris(self, sujet: SujetSnapshot) -> tuple[SujetSnapshot, SujetSnapshot]:
        """The subject as the next command will make it, under either."""
        repris = avec_reprises(self._avant.catalogue, sujet)
        return repris, repris if self._meme_catalogue else avec_reprises(self._apres.catalogue, sujet)

    def _parties(
        self, sujet: SujetSnapshot, ancienne: Demarche, nouvelle: Demarche, touche: frozenset[str]
    ) -> frozenset[Partie]:
        if "referentiel" in touche:
            return TOUTES
        if "profilage" in touche:
            avant, apres = self._decideurs
            if avant.profil(sujet, ancienne) != apres.profil(sujet, nouvelle):
                return TOUTES
        parties = frozenset(partie for famille in touche for partie in PAR_FAMILLE.get(famille, ()))
        if Partie.MANQUES in parties or Partie.VERROUS in parties:
            return parties
        # verdicts are of what was validated, advice of what was answered
        vues = sujet.evaluations.values()
        inutiles = set() if any(vue.validation for vue in vues) else {Partie.VERDICT}
        return parties - inutiles - (set() if any(vue.touchee for vue in vues) else {Partie.CONSEILS})

    def _touche(self, code: str) -> frozenset[str]:
        """Which families of rules differ for a démarche, and « referentiel » where what they judge does."""
        if code not in self._touchees:
            self._touchees[code] = frozenset(self._differences(code))
        return self._touchees[code]

    def _differences(self, code: str) -> Iterator[str]:
        avant, apres = self._avant.catalogue, self._apres.catalogue
        ancienne, nouvelle = avant.demarches[code], apres.demarches.get(code)
        if nouvelle is None:
            yield "referentiel"
            return
        lus = [volet.questionnaire for volet in (*ancienne.volets, *nouvelle.volets)]
        pareils = all(avant.questionnaires.get(cle) == apres.questionnaires.get(cle) for cle in lus)
        if not pareils or ancienne != nouvelle or avant.qualifications != apres.qualifications:
            yield "referentiel"
        for famille in ancienne.regles.keys() | nouvelle.regles.keys():
            regles = (edition.rule_set(famille, edition.catalogue.demarches[code]).rules for edition in self._editions)
            if len(set(regles)) > 1:
                yield famille

    @property
    def _editions(self) -> tuple[Edition, Edition]:
        return self._avant, self._apres


def comparer(avant: Constat, apres: Constat, memoire: Memoire | None = None) -> Iterator[Changement]:
    """What differs, in the order of the questionnaires, then of the gates; scopes met before are in the memory.

    A questionnaire whose next version takes its place is compared with it, under the key of that version.
    """
    avant = _renomme(avant, apres)
    for cle in dict.fromkeys((*avant.questionnaires, *apres.questionnaires)):
        anciens, nouveaux = avant.questionnaires.get(cle), apres.questionnaires.get(cle)
        yield from _des_perimetres(cle, anciens, nouveaux, memoire)
        if anciens is not None and nouveaux is not None:
            yield from _du_questionnaire(cle, anciens, nouveaux, memoire)
    if avant.interdits == apres.interdits:
        return
    for porte in dict.fromkeys((*avant.interdits, *apres.interdits)):
        avant_elle, apres_elle = avant.interdits.get(porte, ()), apres.interdits.get(porte, ())
        if avant_elle != apres_elle:
            machine, questionnaire, role, evenement = porte
            objet = f"{machine}.{evenement} ({role})"
            yield Changement(Genre.VERROU, questionnaire, objet, " ".join(avant_elle), " ".join(apres_elle))


def _renomme(avant: Constat, apres: Constat) -> Constat:
    partis = [cle for cle in avant.questionnaires if cle not in apres.questionnaires]
    if not partis:
        return avant
    codes = {constat.perimetre.questionnaire.code: cle for cle, constat in apres.questionnaires.items()}
    suivants = {cle: codes.get(avant.questionnaires[cle].perimetre.questionnaire.code, cle) for cle in partis}
    questionnaires = {suivants.get(cle, cle): constat for cle, constat in avant.questionnaires.items()}
    interdits = {
        (machine, suivants.get(cle, cle), role, evenement): motifs
        for (machine, cle, role, evenement), motifs in avant.interdits.items()
    }
    return Constat(questionnaires, interdits)


def _des_perimetres(
    cle: str, avant: ConstatQuestionnaire | None, apres: ConstatQuestionnaire | None, memoire: Memoire | None
) -> tuple[Changement, ...]:
    """Scopes are few: two that were compared are known again by themselves."""
    ancien, nouveau = avant.perimetre if avant else None, apres.perimetre if apres else None
    if ancien is nouveau:
        return ()
    paire = (id(ancien), id(nouveau))
    connus = memoire.get(paire) if memoire is not None else None
    if connus is not None and connus[0] is ancien and connus[1] is nouveau:
        deja: tuple[Changement, ...] = connus[2]
        return deja
    changements = tuple(_des_criteres(cle, ancien.cibles if ancien else {}, nouveau.cibles if nouveau else {}))
    if memoire is not None and (ancien is None or not ancien.desactivees):
        memoire.retenir(paire, lambda: (ancien, nouveau, changements))
    return changements


def _du_questionnaire(
    cle: str, avant: ConstatQuestionnaire, apres: ConstatQuestionnaire, memoire: Memoire | None
) -> Iterator[Changement]:
    yield from _des_manques(cle, avant.manques, apres.manques, memoire)
    if avant.manques_projection != apres.manques_projection:
        yield from _manques(cle, " (projection)", avant.manques_projection, apres.manques_projection)
    for objet, ancien, nouveau in (
        ("evaluation", avant.verdict, apres.verdict),
        ("projection", avant.verdict_projection, apres.verdict_projection),
    ):
        if ancien != nouveau:
            yield Changement(Genre.VERDICT, cle, objet, ancien or "", nouveau or "")
    for critere, texte in sorted(avant.conseils ^ apres.conseils):
        dit = (critere, texte) in avant.conseils
        yield Changement(Genre.CONSEIL, cle, critere, texte if dit else "", "" if dit else texte)


def _des_manques(cle: str, anciens: Manques, nouveaux: Manques, memoire: Memoire | None) -> Iterable[Changement]:
    """Of questionnaires that nobody touched, most of them, the answer is there already."""
    if memoire is None or not (isinstance(anciens, ManquesGardes) and isinstance(nouveaux, ManquesGardes)):
        return _manques(cle, "", anciens, nouveaux) if anciens != nouveaux else ()
    paire = (id(anciens), id(nouveaux))
    connus = memoire.get(paire)
    if connus is not None and connus[0] is anciens and connus[1] is nouveaux:
        deja: tuple[Changement, ...] = connus[2]
        return deja
    changements = tuple(_manques(cle, "", anciens, nouveaux))
    memoire.retenir(paire, lambda: (anciens, nouveaux, changements))
    return changements


def _manques(cle: str, suffixe: str, anciens: Manques, nouveaux: Manques) -> Iterator[Changement]:
    for code in dict.fromkeys((*anciens, *nouveaux)):
        dits = ", ".join(anciens.get(code, ())), ", ".join(nouveaux.get(code, ()))
        if dits[0] != dits[1]:
            yield Changement(Genre.MANQUE, cle, code + suffixe, *dits)


def _des_criteres(
    cle: str, anciennes: Mapping[str, CritereCible], nouvelles: Mapping[str, CritereCible]
) -> Iterator[Changement]:
    for code in dict.fromkeys((*anciennes, *nouvelles)):
        ancienne, nouvelle = anciennes.get(code), nouvelles.get(code)
        if ancienne is nouvelle:
            continue
        if _sort(ancienne) != _sort(nouvelle):
            yield Changement(Genre.CRITERE, cle, code, _sort(ancienne), _sort(nouvelle))
        elif ancienne is not None and nouvelle is not None and ancienne.recommande != nouvelle.recommande:
            yield Changement(Genre.NIVEAU, cle, code, ancienne.recommande, nouvelle.recommande)


def _sort(cible: CritereCible | None) -> str:
    if cible is None:
        return ""
    if cible.applicable:
        return "applicable"
    return "verrouille" if cible.verrouille else "non_applicable"
