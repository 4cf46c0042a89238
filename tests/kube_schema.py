"""Every field of a Kubernetes file against the types of the API, as python3-kubernetes carries them: unknown fields, wrong
types and missing ones are told on stderr. usage: kube_schema.py FILE"""
import sys

import yaml
from kubernetes import client

PLAIN = {"str": str, "int": int, "bool": bool, "float": (int, float)}
wrong = []


def check(kind, value, where):
    if kind.startswith("list["):
        if not isinstance(value, list):
            wrong.append(f"{where}: a list is wanted")
            return
        for i, one in enumerate(value):
            check(kind[5:-1], one, f"{where}[{i}]")
    elif kind.startswith("dict("):
        if not isinstance(value, dict):
            wrong.append(f"{where}: a map is wanted")
            return
        for key, one in value.items():
            check(kind[5:-1].split(", ", 1)[1], one, f"{where}.{key}")
    elif kind in PLAIN:
        if not isinstance(value, PLAIN[kind]) or (kind == "int" and isinstance(value, bool)):
            wrong.append(f"{where}: {value!r} is no {kind}")
    elif kind not in ("object", "datetime"):
        model(getattr(client, kind), value, where)


def model(cls, value, where):
    if not isinstance(value, dict):
        wrong.append(f"{where}: a map is wanted")
        return
    names = {api: (name, cls.openapi_types[name]) for name, api in cls.attribute_map.items()}
    for key in value:
        if key not in names:
            wrong.append(f"{where}.{key}: no such field of {cls.__name__}")
        else:
            check(names[key][1], value[key], f"{where}.{key}")
    try:  # the models know which fields must be there
        cls(**{names[key][0]: value[key] for key in value if key in names})
    except ValueError as e:
        wrong.append(f"{where}: {e}")


KINDS = {("batch/v1", "Job"): client.V1Job}
documents = [d for d in yaml.safe_load_all(open(sys.argv[1], encoding="utf-8")) if d is not None]
for n, document in enumerate(documents):
    known = KINDS.get((document.get("apiVersion"), document.get("kind")))
    if known is None:
        wrong.append(f"document {n}: {document.get('apiVersion')} {document.get('kind')} is not looked at")
    else:
        model(known, document, document["metadata"]["name"])
if not documents:
    wrong.append("no document")
print("\n".join(wrong), file=sys.stderr)
sys.exit(1 if wrong else 0)
