"""Parts of OSCAL as one text, each parameter written where it is inserted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from referentiels.fields import TEXTE_MAX
from referentiels.imports.objet import Objet
from referentiels.imports.result import Ecart

INSERTION = re.compile(r"\{\{\s*insert:\s*param\s*,\s*([^\s{}]+)\s*\}\}")
IMBRICATIONS_MAX = 5
INCONNU = "paramètre que le catalogue ne définit pas"
PLUSIEURS = "one-or-more"
SANS_EQUIVALENT = "sans équivalent dans un questionnaire"


def parametres(catalogue: Objet) -> dict[str, str]:
    """What stands for each parameter of a catalog until an organisation chooses its value, by id."""
    return {objet.texte("id"): _texte(objet) for objet in _objets(catalogue)}


def _objets(objet: Objet) -> Iterator[Objet]:
    yield from objet.objets("params")
    for cle in ("groups", "controls"):
        for sous in objet.objets(cle):
            yield from _objets(sous)


def _texte(objet: Objet) -> str:
    valeurs = objet.textes("values")
    if valeurs:
        return ", ".join(valeurs)
    choix = objet.objet("select")
    if choix is not None:
        combien = "un ou plusieurs parmi" if choix.texte("how-many") == PLUSIEURS else "au choix"
        return f"[{combien} : {' ; '.join(choix.textes('choice'))}]"
    return f"[{objet.texte('label') or objet.texte('id')}]"


@dataclass
class Prose:
    """Texts of parts; what cannot be resolved is listed once."""

    parametres: Mapping[str, str]
    non_repris: list[Ecart]
    inconnus: set[str] = field(default_factory=set)

    def parties(self, parties: Sequence[Objet]) -> str:
        """The text of parts one after the other, what is inside each below it."""
        return "\n\n".join(texte for partie in parties if (texte := self._partie(partie)))

    def _partie(self, partie: Objet) -> str:
        etiquettes = []
        for prop in partie.objets("props"):
            if prop.texte("name") == "label":
                etiquettes.append(prop.texte("value"))
            else:
                self.non_repris.append(partie.ecart("props", SANS_EQUIVALENT, prop.texte("name")))
        debut = " ".join(part for part in (*etiquettes[:1], self.texte(partie.texte("title"))) if part)
        prose = self.texte(partie.texte("prose"))
        tete = f"{debut} : {prose}" if debut and prose else debut or prose
        dedans = self.parties(partie.objets("parts"))
        partie.lus.update(("id", "name", "class", "ns"))
        self.non_repris.extend(partie.reste(SANS_EQUIVALENT))
        return "\n\n".join(part for part in (tete, dedans) if part)

    def texte(self, texte: str) -> str:
        """The text with its parameters written in, those inside them included, as far as a few levels."""
        for _ in range(IMBRICATIONS_MAX):
            if INSERTION.search(texte) is None or len(texte) > TEXTE_MAX:
                break
            texte = INSERTION.sub(self._valeur, texte)
        # parameters that name each other for ever, or that grow without end
        return INSERTION.sub(lambda trouvee: f"[{trouvee[1]}]", texte)

    def _valeur(self, trouvee: re.Match[str]) -> str:
        if trouvee[1] in self.parametres:
            return self.parametres[trouvee[1]]
        if trouvee[1] not in self.inconnus:
            self.inconnus.add(trouvee[1])
            self.non_repris.append(Ecart(0, "params", trouvee[1], INCONNU))
        return f"[{trouvee[1]}]"
