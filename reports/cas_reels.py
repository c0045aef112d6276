"""A real dossier as an example case: the facts that the rules look at, what they conclude of them, nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.chargement import charger
from models.dossier import Dossier
from models.snapshot import ReponseSnapshot, SujetSnapshot
from models.sujet import Sujet
from referentiels.catalogue import Demarche, Volet
from rules.avancement import avancement, etats_du_dossier
from rules.decision import Decision, Judge
from rules.edition import Edition
from rules.facts import Demande
from rules.families import Decideur
from rules.language import Case, Facts, Pack, RuleSet, Value, Vocabulary, facts_named
from rules.perimetre import valeurs_de
from rules.reference import ReferenceEngine
from rules.symbols import EVENEMENTS

EXAMINES = 50
"""Dossiers that are looked at for a case that is not there yet."""

_LECTEUR = Judge("reference")


class _Temoin:
    """Decides with the reference, and remembers what it was asked by family."""

    def __init__(self) -> None:
        self.vus: dict[str, list[Facts]] = {}

    def __call__(self, rule_set: RuleSet, cases: Mapping[str, Facts]) -> Decision:
        self.vus.setdefault(rule_set.family, []).extend(cases.values())
        return _LECTEUR.read(rule_set, cases)


def cas_reel(session: Session, edition: Edition, pack: Pack, mots: Vocabulary) -> Case | None:
    """A case that real dossiers give and that the pack does not have, best one in which a rule fires; None without."""
    regardes = frozenset[str]().union(*(facts_named(rule.when) for rule in pack.rules))
    connus = {frozenset(case.given.items()) for case in pack.cases}
    moteur, attente = ReferenceEngine(RuleSet(pack.family, mots, pack.rules)), None
    for vus in _faits_des_dossiers(session, edition, pack):
        given: dict[str, Value | None] = {
            nom: valeur for nom, valeur in vus.items() if valeur is not None and nom in regardes
        }
        if not given or frozenset(given.items()) in connus:
            continue
        case = _case(pack, moteur, mots, given)
        if case.expect:
            return case
        attente = attente or case
    return attente


def _case(pack: Pack, moteur: ReferenceEngine, mots: Vocabulary, given: Mapping[str, Value | None]) -> Case:
    """The facts with what the pack concludes of them."""
    declenchees = {rule for _, rule in moteur.matches({"": {**dict.fromkeys(mots.facts), **given}})}
    conclues = [replace(each, order=0) for rule in pack.rules if rule.id in declenchees for each in rule.then]
    return Case(given, tuple(dict.fromkeys(conclues)))


def _faits_des_dossiers(session: Session, edition: Edition, pack: Pack) -> Iterator[Facts]:
    """What the family of the pack is asked of each dossier of the démarches that it judges."""
    demarches = {d.code: d for d in edition.catalogue.demarches.values() if pack.name in d.regles.get(pack.family, ())}
    dossiers = select(Dossier.sujet_id, Dossier.demarche).where(Dossier.demarche.in_(demarches), ~Dossier.quitte)
    for sujet_id, code in session.execute(dossiers.order_by(Dossier.id).limit(EXAMINES)).all():
        agregat = charger(session, Sujet.id == sujet_id)
        if agregat is not None:
            temoin = _Temoin()
            _interroger(Decideur(edition, temoin), agregat.snapshot(), demarches[code], pack.family)
            yield from temoin.vus.get(pack.family, ())


def _interroger(decideur: Decideur, sujet: SujetSnapshot, demarche: Demarche, famille: str) -> None:
    """Ask of the dossier what that family answers."""
    if famille == "profilage":
        decideur.profil(sujet, demarche)
    elif famille == "verrou":
        dossier = sujet.dossiers[demarche.code]
        reste = avancement(dossier, etats_du_dossier(decideur, sujet, demarche))
        demande = Demande("demarche", dossier.etat, "responsable")
        decideur.interdits(demarche, sujet, dossier, demande, EVENEMENTS, reste)
    else:
        for volet in demarche.volets:
            if volet.sujet.value == sujet.type:
                _interroger_volet(decideur, sujet, demarche, volet, famille)


def _interroger_volet(decideur: Decideur, sujet: SujetSnapshot, demarche: Demarche, volet: Volet, famille: str) -> None:
    evaluation = sujet.evaluations.get(volet.questionnaire)
    reponses: Mapping[str, ReponseSnapshot] = evaluation.reponses if evaluation is not None else {}
    perimetre = decideur.perimetre(sujet, demarche, volet)
    if famille == "completude":
        decideur.manques(perimetre, reponses)
    elif famille == "verdict":
        decideur.verdict(perimetre, valeurs_de(reponses))
    else:
        decideur.conseils(sujet, perimetre, valeurs_de(reponses))
