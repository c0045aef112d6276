"""The roadmap as one time line, as an SVG image without any script; the table beside it says the same in words.

A full bar is a level that was validated, a light one a level that is planned from its month on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from referentiels.palette import GRIS, LIBELLES
from reports.roadmap import FeuilleDeRoute, LigneDeRoute, mois_de
from reports.roadmap_steps import Suite
from reports.wording import PARIS
from rules.echeances import texte_mois

LARGEUR, GAUCHE, DROITE, HAUT, RANGEE, BAS = 880, 104, 20, 46, 58, 40
BARRE, BARRE_HAUT = 14, 22
LETTRE = 6.6
"""How wide a letter of a label is, about; two labels that would touch go one above the bar, one below."""

PAS = (1, 3, 6, 12, 24, 60, 120)
GRADUATIONS_MAX = 9
ANNEE = 12

TEINTES = {
    "rouge": ("#c22f2f", "#fcebea", "#97191c"),
    "orange": ("#e07a1f", "#fdf0e2", "#8f4706"),
    "jaune": ("#e0b400", "#fdf8dd", "#6b5500"),
    "vert_clair": ("#86b83b", "#f1f8e4", "#44650f"),
    "vert": ("#2b8a4b", "#e4f3ea", "#17693a"),
    GRIS: ("#7b8a94", "#eef1f3", "#47555e"),
}
"""Full, light and ink of each level, as on the pages."""

ENCRE, DISCRET, TRAIT, ALERTE = "#17272f", "#4c5f69", "#d3dde2", "#ab1f2b"
POLICE = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class _Echelle:
    """From months to pixels."""

    debut: int
    fin: int

    def x(self, mois: int) -> float:
        """Where a month begins."""
        return GAUCHE + (LARGEUR - GAUCHE - DROITE) * (mois - self.debut) / (self.fin - self.debut)

    def graduations(self) -> Iterator[tuple[int, str]]:
        """The months that the axis names, few enough to be read."""
        pas = next((pas for pas in PAS if (self.fin - self.debut) // pas < GRADUATIONS_MAX), PAS[-1])
        premier = self.debut + (-self.debut) % pas
        for mois in range(premier, self.fin, pas):
            yield mois, texte_mois(mois) if pas < ANNEE else str(mois // ANNEE)


@dataclass(frozen=True, slots=True)
class _Segment:
    """A level held from a month on; `mots` is its label, in red where the date is past and the level not reached."""

    debut: int
    fin: int
    niveau: str
    prevu: bool
    mots: str
    alerte: bool


def frise(feuille: FeuilleDeRoute, choisies: Sequence[LigneDeRoute] | None = None, police: str = POLICE) -> bytes:
    """The time line, one row a critère; of the chosen ones alone where some are, on the scale of them all."""
    lignes = list(feuille.lignes()) if choisies is None else choisies
    hauteur = HAUT + RANGEE * len(lignes) + BAS
    svg = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {LARGEUR} {hauteur}",
            "width": str(LARGEUR),
            "height": str(hauteur),
            "font-family": police,
            "font-size": "12",
        },
    )
    SubElement(svg, "title").text = feuille.titre
    _rect(svg, 0, 0, LARGEUR, hauteur, "#ffffff")
    echelle = _echelle(feuille)
    _axe(svg, echelle, hauteur)
    for rang, ligne in enumerate(lignes):
        _rangee(svg, echelle, ligne, HAUT + rang * RANGEE)
    _aujourdhui(svg, echelle, mois_de(feuille.aujourdhui), hauteur)
    legende = "Barre pleine : niveau validé. Barre claire : niveau prévu à partir de son mois."
    _texte(svg, GAUCHE, hauteur - 12, legende, DISCRET)
    drawn: bytes = tostring(svg, encoding="utf-8", xml_declaration=True)
    return drawn


def _echelle(feuille: FeuilleDeRoute) -> _Echelle:
    """From the evaluation to the last date, a year at least; today is always on it."""
    dates = [etape.mois for ligne in feuille.lignes() for etape in ligne.etapes]
    maintenant = mois_de(feuille.aujourdhui)
    evalue = feuille.depart.valide_le.astimezone(PARIS).date() if feuille.depart is not None else feuille.aujourdhui
    debut, derniere = min([mois_de(evalue), maintenant, *dates]), max([maintenant, *dates])
    return _Echelle(debut, max(derniere + max(2, (derniere - debut) // 6), debut + ANNEE))


def _axe(svg: Element, echelle: _Echelle, hauteur: int) -> None:
    for mois, mots in echelle.graduations():
        x = echelle.x(mois)
        _trait(svg, x, HAUT - 8, hauteur - BAS, TRAIT)
        _texte(svg, x, HAUT - 14, mots, DISCRET, ancre="middle")


def _aujourdhui(svg: Element, echelle: _Echelle, mois: int, hauteur: int) -> None:
    x = echelle.x(mois)
    _trait(svg, x, HAUT - 22, hauteur - BAS, ENCRE, {"stroke-dasharray": "4 3"})
    ancre = "end" if x > LARGEUR - 80 else "middle" if x > GAUCHE + 40 else "start"
    _texte(svg, x, 14, "aujourd’hui", ENCRE, ancre=ancre, gras=True)


def _rangee(svg: Element, echelle: _Echelle, ligne: LigneDeRoute, haut: int) -> None:
    _trait_horizontal(svg, haut + RANGEE)
    _texte(svg, 12, haut + BARRE_HAUT + BARRE - 3, ligne.critere.code, ENCRE, gras=True)
    segments = list(_segments(echelle, ligne))
    bouts = [float("-inf"), float("-inf")]
    for segment in segments:
        _barre(svg, echelle, segment, haut)
        x = echelle.x(segment.debut)
        voie = 0 if bouts[0] <= x or bouts[0] <= bouts[1] else 1
        x = max(x, bouts[voie])
        largeur = len(segment.mots) * LETTRE + 8
        x = min(x, LARGEUR - largeur)
        bouts[voie] = x + largeur
        encre = ALERTE if segment.alerte else TEINTES[segment.niveau][2]
        _texte(
            svg, x + 3, haut + (15 if voie == 0 else BARRE_HAUT + BARRE + 14), segment.mots, encre, gras=segment.prevu
        )


def _segments(echelle: _Echelle, ligne: LigneDeRoute) -> Iterator[_Segment]:
    depart = ligne.depart or GRIS
    debuts = [etape.mois for etape in ligne.etapes] + [echelle.fin]
    mots = LIBELLES.get(depart, depart)
    if ligne.non_applicable:
        mots += ", cible non applicable"
    yield _Segment(echelle.debut, debuts[0], depart, prevu=False, mots=mots, alerte=False)
    for etape, fin in zip(ligne.etapes, debuts[1:], strict=True):
        depassee = etape.suite is Suite.DEPASSEE
        mots = f"{LIBELLES[etape.niveau.code]} {etape.texte}{', dépassée' if depassee else ''}"
        atteinte = etape.suite is Suite.ATTEINTE
        yield _Segment(etape.mois, fin, etape.niveau.code, prevu=not atteinte, mots=mots, alerte=depassee)


def _barre(svg: Element, echelle: _Echelle, segment: _Segment, haut: int) -> None:
    pleine, claire, encre = TEINTES[segment.niveau]
    x, fin = echelle.x(segment.debut), echelle.x(segment.fin)
    barre = _rect(svg, x, haut + BARRE_HAUT, fin - x, BARRE, claire if segment.prevu else pleine)
    barre.set("stroke", encre if segment.prevu else pleine)


def _rect(svg: Element, x: float, y: float, largeur: float, hauteur: float, couleur: str) -> Element:
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{max(largeur, 0):.1f}", "height": f"{hauteur:.1f}"}
    return SubElement(svg, "rect", {**place, "fill": couleur})


def _trait(svg: Element, x: float, haut: float, bas: float, couleur: str, more: dict[str, str] | None = None) -> None:
    place = {"x1": f"{x:.1f}", "x2": f"{x:.1f}", "y1": f"{haut:.1f}", "y2": f"{bas:.1f}"}
    SubElement(svg, "line", {**place, "stroke": couleur, **(more or {})})


def _trait_horizontal(svg: Element, y: float) -> None:
    place = {"x1": "12", "x2": str(LARGEUR - 12), "y1": f"{y:.1f}", "y2": f"{y:.1f}"}
    SubElement(svg, "line", {**place, "stroke": TRAIT})


def _texte(
    svg: Element, x: float, y: float, mots: str, couleur: str, ancre: str = "start", *, gras: bool = False
) -> None:
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "fill": couleur, "text-anchor": ancre}
    SubElement(svg, "text", {**place, "font-weight": "bold"} if gras else place).text = mots
