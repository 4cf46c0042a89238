#!/usr/bin/env python3
"""Small stores made by hand for the tests of export: what is in them is known to the byte.

  stores.py images DIR    a registry: app:1 (three layers that hide, link and go astray), lost:1 (its packed layer is
                          gone, the same bytes lie unpacked beside the registry), names no registry takes
  stores.py layout DIR    an OCI layout whose names are paths and commands
  stores.py large DIR N   a registry with one image whose layer is N MiB of zeros in a sparse file
Prints lines NAME VALUE that tests compare with.
"""
import gzip, hashlib, io, json, os, sys, tarfile

CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"


def sha(b):
    return "sha256:" + hashlib.sha256(b).hexdigest()


def write(path, b):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(b)


class Registry:
    def __init__(self, top):
        self.top = os.fsencode(top) + b"/docker/registry/v2"

    def blob(self, b):
        h = sha(b)[7:].encode()
        write(self.top + b"/blobs/sha256/" + h[:2] + b"/" + h + b"/data", b)
        return sha(b)

    def link(self, repository, what, digest):
        alg, h = digest.split(":")
        path = b"%s/repositories/%s/%s/%s/%s/link" % (self.top, repository, what, alg.encode(), h.encode())
        write(path, digest.encode())

    def tag(self, repository, tag, digest):
        self.link(repository, b"_manifests/tags/" + tag + b"/index", digest)
        write(b"%s/repositories/%s/_manifests/tags/%s/current/link" % (self.top, repository, tag), digest.encode())

    def image(self, repository, tag, layers, pack=True):
        """layers: tars. Digests of manifest and config, and of the blobs of the layers."""
        blobs = [gzip.compress(t, mtime=0) if pack else t for t in layers]
        config = json.dumps({"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {
            "type": "layers", "diff_ids": [sha(t) for t in layers]}}).encode()
        manifest = json.dumps({"schemaVersion": 2, "mediaType": MANIFEST,
                               "config": {"mediaType": CONFIG, "digest": sha(config), "size": len(config)},
                               "layers": [{"mediaType": LAYER + ("+gzip" if pack else ""), "digest": sha(b),
                                           "size": len(b)} for b in blobs]}).encode()
        for b in blobs + [config]:
            self.link(repository, b"_layers", self.blob(b))
        self.link(repository, b"_manifests/revisions", self.blob(manifest))
        if tag is not None:
            self.tag(repository, tag, sha(manifest))
        return sha(manifest), sha(config), [sha(b) for b in blobs]

    def drop(self, digest):
        h = digest[7:].encode()
        os.remove(self.top + b"/blobs/sha256/" + h[:2] + b"/" + h + b"/data")


def tar(members):
    """members: (name, kind, content or target, extra fields)"""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as t:
        for name, kind, body, *more in members:
            i = tarfile.TarInfo(name)
            i.mtime, i.mode = 1700000000, 0o755 if kind == "d" else 0o644
            i.type = {"d": tarfile.DIRTYPE, "f": tarfile.REGTYPE, "l": tarfile.SYMTYPE, "h": tarfile.LNKTYPE,
                      "c": tarfile.CHRTYPE}[kind]
            if kind in "lh":
                i.linkname = body
            for key, value in (more[0] if more else {}).items():
                setattr(i, key, value)
            data = body.encode() if kind == "f" else b""
            i.size = len(data)
            t.addfile(i, io.BytesIO(data) if data else None)
    return out.getvalue()


LONG = "usr/" + "n" * 120 + "/file"
LAYERS = [
    tar([("bin", "d", ""), ("bin/tool", "f", "the tool\n", {"mode": 0o4755, "uid": 3000000}),
         ("bin/same", "h", "bin/tool"), ("etc", "d", ""), ("etc/old", "f", "old\n"), ("etc/both", "f", "first\n"),
         ("etc/again", "h", "etc/both"), ("etc/third", "h", "etc/both"), ("opt", "d", ""), ("opt/a", "f", "a\n"),
         ("var", "d", ""), ("var/log", "f", "gone\n"), (LONG, "f", "long\n"),
         ("bin/cap", "f", "cap\n", {"pax_headers": {"SCHILY.xattr.user.test": "kept"}}),
         ("dev/null", "c", "", {"devmajor": 1, "devminor": 3})]),
    tar([("etc/.wh.old", "f", ""), ("etc/both", "f", "second\n"), ("opt/.wh..wh..opq", "f", ""), ("opt/b", "f", "b\n"),
         ("var/.wh.log", "f", ""), ("var/log", "d", ""), ("var/log/now", "f", "now\n")]),
    tar([("etc/twice", "f", "one\n"), ("etc/twice", "f", "two\n"), ("../../astray", "f", "x"), ("/rooted", "f", "r\n"),
         ("up", "l", "/etc"), ("up/beneath", "f", "through a link\n"), ("tmp", "d", "")]),
]


