"""The form of an evaluation: the fields of each critère, what the person changed in them, what is wrong.

A critère's fields are `niveau-<code>`, `commentaire-<code>`, `depend-<code>`, `confirmer-<code>`, and two hidden ones:
`revision-<code>`, the revision that was shown, and `vu-<code>`, a digest of what was shown. A critère whose fields
still say what the digest says was not touched: it is not sent on, and so never conflicts with a colleague's. A page
that is only read sends the revisions alone: what is validated with it is what was shown.
A node that may be switched off has the same fields under its own code; its level is the grey one, or none.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from json import dumps

from werkzeug.datastructures import MultiDict

from models.snapshot import ReponseSnapshot
from reports.evaluations import contenu
from workflows.commands.evaluations import Saisie
from workflows.outcome import Conflit

PREFIXES = ("niveau", "commentaire", "depend", "confirmer", "vu")
REVISION = "revision-"


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
    """What stands for an entry's content, however its lines end: 16 hexadecimal digits."""
    texte = saisie.commentaire.replace("\r\n", "\n").replace("\r", "\n").strip()
    plain = dumps([saisie.valeur or None, texte, saisie.depend_de or None])
    return sha256(plain.encode()).hexdigest()[:16]


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
        _number(form.get(f"{REVISION}{code}", "")),
    )
    return Champs(saisie, form.get(f"vu-{code}", ""), f"confirmer-{code}" in form)


def seen_revisions(form: "MultiDict[str, str]") -> dict[str, int]:
    """The revision of each answer that the page showed, by critère."""
    return {name.removeprefix(REVISION): _number(form[name]) for name in form if name.startswith(REVISION)}


def _choice(text: str) -> str | None:
    """A code among others; what no page of ours can have sent stays wrong, but can be looked for and shown."""
    return (text if text.isprintable() and len(text) <= 64 else "?") if text else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def changed_entries(champs: Mapping[str, Champs]) -> tuple[Saisie, ...]:
    """What the person changed."""
    return tuple(un.saisie for un in champs.values() if un.modifies)


def with_errors(
    champs: Mapping[str, Champs], fautes: Iterable[tuple[str, str]], shown: Container[str]
) -> tuple[dict[str, Champs], tuple[str, ...]]:
    """The fields with the sentence of each fault, and the sentences that belong to no critère that is shown."""
    marked, elsewhere = dict(champs), []
    for code, sentence in fautes:
        if code in marked and code in shown:
            marked[code] = replace(marked[code], erreurs=(*marked[code].erreurs, sentence))
        else:
            elsewhere.append(sentence)
    return marked, tuple(elsewhere)


def both_comments(conflit: Conflit) -> str | None:
    """The two comments of a conflict one after the other; None where there is nothing to put together."""
    mine, theirs = conflit.saisie.commentaire.strip(), conflit.commentaire.strip()
    if not mine or not theirs or mine == theirs:
        return None
    return f"{theirs}\n\n{mine}"
