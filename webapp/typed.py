"""What a person had typed in a form that could not be accepted, to be shown back."""

from flask import Request

HIDDEN = ("csrf_token", "submit")
SECRET = ("mot_de_passe", "password", "secret")


def typed_values(request: Request) -> tuple[tuple[str, str], ...]:
    """The texts of a form, without its tokens and passwords; nothing where another site sent them."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return ()
    return tuple(
        (name.replace("_", " "), value)
        for name, value in request.form.items(multi=True)
        if value.strip() and name not in HIDDEN and not any(word in name for word in SECRET)
    )
