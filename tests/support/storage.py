"""Storage written as the registry writes it, for tests that need no registry."""
import hashlib
import json
import os

DOCKER, LIST = ("application/vnd.docker.distribution.manifest.v2+json",
                "application/vnd.docker.distribution.manifest.list.v2+json")
OCI, INDEX = "application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json"


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def put(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)


class Tree:
    """A storage, written as the registry writes it: some repositories by chance, or none."""

    def __init__(self, top, rng=None):
        self.v2 = os.path.join(top, "docker/registry/v2")
        self.top, self.rng = top, rng
        self.repos = {}      # name -> [digest of its manifests]
        self.tags = []       # (repository, tag)
        self.manifests = {}  # digest -> bytes
        os.makedirs(self.v2 + "/blobs/sha256", exist_ok=True)
        for name in rng.sample(["team/app", "team/web", "lib", "a-b/c", "a/b", "zoo", "a/b/c"], rng.randint(2, 4)) if rng else ():
            self.fill(name)

    def repo(self, name):
        return "%s/repositories/%s" % (self.v2, name)

    def data(self, d):
        alg, hexa = d.split(":")
        return "%s/blobs/%s/%s/%s/data" % (self.v2, alg, hexa[:2], hexa)

    def revision(self, name, d):
        return "%s/_manifests/revisions/%s/link" % (self.repo(name), d.replace(":", "/"))

    def blob(self, data):
        put(self.data(digest(data)), data)
        return digest(data)

    def layer(self, name, data):
        d = self.blob(data)
        put("%s/_layers/%s/link" % (self.repo(name), d.replace(":", "/")), d.encode())
        return {"digest": d, "size": len(data), "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip"}

    def manifest(self, name, document, raw=None):
        data = raw if raw is not None else json.dumps(document).encode()
        d = self.blob(data)
        put(self.revision(name, d), d.encode())
        self.manifests[d] = data
        self.repos.setdefault(name, []).append(d)
        return {"digest": d, "size": len(data), "mediaType": document.get("mediaType", OCI) if document else OCI}

    def image(self, name, kind=DOCKER):
        document = {"schemaVersion": 2, "mediaType": kind,
                    "config": self.layer(name, b'{"os":"linux","n":"%d"}' % self.rng.getrandbits(40)),
                    "layers": [self.layer(name, b"layer %d" % self.rng.getrandbits(4 if self.rng.random() < .4 else 40))
                               for _ in range(self.rng.randint(0, 3))]}
        if self.rng.random() < .2:
            del document["mediaType"]
        return self.manifest(name, document)

    def tag(self, name, tag, d):
        base = "%s/_manifests/tags/%s" % (self.repo(name), tag)
        put(base + "/current/link", d.encode())
        put("%s/index/%s/link" % (base, d.replace(":", "/")), d.encode())
        self.tags.append((name, tag))

    def fill(self, name):
        rng = self.rng
        made = [self.image(name, rng.choice([DOCKER, OCI]))["digest"] for _ in range(rng.randint(1, 4))]
        if rng.random() < .5:
            children = [dict(self.image(name, OCI), platform={"architecture": "amd64", "os": "linux"})
                        for _ in range(rng.randint(1, 2))]
            document = {"schemaVersion": 2, "mediaType": rng.choice([LIST, INDEX]), "manifests": children}
            if rng.random() < .2:
                del document["mediaType"]
            made.append(self.manifest(name, document)["digest"])
            if rng.random() < .3:
                os.remove(self.revision(name, children[0]["digest"]))
        for i in range(rng.randint(0, 3)):
            self.tag(name, "v%d" % (i % 2), rng.choice(made))
        if rng.random() < .3:
            gone = rng.choice(made)
            if os.path.exists(self.revision(name, gone)):
                os.remove(self.revision(name, gone))
        if rng.random() < .3:
            self.blob(b"orphan %d" % rng.getrandbits(40))
        if rng.random() < .3:
            put("%s/_uploads/%08d-0000-4000-8000-000000000000/data" % (self.repo(name), rng.randint(0, 9999)), b"part")

    # ---- what may be anywhere

    def some_repo(self):
        return self.rng.choice(sorted(self.repos))

    def some_manifest(self):
        name = self.some_repo()
        return name, self.rng.choice(self.repos[name])

    def some_link(self):
        links = [os.path.join(top, "link") for top, _, files in os.walk(self.v2 + "/repositories") if "link" in files]
        return self.rng.choice(sorted(links))
