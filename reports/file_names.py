"""Names of files that no system refuses."""

from unicodedata import normalize


def document_name(parts: str) -> str:
    """« careoptim-v0.1-883-interoperabilite-2021 »: plain ASCII, so that no system refuses it."""
    plain = normalize("NFKD", parts).encode("ascii", "ignore").decode().lower()
    words = "".join(char if char.isalnum() or char == "." else " " for char in plain).split()
    return "-".join(words)


def member_name(numero: int, nom: str, extension: str) -> str:
    """« 07-liste-des-contributeurs.pdf »: what a person called a document, with nothing that leads elsewhere."""
    racine = document_name(nom.removesuffix(f".{extension}").replace(".", " "))[:80].strip("-")
    return f"{numero:02d}-{racine or 'document'}.{extension}"
