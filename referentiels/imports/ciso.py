"""A library of CISO Assistant: one framework, its nodes nested by `parent_urn`, its groups, scores and questions."""

from referentiels.catalogue import Provenance
from referentiels.faults import ReferentielInvalid
from referentiels.imports.ciso_nodes import Reperes, lire_noeud
from referentiels.imports.ciso_scales import lire_groupes, lire_niveaux
from referentiels.imports.objet import FRANCAIS, Objet, faute_de
from referentiels.imports.result import Ecart
from referentiels.imports.texts import code_de_fichier, code_de_version, refuse
from referentiels.imports.trame import Noeud, Trame
from referentiels.reading import Lecture

FORMAT = "ciso-assistant"
NOEUDS_MAX = 5_000
SANS_EQUIVALENT = "sans équivalent dans un questionnaire"
TECHNIQUES = ("convert_library_version", "packager", "urn", "locale", "translations", "labels")


def lire_ciso(lecture: Lecture) -> Trame:
    """The tree of a library's framework.

    Raises: ReferentielInvalid for a library without framework, or whose nodes do not make a tree.
    """
    bibliotheque = Objet(lecture, (), lecture.contenu)
    bibliotheque.traduire()
    objets = bibliotheque.objet("objects")
    cadre = objets.objet("framework") if objets is not None else None
    if objets is None or cadre is None:
        raise refuse(lecture.fichier, "aucun framework", "une bibliothèque de CISO Assistant qui contient un framework")
    cadre.traduire()
    trame = _trame(bibliotheque, cadre)
    reperes = Reperes(_mesures(objets, trame), _par_reponse(cadre))
    trame.niveaux = lire_niveaux(cadre, trame.non_repris)
    trame.groupes = lire_groupes(cadre, reperes.par_reponse, trame.non_repris)
    trame.racines = _arbre(cadre, reperes, trame)
    for objet in (bibliotheque, objets, cadre):
        objet.lus.update(TECHNIQUES)
        trame.non_repris.extend(objet.reste(SANS_EQUIVALENT))
    _langue(bibliotheque, trame, reperes)
    return trame


def _trame(bibliotheque: Objet, cadre: Objet) -> Trame:
    urn = cadre.texte("urn") or bibliotheque.texte("urn")
    reference = cadre.texte("ref_id") or bibliotheque.texte("ref_id")
    titre = cadre.texte("name") or bibliotheque.texte("name") or reference
    if not urn or not titre:
        raise ReferentielInvalid([faute_de(cadre, "un framework qui a une urn et un nom (name)")])
    bibliotheque.lus.update(("ref_id", "name", "description"))
    version = bibliotheque.texte("version") or "1"
    provenance = Provenance(
        format=FORMAT,
        identifiant=urn,
        reference=reference,
        version=version,
        editeur=bibliotheque.texte("provider"),
        date=bibliotheque.texte("publication_date"),
        droits=bibliotheque.texte("copyright"),
        langue=bibliotheque.texte("locale"),
    )
    description = cadre.texte("description") or bibliotheque.texte("description")
    code = code_de_fichier(reference) or code_de_fichier(titre) or "referentiel"
    return Trame(provenance, code, code_de_version(version) or "1", titre, description, [])


def _mesures(objets: Objet, trame: Trame) -> dict[str, str]:
    """The names of the reference controls and threats, by urn; what else is said of them is not kept."""
    noms: dict[str, str] = {}
    for genre in ("reference_controls", "threats"):
        for mesure in objets.objets(genre):
            mesure.traduire()
            urn, nom = mesure.texte("urn"), mesure.texte("name") or mesure.texte("ref_id")
            noms[urn] = nom or urn
            mesure.lus.update(("ref_id", "name", "translations"))
            trame.non_repris.extend(mesure.reste(f"de « {noms[urn]} », seul le nom est repris, dans les exigences"))
    return noms


def _par_reponse(cadre: Objet) -> frozenset[str]:
    """The groups that an answer to a question selects: what a critère's answer is, profiling does not see."""
    trouves: set[str] = set()
    for noeud in cadre.objets("requirement_nodes"):
        questions = noeud.brut("questions")
        for question in questions.values() if isinstance(questions, dict) else ():
            for choix in question.get("choices") or () if isinstance(question, dict) else ():
                groupes = choix.get("select_implementation_groups") if isinstance(choix, dict) else None
                trouves.update(str(groupe) for groupe in groupes or () if isinstance(groupes, list))
    return frozenset(trouves)


def _arbre(cadre: Objet, reperes: Reperes, trame: Trame) -> list[Noeud]:
    """The roots, every node under its parent.

    Raises: ReferentielInvalid for two nodes of one urn, a parent that does not exist, or nodes that go round.
    """
    objets = cadre.objets("requirement_nodes")
    if not objets or len(objets) > NOEUDS_MAX:
        raise cadre.refus("requirement_nodes", f"de 1 à {NOEUDS_MAX} exigences")
    noeuds: dict[str, tuple[Noeud, Objet, str]] = {}
    for objet in objets:
        noeud = lire_noeud(objet, reperes, trame)
        if noeud.identifiant in noeuds:
            raise objet.refus("urn", "une urn que nulle autre exigence n'a")
        noeuds[noeud.identifiant] = (noeud, objet, objet.texte("parent_urn"))
    racines: list[Noeud] = []
    for noeud, objet, parent in noeuds.values():
        if parent and parent not in noeuds:
            raise objet.refus("parent_urn", "l'urn d'une exigence du framework")
        (noeuds[parent][0].enfants if parent else racines).append(noeud)
        trame.non_repris.extend(objet.reste(SANS_EQUIVALENT))
    _refuse_cycles(noeuds)
    return racines


def _refuse_cycles(noeuds: dict[str, tuple[Noeud, Objet, str]]) -> None:
    surs: set[str] = set()
    for identifiant in noeuds:
        chemin: dict[str, None] = {}
        while identifiant and identifiant not in surs:
            if identifiant in chemin:
                boucle = " → ".join([*chemin, identifiant][-4:])
                objet = noeuds[identifiant][1]
                raise objet.refus("parent_urn", f"un parent qui n'est pas lui-même en dessous (boucle : {boucle})")
            chemin[identifiant] = None
            identifiant = noeuds[identifiant][2]
        surs.update(chemin)


def _langue(bibliotheque: Objet, trame: Trame, reperes: Reperes) -> None:
    """Say which texts stay in another language."""
    if bibliotheque.texte("locale") in ("", *FRANCAIS):
        return
    langue = bibliotheque.texte("locale")
    if reperes.non_traduits:
        trame.avertissements.append(
            f"La langue du fichier est « {langue} » : {reperes.non_traduits} exigences n'ont pas de traduction "
            "française et gardent leur texte."
        )
    traductions = bibliotheque.valeurs.get("translations")
    if isinstance(traductions, dict) and any(langue not in FRANCAIS for langue in traductions):
        trame.non_repris.append(
            Ecart(1, "translations", ", ".join(map(str, traductions)), "seul le français est repris")
        )
