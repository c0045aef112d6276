"""The archive that a workbook comes back in: read in bounded memory, made anew, and only then given to a library.

calamine keeps a sheet as one full rectangle: two cells, the first and XFD1048576, end the process, not the request.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

TAILLE_MAX = 2_000_000
"""Bytes of a workbook that is received."""
DECOMPRESSE_MAX = 30_000_000
"""Bytes of its parts together, as they are and not as they are declared: 289 KB were seen to become 602 MB."""
PARTIES_MAX = 200
LIGNES_MAX = 2_000
COLONNES_MAX = 100

COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
TROP = "Ce fichier contient trop de données pour un classeur de la plateforme ; repartez d'un neuf."
LOIN = (
    f"Une cellule est remplie au-delà de la ligne {LIGNES_MAX} ou de la colonne {COLONNES_MAX} ; videz-la, ou repartez "
    "d'un classeur neuf."
)
ABIME = "Ce fichier n'est pas un classeur .xlsx."
ENTITES = "Ce fichier déclare des entités XML (DOCTYPE), ce qu'aucun tableur n'écrit ; repartez d'un classeur neuf."
DECLARATIONS = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)

CELLULE = re.compile(rb"<(?:[^\s<>/]*:)?c(?=[\s/>])")
ENTIERE = re.compile(rb"""<[^\s<>/]+((?:\s+[^\s<>/="']+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*)\s*(/?)>""")
ADRESSES = re.compile(rb"""\s+r\s*=\s*["']([^"']*)["']""")
ADRESSE = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})")


class ClasseurRefuse(Exception):
    """The file is not the workbook that is awaited; the text says why, and what to do."""


def enveloppe(contenu: bytes) -> BytesIO:
    """The same workbook in an archive that says nothing false, and whose sheets are small.

    Raises: ClasseurRefuse.
    """
    if len(contenu) > TAILLE_MAX:
        raise ClasseurRefuse("Ce fichier est trop lourd : un classeur de la plateforme pèse moins de 2 Mo.")
    refait = BytesIO()
    try:
        with zipfile.ZipFile(BytesIO(contenu)) as recu, zipfile.ZipFile(refait, "w") as fait:
            for nom, partie in _parties(recu):
                _check_text(partie)
                _check_cells(partie)
                fait.writestr(nom, partie)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise ClasseurRefuse(ABIME) from error
    refait.seek(0)
    return refait


def _parties(recu: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Each part that is XML, read to its end whatever size it declares; images and the like are left out."""
    infos, reste = recu.infolist(), DECOMPRESSE_MAX
    if len(infos) > PARTIES_MAX:
        raise ClasseurRefuse(TROP)
    if len({info.filename.casefold() for info in infos}) != len(infos):
        raise ClasseurRefuse(ABIME)
    for info in infos:
        # « content.xml » is what an OpenDocument has: another reader would take it
        if not info.filename.casefold().endswith((".xml", ".rels")) or info.filename.casefold() == "content.xml":
            continue
        if info.flag_bits & 1 or info.compress_type not in COMPRESSIONS:
            raise ClasseurRefuse(ABIME)
        info.file_size = DECOMPRESSE_MAX + 1
        with recu.open(info) as ouverte:
            partie = ouverte.read(reste + 1)
        reste -= len(partie)
        if reste < 0:
            raise ClasseurRefuse(TROP)
        yield info.filename, partie


def _check_text(partie: bytes) -> None:
    """Refuse entities, and an encoding in which they would not be seen."""
    if DECLARATIONS.search(partie):
        raise ClasseurRefuse(ENTITES)
    if partie.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in partie:
        raise ClasseurRefuse(ABIME)


def _check_cells(partie: bytes) -> None:
    """Refuse a cell that holds something far away, or that does not say where it is."""
    for trouvee in CELLULE.finditer(partie):
        entiere = ENTIERE.match(partie, trouvee.start())
        if entiere is None:
            raise ClasseurRefuse(ABIME)
        # spreadsheets write cells that are only coloured, in any place: they hold nothing
        if not entiere[2]:
            _check_place(ADRESSES.findall(entiere[1]))


def _check_place(adresses: list[bytes]) -> None:
    lue = ADRESSE.fullmatch(adresses[0]) if len(adresses) == 1 else None
    if lue is None:
        raise ClasseurRefuse(ABIME)
    colonne = 0
    for lettre in lue[1].upper():
        colonne = colonne * 26 + lettre - ord("A") + 1
    if int(lue[2]) > LIGNES_MAX or colonne > COLONNES_MAX:
        raise ClasseurRefuse(LOIN)
