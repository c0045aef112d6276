"""A catalog of OSCAL: groups that hold controls, controls that hold parts, parameters written into their prose."""

from dataclasses import dataclass, field

from referentiels.catalogue import Provenance
from referentiels.faults import ReferentielInvalid, place_en_texte
from referentiels.imports.objet import Objet, faute_de
from referentiels.imports.oscal_prose import SANS_EQUIVALENT, Prose, parametres
from referentiels.imports.result import Ecart
from referentiels.imports.texts import code_de_fichier, code_de_version, refuse
from referentiels.imports.trame import Noeud, Trame
from referentiels.reading import Lecture

FORMAT = "oscal"
ENONCES = ("statement", "item")
OBJECTIFS = ("overview", "objective", "assessment-objective")


@dataclass
class _Lecteur:
    """What reading one catalog keeps at hand."""

    trame: Trame
    prose: Prose
    ressources: dict[str, tuple[str, str]]
    vus: set[str] = field(default_factory=set)

    def perdre(self, objet: Objet) -> None:
        """List what nothing read."""
        self.trame.non_repris.extend(objet.reste(SANS_EQUIVALENT))


def lire_oscal(lecture: Lecture) -> Trame:
    """The tree of a catalog. Raises: ReferentielInvalid."""
    racine = Objet(lecture, (), lecture.contenu)
    catalogue = racine.objet("catalog")
    if catalogue is None:
        raise refuse(
            lecture.fichier, ", ".join(list(lecture.contenu)[:3]) or "un fichier vide", "un catalogue OSCAL (catalog)"
        )
    trame = _trame(catalogue)
    ressources = _ressources(catalogue, trame)
    lecteur = _Lecteur(trame, Prose(parametres(catalogue), trame.non_repris), ressources)
    trame.racines = [_groupe(groupe, lecteur) for groupe in catalogue.objets("groups")]
    trame.racines += [n for controle in catalogue.objets("controls") for n in _controle(controle, lecteur)]
    catalogue.lus.update(("params", "uuid"))
    lecteur.perdre(catalogue)
    racine.lus.add("$schema")
    lecteur.perdre(racine)
    if not any(noeud.evaluable for noeud in trame.tous()):
        raise ReferentielInvalid([faute_de(catalogue, "un catalogue qui contient au moins un contrôle")])
    trame.avertissements.append("Un catalogue OSCAL ne dit pas sa langue : relisez les textes avant de publier.")
    return trame


def _trame(catalogue: Objet) -> Trame:
    meta = catalogue.objet("metadata")
    titre = meta.texte("title") if meta is not None else ""
    uuid = catalogue.texte("uuid")
    if meta is None or not titre or not uuid:
        raise ReferentielInvalid([faute_de(catalogue, "un catalogue qui a un uuid et un titre (metadata.title)")])
    version = meta.texte("version") or "1"
    date = meta.texte("published") or meta.texte("last-modified")
    meta.lus.update(("oscal-version", "last-modified", "published"))
    provenance = Provenance(FORMAT, uuid, version=version, date=date, droits=meta.texte("remarks"))
    trame = Trame(
        provenance,
        code_de_fichier(titre) or "catalogue",
        code_de_version(version) or "1",
        titre,
        meta.texte("remarks"),
        [],
    )
    trame.non_repris.extend(meta.reste(SANS_EQUIVALENT))
    return trame


def _ressources(catalogue: Objet, trame: Trame) -> dict[str, tuple[str, str]]:
    """Title and address of each resource of the back matter, by `#uuid`."""
    annexes = catalogue.objet("back-matter")
    trouvees: dict[str, tuple[str, str]] = {}
    for ressource in annexes.objets("resources") if annexes is not None else ():
        adresses = [lien.texte("href") for lien in ressource.objets("rlinks")]
        titre = ressource.texte("title") or ressource.texte("description")
        citation = ressource.objet("citation")
        titre = titre or (citation.texte("text") if citation is not None else "")
        sures = [adresse for adresse in adresses if adresse.startswith("https://")]
        trouvees[f"#{ressource.texte('uuid')}"] = (titre or (adresses or ["ressource"])[0], (sures or [""])[0])
        ressource.lus.update(("description", "uuid"))
        trame.non_repris.extend(ressource.reste("d'une ressource citée, le titre et l'adresse sont repris"))
    return trouvees


