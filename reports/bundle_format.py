"""What « Télécharger les résultats » gives out: a ZIP of a finished démarche that anybody can check.

    resultats/            the results of each questionnaire: PDF, XLSX, JSON (reports/results_json.py)
    feuilles-de-route/    the roadmap of each projection: PDF, JSON (reports/roadmap_json.py)
    preuves/              the documents given with the validated answers, each content once
    journal/              the signed journal of the subject:
        ecritures.jsonl       its entries (reports/extract.py)
        point-de-controle     the signed note of the company's log (C2SP signed-note)
        cle-publique          the journal's first key (C2SP verifier key): compare its fingerprint with the agency's
        changements-de-cle.jsonl  only where the key changed, a line each: the entry that names the new key, its place
                              and the checkpoint that both keys signed ({"body", "proof", "note"}, models/key_chain.py)
    LISEZ-MOI.txt         what all this is, in French
    manifest.json         the last member, indented JSON:

        format        1
        sujet         {"type", "reference", "nom", "version"}
        parcours      {"code", "titre"}; demarche: {"code", "titre"}
        finalise_le   instant in UTC; arrete_au: that of the journal's last entry
        verdicts      [{"questionnaire", "titre", "projection": bool, "resultat", "echeance": month or null, "niveau":
                      in words}]
        journal       {"format": that of the entries, "journal": origin of the log, "flux": stream of the subject,
                      "taille": entries of the log, "taille_agence": entries of the agency's log, "ecritures": how many
                      are here, "cle": SHA-256 of the public key}
        fichiers      {name: {"sha256", "taille": bytes}}, every member but this one
        preuves       [{"fichier": name or null, "noms": as deposited, "sha256", "taille", "ecartee": null, "infectee"
                      or "en_attente", "raison": why it is left out or null, "usages": [{"questionnaire", "critere",
                      "jeu", "type"}]}]

`reports/bundle.py` writes it, `reports/verification_bundle.py` checks it from itself alone. Pure.
"""

FORMAT = 1
MANIFEST = "manifest.json"
README = "LISEZ-MOI.txt"
ENTRIES, NOTE, KEY = "journal/ecritures.jsonl", "journal/point-de-controle", "journal/cle-publique"
ROTATIONS = "journal/changements-de-cle.jsonl"
