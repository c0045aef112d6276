"""The chart of results by section, as an SVG image; its figures stand beside it in a table."""

from collections.abc import Sequence
from typing import Any

from referentiels.catalogue import TypeQuestionnaire
from referentiels.palette import LIBELLES
from reports.drawing import Style, pygal
from reports.result_sections import SectionDeResultat
from reports.results import Resultats

MATURITE = TypeQuestionnaire.MATURITE
REPONSES = "Réponses validées"
RECOMMANDE = "Niveau recommandé"
COULEURS = ("#17708f", "#e0a04b")
"""Apart in lightness, so that they stay apart in grey and for any eye; the legend names each."""

CONFORMES = {"conforme": "#17708f", "non_conforme": "#e0a04b", "non_applicable": "#c9d3d8"}

GRADUATIONS = 5
LARGEUR = 660
PAR_SECTION = 78
MARGES = 90
ETIQUETTE = 24
POLICE = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"


def mesurables(resultats: Resultats) -> tuple[SectionDeResultat, ...]:
    """The sections that the chart draws: those with an answer on the scale, or with answers of conformity."""
    if resultats.questionnaire.type is MATURITE:
        return tuple(section for section in resultats.sections if section.taux is not None)
    return tuple(section for section in resultats.sections if section.lignes)


def graphique(resultats: Resultats) -> bytes:
    """How each section fares, as SVG without any script.

    Of maturity: what is reached and what is recommended, in % of the highest level. Of conformity: how many critères
    have each answer.
    """
    # pygal draws horizontal bars from the bottom up
    sections = mesurables(resultats)[::-1]
    chart = _maturite(sections) if resultats.questionnaire.type is MATURITE else _conformite(sections)
    chart.x_labels = [_etiquette(section) for section in sections]
    # pygal writes a script for its tooltips, which an image never runs
    chart.add_xml_filter(_without_scripts)
    rendered: bytes = chart.render()
    return rendered


def _maturite(sections: Sequence[SectionDeResultat]) -> Any:
    chart = pygal.HorizontalBar(
        **_commun(len(sections)),
        style=_style(COULEURS),
        range=(0, 100),
        y_labels=[0, 25, 50, 75, 100],
        value_formatter=lambda taux: f"{taux:.0f} %",
    )
    chart.add(REPONSES, [section.taux for section in sections])
    chart.add(RECOMMANDE, [section.taux_recommande for section in sections])
    return chart


def _conformite(sections: Sequence[SectionDeResultat]) -> Any:
    plus_long = max((len(section.lignes) for section in sections), default=0)
    chart = pygal.HorizontalStackedBar(
        **_commun(len(sections)),
        style=_style(tuple(CONFORMES.values())),
        y_labels=[{"value": nombre, "label": str(nombre)} for nombre in _graduations(plus_long)],
        # a count of none would be written on a bar that is not there
        value_formatter=lambda nombre: f"{nombre:.0f}" if nombre else "",
    )
    for code in CONFORMES:
        chart.add(LIBELLES[code], [section.comptes[code] for section in sections])
    return chart


def _graduations(plus_long: int) -> range:
    """Whole numbers from 0 up to the longest bar, half a dozen at most."""
    pas = max(1, -(-plus_long // GRADUATIONS))
    return range(0, pas * -(-plus_long // pas) + 1, pas)


def _commun(sections: int) -> dict[str, Any]:
    return {
        "js": (),
        "width": LARGEUR,
        "height": MARGES + PAR_SECTION * max(1, sections),
        "legend_at_bottom": True,
        "legend_box_size": 14,
        "print_values": True,
        "print_values_position": "center",
        "show_y_guides": True,
        "margin": 12,
        "spacing": 10,
        "truncate_label": -1,
        "no_data_text": "Aucune réponse à mesurer",
    }


def _without_scripts(root: Any) -> Any:
    for parent in list(root.iter()):
        for child in [child for child in parent if str(child.tag).endswith("script")]:
            parent.remove(child)
    return root


def _etiquette(section: SectionDeResultat) -> str:
    """Short enough for the margin; the table beside has the whole title."""
    texte = f"{section.section.code} {section.section.titre}"
    return texte if len(texte) <= ETIQUETTE else texte[: ETIQUETTE - 1].rstrip() + "…"


def _style(couleurs: tuple[str, ...]) -> Style:
    return Style(
        background="#ffffff",
        plot_background="#ffffff",
        foreground="#4c5f69",
        foreground_strong="#17272f",
        foreground_subtle="#d3dde2",
        colors=couleurs,
        value_colors=("#ffffff", *["#17272f"] * (len(couleurs) - 1)),
        guide_stroke_color="#d3dde2",
        major_guide_stroke_color="#d3dde2",
        font_family=POLICE,
        label_font_size=14,
        major_label_font_size=14,
        legend_font_size=14,
        value_font_size=13,
        value_label_font_size=13,
        no_data_font_size=18,
        opacity="1",
        opacity_hover="1",
        transition="none",
    )
