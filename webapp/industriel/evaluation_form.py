"""The form of an evaluation: the fields of each critère, what the person changed in them, what is wrong.

A critère's fields are `niveau-<code>`, `commentaire-<code>`, `depend-<code>`, `confirmer-<code>`, and two hidden ones:
`revision-<code>`, the revision that was shown, and `vu-<code>`, a digest of what was shown. A critère whose fields
still say what the digest says was not touched: it is not sent on, and so never conflicts with a colleague's. A page
that is only read sends the revisions alone: what is validated with it is what was shown.
A node that may be switched off has the same fields under its own code; its level is the grey one, or none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from models.snapshot import ReponseSnapshot
from reports.evaluations import contenu
from webapp.industriel.fields import REVISION, digest, number, same_ends, short
from workflows.commands.evaluations import Saisie

PREFIXES = ("niveau", "commentaire", "depend", "confirmer", "vu")


@dataclass(frozen=True, slots=True)
class Champs:
    """What the fields of one critère hold; `erreurs` are the sentences to show beside them."""

    saisie: Saisie
    vu: str = ""
    confirme: bool = False
    erreurs: tuple[str, ...] = ()

    @property
    def modifies(self) -> bool:
        """Whether the person changed something, or confirmed it as it stands."""
        return self.confirme or self.vu != digest_of_entry(self.saisie)


def digest_of_entry(saisie: Saisie) -> str:
    """What stands for an entry's content: 16 hexadecimal digits."""
    return digest(saisie.valeur or None, same_ends(saisie.commentaire), saisie.depend_de or None)


def shown_entry(critere: str, reponse: ReponseSnapshot | None) -> Saisie:
    """An answer as the form shows it."""
    valeur, commentaire, depend_de = contenu(reponse)
    return Saisie(critere, valeur, commentaire, depend_de, reponse.revision if reponse is not None else 0)


def kept_fields(reponses: Iterable[tuple[str, ReponseSnapshot | None]]) -> dict[str, Champs]:
    """The fields as the database has them."""
    entries = (shown_entry(code, reponse) for code, reponse in reponses)
    return {entry.critere: Champs(entry, digest_of_entry(entry)) for entry in entries}


def sent_fields(form: "MultiDict[str, str]") -> dict[str, Champs]:
    """The fields of each critère that a form carries, in its order."""
    codes = dict.fromkeys(code for name in form for prefix, _, code in [name.partition("-")] if prefix in PREFIXES)
    return {code: _sent(form, code) for code in codes if code}


def _sent(form: "MultiDict[str, str]", code: str) -> Champs:
    saisie = Saisie(
        code,
        _choice(form.get(f"niveau-{code}", "")),
        form.get(f"commentaire-{code}", ""),
        _choice(form.get(f"depend-{code}", "")),
        number(form.get(f"{REVISION}{code}", "")),
    )
    return Champs(saisie, form.get(f"vu-{code}", ""), f"confirmer-{code}" in form)


def _choice(text: str) -> str | None:
    """A code among others, None for no code."""
    return short(text) if text else None


def changed_entries(champs: Mapping[str, Champs]) -> tuple[Saisie, ...]:
    """What the person changed."""
    return tuple(un.saisie for un in champs.values() if un.modifies)
