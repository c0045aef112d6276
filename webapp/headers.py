"""What browsers are told about each answer: nothing from elsewhere, nothing inline, no page kept."""

from flask import Flask, Response, current_app, request

# Bootstrap draws its arrows and check marks with data: images
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-src 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)

FIXED = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

ONE_YEAR = 365 * 24 * 3600


def install_headers(app: Flask, https: bool) -> None:
    """Add the headers to every answer; with HTTPS, browsers are told to stay with it."""
    app.config["CONVERGENCE_HTTPS"] = https
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    for name, value in FIXED.items():
        response.headers.setdefault(name, value)
    if current_app.config["CONVERGENCE_HTTPS"]:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}")
    if request.endpoint == "static":
        _cache_static(response)
    else:
        response.headers["Cache-Control"] = "no-store"
    return response


def _cache_static(response: Response) -> None:
    # the address changes with the content (webapp/assets.py), so that what it gives never does
    if response.status_code == 200 and request.args.get("v"):
        response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