def images(top):
    r = Registry(top + "/registry")
    app = r.image(b"app", b"1", LAYERS)
    lost = r.image(b"lost", b"1", [LAYERS[0]])
    other = tar([("only", "f", "here\n")])
    half = r.image(b"half", b"1", [other])
    r.drop(half[2][0])
    # the same layer, packed otherwise, so that nothing of lost:1 is shared with app:1
    lone = tar([("lone", "f", "a layer that is lost packed\n")])
    lost = r.image(b"lost", b"1", [lone])
    r.drop(lost[2][0])
    write(os.fsencode(top) + b"/registry/shelf/unpacked", lone)
    bad = bytes(b for b in range(1, 256) if b not in b"/")
    hostile = r.image(b"$(touch x)", b"$(x)", [tar([("h", "f", "h\n")])])
    r.tag(bad, b"1", r.image(bad, None, [tar([("b", "f", "b\n")])])[0])
    r.image(b"ok/dots..", b"1", [tar([("d", "f", "d\n")])])
    print("app", app[0], app[1])
    print("lost", lost[0], lost[1], sha(lone))
    print("half", half[0])
    print("hostile", hostile[0])


def layout(top):
    entries = []
    for n, name in enumerate(["../../etc:x", "/etc/passwd", "$(touch x):1", "a/../b:1", "good/name:1", "x" * 300 + ":1"]):
        layer = tar([("n", "f", str(n))])
        config = json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers",
                                                                              "diff_ids": [sha(layer)]}}).encode()
        manifest = json.dumps({"schemaVersion": 2, "mediaType": MANIFEST,
                               "config": {"mediaType": CONFIG, "digest": sha(config), "size": len(config)},
                               "layers": [{"mediaType": LAYER, "digest": sha(layer), "size": len(layer)}]}).encode()
        for b in (layer, config, manifest):
            write(top + "/blobs/sha256/" + sha(b)[7:], b)
        entries.append({"mediaType": MANIFEST, "digest": sha(manifest), "size": len(manifest),
                        "annotations": {"org.opencontainers.image.ref.name": name}})
        print(name, sha(manifest))
    write(top + "/oci-layout", b'{"imageLayoutVersion":"1.0.0"}')
    write(top + "/index.json", json.dumps({"schemaVersion": 2, "manifests": entries}).encode())


def large(top, mib):
    r = Registry(top)
    h = hashlib.sha256()
    for _ in range(mib):
        h.update(bytes(1 << 20))
    digest = "sha256:" + h.hexdigest()
    config = json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": [digest]}}).encode()
    manifest = json.dumps({"schemaVersion": 2, "mediaType": MANIFEST,
                           "config": {"mediaType": CONFIG, "digest": sha(config), "size": len(config)},
                           "layers": [{"mediaType": LAYER, "digest": digest, "size": mib << 20}]}).encode()
    for b in (config, manifest):
        r.blob(b)
    path = r.top + b"/blobs/sha256/" + digest[7:9].encode() + b"/" + digest[7:].encode() + b"/data"
    write(path, b"")
    os.truncate(path, mib << 20)
    for d in (digest, sha(config)):
        r.link(b"big", b"_layers", d)
    r.link(b"big", b"_manifests/revisions", sha(manifest))
    r.tag(b"big", b"1", sha(manifest))
    print("big", sha(manifest), digest)


if __name__ == "__main__":
    {"images": images, "layout": layout}[sys.argv[1]](sys.argv[2]) if sys.argv[1] != "large" else \
        large(sys.argv[2], int(sys.argv[3]))
