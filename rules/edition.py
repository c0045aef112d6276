"""Everything in effect at one instant, ready to decide: the catalogue and the rule packs, named by one digest."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock

from models.snapshot import Designation, PublicationSnapshot
from referentiels.catalogue import Catalogue, Demarche, Volet
from referentiels.loading import assemble, read_document
from rules.digests import digest_of
from rules.language import Pack, RuleSet
from rules.pack import Fault, PackInvalid, load_pack
from rules.perimetre import Perimetre, Profil, perimetre
from rules.vocabulary import vocabulary

REGLES = "regles"
EDITIONS_KEPT = 8
PERIMETRES_KEPT = 256


def edition_digest(documents: Iterable[Designation]) -> str:
    """The name of an edition: 64 hexadecimal digits over its documents' names and digests, in any order."""
    return _digest_of(tuple(sorted(documents)))


@lru_cache(maxsize=EDITIONS_KEPT)
def _digest_of(documents: tuple[Designation, ...]) -> str:
    # every request and every command asks for that of the same documents
    return digest_of(documents)


def pack_code(family: str, name: str) -> str:
    """The code under which a pack is published."""
    return f"{family}/{name}"


@dataclass(frozen=True, eq=False)
class Edition:
    """A catalogue with the packs that judge it.

    Rule sets are assembled once per list of packs, and what a profile leaves of a questionnaire once per profile.
    """

    digest: str
    catalogue: Catalogue
    packs: Mapping[str, Pack]
    _rule_sets: dict[tuple[str, tuple[str, ...]], RuleSet] = field(default_factory=dict, repr=False)
    _perimetres: dict[tuple[object, ...], Perimetre] = field(default_factory=dict, repr=False)

    def rule_set(self, family: str, demarche: Demarche) -> RuleSet:
        """The rules of that family that judge that démarche.

        Raises: KeyError where the démarche names a pack that is not published.
        """
        names = demarche.regles.get(family, ())
        key = (family, names)
        if key not in self._rule_sets:
            rules = tuple(rule for name in names for rule in self.packs[pack_code(family, name)].rules)
            self._rule_sets[key] = RuleSet(family, vocabulary(family, self.catalogue), rules)
        return self._rule_sets[key]

    def perimetre(self, demarche: Demarche, volet: Volet, profil: Profil) -> Perimetre:
        """The critères of a volet under a profile."""
        key = (demarche.code, volet.questionnaire, volet.sujet, profil.key)
        found = self._perimetres.get(key)
        if found is None:
            if len(self._perimetres) >= PERIMETRES_KEPT:
                self._perimetres.clear()
            found = self._perimetres[key] = perimetre(self.catalogue, demarche, volet, profil)
        return found


def build_edition(documents: Sequence[PublicationSnapshot]) -> Edition:
    """The edition that these documents make.

    Raises: ReferentielInvalid and PackInvalid for content that does not hold together.
    """
    digest = edition_digest((d.genre, d.code, d.version, d.digest) for d in documents)
    textes = [d for d in documents if d.genre != REGLES]
    catalogue = assemble(read_document(d.contenu, d.code) for d in textes)
    packs = [
        load_pack(d.contenu, d.code, lambda family: vocabulary(family, catalogue))
        for d in documents
        if d.genre == REGLES
    ]
    for pack in packs:
        check_targets(pack, catalogue)
    return Edition(digest, catalogue, {pack_code(pack.family, pack.name): pack for pack in packs})


def check_targets(pack: Pack, catalogue: Catalogue) -> None:
    """Nothing when what is concluded bears on what is published.

    Raises: PackInvalid for a critère that is not published, or a level that it does not have.
    """
    criteres = {code: critere for q in catalogue.questionnaires.values() for code, critere in q.criteres.items()}
    faults = []
    for rule in pack.rules:
        for conclusion in rule.then:
            critere = criteres.get(conclusion.target)
            if conclusion.target and critere is None:
                faults.append(Fault(pack.file, rule.line, rule.id, conclusion.target, "un critère publié"))
            elif critere is not None and conclusion.verb == "recommande" and not critere.niveau(str(conclusion.value)):
                faults.append(
                    Fault(pack.file, rule.line, rule.id, str(conclusion.value), f"un niveau de {critere.code}")
                )
    if faults:
        raise PackInvalid(tuple(faults))


class EditionMismatch(LookupError):
    """What was read under the name of an edition is not that edition."""


class EditionCache:
    """Editions by digest, the most recently used kept; safe between threads."""

    def __init__(self) -> None:
        self._editions: OrderedDict[str, Edition] = OrderedDict()
        self._lock = Lock()

    def get(self, digest: str, read: Callable[[], Sequence[PublicationSnapshot]]) -> Edition:
        """The edition of that digest, built from what `read` gives the first time.

        Raises: EditionMismatch where that makes another edition; nothing is kept under a name that is not its own.
        """
        with self._lock:
            if digest not in self._editions:
                built = build_edition(read())
                if built.digest != digest:
                    raise EditionMismatch(f"{digest} demandée, {built.digest} lue")
                self._editions[digest] = built
                while len(self._editions) > EDITIONS_KEPT:
                    self._editions.popitem(last=False)
            self._editions.move_to_end(digest)
            return self._editions[digest]
