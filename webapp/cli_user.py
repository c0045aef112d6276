"""`convergence user`: accounts, created and closed through the door like everything else."""

import sys

import click
from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, joinedload

from models.compte import Compte, Entreprise, Role
from models.erasure import erasure_of
from webapp.cli_session import answer, as_json, columns, door_of, opened
from webapp.passwords import MAXIMUM, MINIMUM, hash_password
from workflows.commands.base import SYSTEME
from workflows.commands.comptes import CreerCompte, DesactiverCompte
from workflows.commands.effacement import EffacerPersonne
from workflows.commands.plateforme import CreerEntreprise
from workflows.errors import NotFound, ValidationRefused
from workflows.handlers.effacement import code_de


@click.group()
def user() -> None:
    """Crée, liste et ferme les comptes.

    Exemple : convergence user list
    """


@user.command("create")
@click.argument("email")
@click.option("--nom", required=True, help="Nom de la personne.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="Ce qu'elle peut faire.")
@click.option("--entreprise", help="Référence de l'entreprise d'un industriel.")
@click.option("--nouvelle-entreprise", metavar="NOM", help="Crée d'abord cette entreprise.")
@click.option("--password-stdin", is_flag=True, help="Lit le mot de passe sur l'entrée standard.")
@as_json
def create(
    email: str,
    nom: str,
    role: str,
    entreprise: str | None,
    nouvelle_entreprise: str | None,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Crée un compte ; le mot de passe est demandé, et jamais écrit.

    \b
    Exemple : convergence user create rose@edicare.example --nom "Rose Petit" \\
                --role responsable --nouvelle-entreprise Edicare
    """
    password = _password(password_stdin)
    found, engine = opened()
    door = door_of(found, engine)
    if nouvelle_entreprise:
        created = door.execute(CreerEntreprise(SYSTEME, nouvelle_entreprise, entreprise))
        entreprise = _reference(engine, created.identifiant)
    outcome = door.execute(CreerCompte(SYSTEME, email, nom, role, hash_password(password), entreprise))
    data = {"identifiant": outcome.identifiant, "email": email, "role": role, "entreprise": entreprise}
    answer(data, f"Compte créé pour {email} ({role}{f', {entreprise}' if entreprise else ''}).", as_json)


@user.command("list")
@as_json
def list_(as_json: bool) -> None:
    """Liste les comptes.

    Exemple : convergence user list --json
    """
    _, engine = opened()
    with Session(engine) as session:
        comptes = session.scalars(select(Compte).options(joinedload(Compte.entreprise)).order_by(Compte.email)).all()
        rows = [
            {
                "email": compte.email,
                "nom": compte.nom,
                "role": compte.role,
                "entreprise": compte.entreprise.reference if compte.entreprise else None,
                "actif": compte.active,
            }
            for compte in comptes
        ]
    cells = [
        (r["email"], r["nom"], r["role"], r["entreprise"] or "agence", "actif" if r["actif"] else "fermé") for r in rows
    ]
    answer(rows, columns(("Adresse", "Nom", "Rôle", "Entreprise", "État"), cells), as_json)


@user.command("disable")
@click.argument("email")
@as_json
def disable(email: str, as_json: bool) -> None:
    """Ferme un compte : il ne peut plus se connecter, son passé reste.

    Exemple : convergence user disable rose@edicare.example
    """
    found, engine = opened()
    door_of(found, engine).execute(DesactiverCompte(SYSTEME, email))
    answer({"email": email, "actif": False}, f"Le compte {email} est fermé.", as_json)


@user.command("erase")
@click.argument("email")
@click.option("--textes", is_flag=True, help="Avec ce que la personne a écrit : commentaires, motifs, descriptions.")
@click.option("--confirmer", "code", help="Code donné par le premier appel : efface exactement ce qu'il annonçait.")
@as_json
def erase(email: str, textes: bool, code: str | None, as_json: bool) -> None:
    """Annonce, puis efface les données personnelles d'un compte fermé ; ses écritures restent, et se vérifient.

    Exemple : convergence user erase rose@edicare.example --textes
    """
    found, engine = opened()
    with Session(engine) as session:
        compte = session.scalars(select(Compte).where(func.lower(Compte.email) == email.strip().lower())).one_or_none()
        if compte is None:
            raise NotFound(f"Aucun compte pour {email}.")
        planned = erasure_of(session, compte, texts=textes)
        identifiant, expected = compte.id, code_de(compte, planned)
    counts = {"identite": len(planned.identity), "textes": len(planned.texts), "journal": planned.log}
    told = f"{counts['identite']} écritures disent son nom ou son adresse, {counts['textes']} ce qu'elle a écrit"
    if code is None:
        text = f"{told}.\nRien n'est effacé. Pour effacer, sans retour possible : --confirmer {expected}"
        answer({"efface": False, "code": expected, **counts}, text, as_json)
        return
    door_of(found, engine).execute(EffacerPersonne(SYSTEME, identifiant, textes, code))
    answer({"efface": True, **counts}, f"Effacé : {told}.", as_json)


def _password(from_stdin: bool) -> str:
    if from_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("Mot de passe", hide_input=True, confirmation_prompt="Mot de passe, une seconde fois")
    if not MINIMUM <= len(password) <= MAXIMUM:
        raise ValidationRefused(f"Le mot de passe doit compter de {MINIMUM} à {MAXIMUM} caractères.")
    return str(password)


def _reference(engine: Engine, identifiant: str | None) -> str:
    with Session(engine) as session:
        entreprise = session.get(Entreprise, identifiant)
        if entreprise is None:
            raise NotFound("L'entreprise qui vient d'être créée est introuvable.")
        return entreprise.reference
