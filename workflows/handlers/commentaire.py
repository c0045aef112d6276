"""What a comment may hold, everywhere."""

import unicodedata
from collections.abc import Iterator

COMMENTAIRE_MAX = 10_000
"""Characters, line ends counted as one."""


def clean(texte: str) -> str:
    """The text as it will be kept: one kind of line end, no space around."""
    return texte.replace("\r\n", "\n").replace("\r", "\n").strip()


def comment_faults(critere: str, texte: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a comment, each as (critère, sentence)."""
    for phrase in text_faults(f"Critère {critere} : le commentaire", texte):
        yield critere, phrase


def text_faults(nom: str, texte: str) -> Iterator[str]:
    """What is wrong with a long text, in sentences that begin with its name."""
    if len(texte) > COMMENTAIRE_MAX:
        yield f"{nom} a {len(texte)} caractères, il peut en avoir {COMMENTAIRE_MAX}."
    if has_control(texte, multiline=True):
        yield f"{nom} contient des caractères de contrôle ; retirez-les."


def has_control(texte: str, *, multiline: bool) -> bool:
    """Whether it holds control characters or lone surrogates, which neither a page nor the journal can carry."""
    allowed = "\n\t" if multiline else ""
    return any(unicodedata.category(c) in ("Cc", "Cs") and c not in allowed for c in texte)
