"""A form as a browser without scripts would send it."""

from html.parser import HTMLParser


class _Reader(HTMLParser):
    """Collects what the controls of one form hold."""

    def __init__(self, identifier: str | None) -> None:
        super().__init__()
        self.identifier = identifier
        self.fields: dict[str, str] = {}
        self._inside = identifier is None
        self._textarea: str | None = None
        self._select: str | None = None
        self._fieldsets: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = self.identifier in (None, given.get("id"))
        if tag == "fieldset":
            self._fieldsets.append("disabled" in given)
        if not self._inside or "disabled" in given or any(self._fieldsets):
            return
        if tag == "input" and "name" in given and _sent(given):
            self.fields[given["name"]] = given.get("value", "")
        if tag == "textarea":
            self._textarea = given["name"]
            self.fields[given["name"]] = ""
        if tag == "select":
            self._select = given["name"]
        if tag == "option" and self._select and (self._select not in self.fields or "selected" in given):
            self.fields[self._select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = self.identifier is None
        if tag == "fieldset":
            self._fieldsets.pop()
        if tag == "textarea":
            if self._textarea is not None:
                # browsers drop the line end that follows the opening tag
                self.fields[self._textarea] = self.fields[self._textarea].removeprefix("\n")
            self._textarea = None
        if tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self.fields[self._textarea] += data


def _sent(given: dict[str, str]) -> bool:
    return given.get("type") not in ("radio", "checkbox") or "checked" in given


def form_fields(page: str, identifier: str | None = None) -> dict[str, str]:
    """What the form of that id would send, untouched; every form of the page without one."""
    reader = _Reader(identifier)
    reader.feed(page)
    return reader.fields
