"""The command line: `convergence`. Each group is read only when it is asked for, so that `--help` answers at once."""

from importlib import import_module
from typing import Any

import click

from models.store import StoreUnavailable
from referentiels.faults import ReferentielInvalid
from rules.faults import PackInvalid
from webapp.config import SettingsError
from workflows.errors import Refused

GROUPS = {
    "serve": ("webapp.cli_platform", "Prépare la base s'il le faut, puis sert la plateforme."),
    "init": ("webapp.cli_platform", "Prépare la base : schéma, clé du journal, référentiels et règles."),
    "demo": ("webapp.cli_platform", "Prépare la base avec les données de démonstration."),
    "worker": ("webapp.cli_worker", "Envoie les courriels et simule les publications."),
    "user": ("webapp.cli_user", "Crée, liste et ferme les comptes."),
    "rules": ("webapp.cli_rules", "Liste, contrôle et éprouve les paquets de règles."),
    "referentiel": ("webapp.cli_referentiel", "Liste et contrôle les référentiels."),
    "preuve": ("webapp.cli_preuve", "Analyse et contrôle les documents déposés comme preuves."),
    "bpmn": ("webapp.cli_bpmn", "Écrit une démarche en BPMN 2.0 ou en SVG."),
    "audit": ("webapp.cli_audit", "Vérifie, prouve, exporte et rejoue le journal."),
    "backup": ("webapp.cli_backup", "Sauvegarde tout dans une archive, pendant que la plateforme sert."),
    "restore": ("webapp.cli_backup", "Restaure une archive dans une base vide, après l'avoir vérifiée."),
}

REFUSED = 1
CALLED_WRONGLY = 2


class Commands(click.Group):
    """Finds its commands by name, and turns refusals into an exit status with the reason on standard error."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the documentation."""
        return list(GROUPS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in GROUPS:
            return None
        found: click.Command = getattr(import_module(GROUPS[cmd_name][0]), cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the names with a sentence each, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence) for name, (_, sentence) in GROUPS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run, and say in one sentence why it did not go through."""
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            _say(str(error))
            ctx.exit(CALLED_WRONGLY)
        except Refused as error:
            _say("\n".join(error.sentences))
            ctx.exit(REFUSED)
        except (ReferentielInvalid, PackInvalid, StoreUnavailable) as error:
            _say(str(error))
            ctx.exit(REFUSED)


@click.group(cls=Commands)
@click.version_option(package_name="convergence", message="%(version)s")
def cli() -> None:
    """Convergence : conformité guidée des logiciels de santé.

    Sortie 0 : fait ; 1 : refusé, ou trouvé faux (la raison est sur la sortie d'erreur) ; 2 : mal appelé.

    Exemple : convergence serve --demo
    """


def main() -> None:
    """Run the command line."""
    cli(prog_name="convergence")


def _say(text: str) -> None:
    click.echo(text, err=True)


if __name__ == "__main__":
    main()
