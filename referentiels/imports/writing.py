"""Plain values → YAML text that our strict reader takes: no anchor, no tag, one order of keys."""

from typing import Any

import yaml

LARGEUR = 120
# libyaml where it was built in: the same text, some ten times faster
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_DUMPER):  # type: ignore[misc]
    """Never an alias, even where a value is used twice."""

    def ignore_aliases(self, data: Any) -> bool:
        """Whether a value is written again wherever it stands."""
        return True


def ecrire(contenu: dict[str, Any]) -> str:
    """The YAML text of a document."""
    return yaml.dump(contenu, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=LARGEUR)
