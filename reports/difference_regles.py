"""What a version of a pack changes, rule by rule and in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from reports.regles import Phrase, RegleEnMots, regle_en_mots
from rules.language import Pack, Rule, Vocabulary


@dataclass(frozen=True, slots=True)
class Partie:
    """One part of a rule that changed, before and after, line by line."""

    nom: str
    avant: tuple[str, ...]
    apres: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegleChangee:
    """A rule that differs: `quoi` is « ajoutée », « retirée », « modifiée » or « déplacée »."""

    id: str
    libelle: str
    quoi: str
    parties: tuple[Partie, ...]


def difference_regles(avant: Pack | None, apres: Pack, vocabulary: Vocabulary) -> tuple[RegleChangee, ...]:
    """The rules that differ, in the order of the new version, those that are gone last; all are new without one."""
    anciennes = {regle.id: regle for regle in avant.rules} if avant else {}
    nouvelles = {regle.id: regle for regle in apres.rules}
    changees = [_changee(anciennes.get(id_), regle, vocabulary) for id_, regle in nouvelles.items()]
    retirees = [_une(regle, "retirée", vocabulary) for id_, regle in anciennes.items() if id_ not in nouvelles]
    return (*(changee for changee in changees if changee is not None), *retirees)


def _changee(avant: Rule | None, apres: Rule, vocabulary: Vocabulary) -> RegleChangee | None:
    if avant is None:
        return _une(apres, "ajoutée", vocabulary)
    parties = tuple(_parties(_mots(avant, vocabulary), _mots(apres, vocabulary)))
    return RegleChangee(apres.id, apres.label, "modifiée", parties) if parties else None


def _une(regle: Rule, quoi: str, vocabulary: Vocabulary) -> RegleChangee:
    mots, vide = _mots(regle, vocabulary), dict[str, tuple[str, ...]]()
    paire = (vide, mots) if quoi == "ajoutée" else (mots, vide)
    return RegleChangee(regle.id, regle.label, quoi, tuple(_parties(*paire)))


def _parties(avant: Mapping[str, tuple[str, ...]], apres: Mapping[str, tuple[str, ...]]) -> Iterator[Partie]:
    for nom in avant or apres:
        if avant.get(nom, ()) != apres.get(nom, ()):
            yield Partie(nom, avant.get(nom, ()), apres.get(nom, ()))


def _mots(regle: Rule, vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    mots: RegleEnMots = regle_en_mots(regle, vocabulary)
    return {
        "Libellé": (mots.libelle,),
        "Si": tuple(lignes(mots.condition)),
        "Alors": mots.conclusions,
        "Parce que": (mots.parce_que,),
    }


def lignes(phrase: Phrase, marge: str = "") -> Iterable[str]:
    """A condition in words as indented lines."""
    yield marge + phrase.texte
    for partie in phrase.parties:
        yield from lignes(partie, marge + "— ")
