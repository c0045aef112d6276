"""What the engines that decided are called."""

from flask_babel import lazy_gettext as _l

from rules.decision import BOTH, REFERENCE

ENGINES = {
    BOTH: _l("durable-rules, contrôlé par le moteur de référence"),
    REFERENCE: _l("moteur de référence"),
}
