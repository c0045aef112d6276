"""The same plan as an SVG picture that needs no script: for pages without JavaScript, and to be kept."""

from collections.abc import Iterator, Mapping
from textwrap import wrap
from xml.etree import ElementTree as ET

from workflows.processus.plan import Flux, Noeud, Plan

SVG = "http://www.w3.org/2000/svg"
ENCRE, FOND, ETAT, NOTE = "#16323f", "#ffffff", "#e8f1f5", "#0f4c5c"
LETTRES = 17
"""Characters of a line of words beside a flow."""

ET.register_namespace("", SVG)


def dessiner(plan: Plan, notes: Mapping[str, str] | None = None) -> bytes:
    """The picture in UTF-8; `notes` are what is written in a state, by its stored value, a line each."""
    racine = _element(
        None, "svg", viewBox=f"0 0 {plan.largeur} {plan.hauteur}", width=plan.largeur, height=plan.hauteur
    )
    _element(racine, "title").text = plan.nom
    _element(racine, "rect", width=plan.largeur, height=plan.hauteur, fill=FOND)
    for flux in plan.flux:
        _trait(racine, flux)
    for noeud in plan.noeuds:
        _forme(racine, noeud, (notes or {}).get(noeud.etat, ""))
    document: bytes = ET.tostring(racine, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _trait(racine: ET.Element, flux: Flux) -> None:
    points = " ".join(f"{x},{y}" for x, y in flux.points)
    _element(racine, "polyline", points=points, fill="none", stroke=ENCRE)
    _element(racine, "polygon", points=" ".join(f"{x},{y}" for x, y in _pointe(flux)), fill=ENCRE)
    lignes = wrap(flux.nom, LETTRES)
    x, bas = flux.mot.milieu[0], flux.mot.y + flux.mot.hauteur
    for rang, ligne in enumerate(reversed(lignes)):
        _texte(racine, ligne, x, bas - 3 - 12 * rang, 11)


def _pointe(flux: Flux) -> Iterator[tuple[int, int]]:
    """The head of the arrow, along the last stretch of the flow."""
    (x0, y0), (x, y) = flux.points[-2:]
    dx, dy = (x > x0) - (x < x0), (y > y0) - (y < y0)
    yield x, y
    yield x - 9 * dx + 4 * dy, y - 9 * dy + 4 * dx
    yield x - 9 * dx - 4 * dy, y - 9 * dy - 4 * dx


def _forme(racine: ET.Element, noeud: Noeud, note: str) -> None:
    boite, (x, y) = noeud.boite, noeud.boite.milieu
    if noeud.genre == "etat":
        cadre = {"x": boite.x, "y": boite.y, "width": boite.largeur, "height": boite.hauteur, "rx": 10}
        _element(racine, "rect", fill=ETAT, stroke=ENCRE, **cadre)
        lignes = note.splitlines()
        _texte(racine, noeud.nom, x, y + 5 - 9 * len(lignes), 14, gras=True)
        for rang, ligne in enumerate(lignes, 1):
            _texte(racine, ligne, x, y + 5 - 9 * len(lignes) + 18 * rang, 11.5, couleur=NOTE)
    elif noeud.genre == "choix":
        coins = ((x, boite.y), (boite.x + boite.largeur, y), (x, boite.y + boite.hauteur), (boite.x, y))
        _element(racine, "polygon", points=" ".join(f"{a},{b}" for a, b in coins), fill=FOND, stroke=ENCRE)
        for sens in (1, -1):
            _element(
                racine,
                "line",
                x1=x - 8,
                y1=y - 8 * sens,
                x2=x + 8,
                y2=y + 8 * sens,
                stroke=ENCRE,
                **{"stroke-width": 3},
            )
    else:
        epais = 4 if noeud.genre == "fin" else 1.5
        _element(
            racine, "circle", cx=x, cy=y, r=boite.largeur // 2 - 2, fill=FOND, stroke=ENCRE, **{"stroke-width": epais}
        )


def _texte(
    racine: ET.Element, texte: str, x: int, y: int, corps: float, *, gras: bool = False, couleur: str = ENCRE
) -> None:
    attributs = {"text-anchor": "middle", "font-family": "sans-serif", "font-size": corps, "fill": couleur}
    _element(racine, "text", x=x, y=y, **attributs | ({"font-weight": "bold"} if gras else {})).text = texte


def _element(parent: ET.Element | None, nom: str, **attributs: object) -> ET.Element:
    ecrits = {cle: str(valeur) for cle, valeur in attributs.items()}
    if parent is None:
        return ET.Element(f"{{{SVG}}}{nom}", ecrits)
    return ET.SubElement(parent, f"{{{SVG}}}{nom}", ecrits)