def _groupe(groupe: Objet, lecteur: _Lecteur) -> Noeud:
    noeud = Noeud(
        identifiant=_identifiant(groupe, lecteur),
        reference=_etiquette(groupe, lecteur),
        nom=groupe.texte("title"),
        texte=lecteur.prose.parties(groupe.objets("parts")),
        liens=_liens(groupe, lecteur),
        place=place_en_texte(groupe.place),
    )
    noeud.enfants = [_groupe(sous, lecteur) for sous in groupe.objets("groups")]
    noeud.enfants += [n for controle in groupe.objets("controls") for n in _controle(controle, lecteur)]
    groupe.lus.add("params")
    lecteur.perdre(groupe)
    return noeud


def _controle(controle: Objet, lecteur: _Lecteur) -> list[Noeud]:
    """The control with those inside it; nothing, and it is listed, where it is withdrawn."""
    if _retire(controle):
        raison = "contrôle retiré (withdrawn) du catalogue"
        place = place_en_texte(controle.place)
        lecteur.trame.non_repris.append(Ecart(0, place, controle.texte("title") or controle.texte("id"), raison))
        return []
    parties = controle.objets("parts")
    enonces = [partie for partie in parties if partie.texte("name") in ENONCES]
    objectifs = [partie for partie in parties if partie.texte("name") in OBJECTIFS and partie not in enonces]
    autres = [partie for partie in parties if partie not in enonces and partie not in objectifs]
    liens = _liens(controle, lecteur)
    references = "\n".join(["Références :", *(f"– {titre}{f' ({url})' if url else ''}" for titre, url in liens)])
    textes = (lecteur.prose.parties(enonces), lecteur.prose.parties(autres), references if liens else "")
    noeud = Noeud(
        identifiant=_identifiant(controle, lecteur),
        reference=_etiquette(controle, lecteur),
        nom=lecteur.prose.texte(controle.texte("title")),
        texte="\n\n".join(texte for texte in textes if texte),
        objectif=lecteur.prose.parties(objectifs),
        evaluable=True,
        place=place_en_texte(controle.place),
    )
    noeud.enfants = [n for sous in controle.objets("controls") for n in _controle(sous, lecteur)]
    controle.lus.update(("params", "class"))
    lecteur.perdre(controle)
    return [noeud]


def _retire(controle: Objet) -> bool:
    return any(
        prop.texte("name") == "status" and prop.texte("value").casefold() == "withdrawn"
        for prop in controle.objets("props")
    )


def _identifiant(objet: Objet, lecteur: _Lecteur) -> str:
    """Raises: ReferentielInvalid where it lacks one or another has it."""
    identifiant = objet.texte("id") or objet.texte("title")
    if not identifiant or identifiant in lecteur.vus:
        raise objet.refus("id", "un identifiant que nul autre groupe ou contrôle n'a")
    lecteur.vus.add(identifiant)
    return identifiant


def _etiquette(objet: Objet, lecteur: _Lecteur) -> str:
    """Its label, else its id; every other property is listed."""
    etiquette = ""
    for rang, prop in enumerate(objet.objets("props")):
        if prop.texte("name") == "label" and not etiquette:
            etiquette = prop.texte("value")
        else:
            place = f"{place_en_texte(objet.place)}.props[{rang}]"
            valeur = f"{prop.texte('name')} = {prop.texte('value')}"
            lecteur.trame.non_repris.append(Ecart(0, place, valeur, SANS_EQUIVALENT))
    return etiquette or objet.texte("id")


def _liens(objet: Objet, lecteur: _Lecteur) -> tuple[tuple[str, str], ...]:
    """The resources and addresses that it cites; links to other controls are listed."""
    trouves = []
    for lien in objet.objets("links"):
        href, titre = lien.texte("href"), lien.texte("text")
        if href in lecteur.ressources:
            trouves.append(lecteur.ressources[href])
        elif href.startswith("https://"):
            trouves.append((titre or href, href))
        else:
            lecteur.trame.non_repris.append(lien.ecart("href", "un critère ne renvoie pas à un autre"))
    return tuple(trouves)
