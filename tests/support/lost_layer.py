#!/usr/bin/env python3
"""lost_layer.py DIR DIGEST SIZE [--type T] [--no-manifest] [--damage] [--intact FILE]: a registry in DIR/reg whose image
names one layer of that digest and size, which is nowhere; the layer's tar in DIR/saved/layer.tar, the same bytes each
time (--tar: print them and no more). --damage: one byte of the tar differs from what the config says. --intact FILE: one
more layer, which is there."""
import hashlib
import io
import json
import os
import sys
import tarfile


def tar_bytes():
    state = 1
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as t:
        for i in range(24):
            state = (state * 1103515245 + 12345) % 2**31
            body = bytearray()
            for _ in range(state % 20000):
                state = (state * 1103515245 + 12345) % 2**31
                body.append(b"etaoin shrdlu\n<>"[state >> 12 & 15])
            entry = tarfile.TarInfo("usr/share/f%02d" % i)
            entry.size = len(body)
            t.addfile(entry, io.BytesIO(bytes(body)))
    return out.getvalue()


def sha(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def main(args):
    tar = tar_bytes()
    if args == ["--tar"]:
        sys.stdout.buffer.write(tar)
        return
    root, digest, size, rest = args[0], args[1], int(args[2]), args[3:]
    v2 = root + "/reg/docker/registry/v2"
    kind = rest[rest.index("--type") + 1] if "--type" in rest else "application/vnd.docker.image.rootfs.diff.tar.gzip"

    def write(path, data):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(data)

    def blob(data):
        hex_ = sha(data)[7:]
        write(f"{v2}/blobs/sha256/{hex_[:2]}/{hex_}/data", data)
        return sha(data)

    def link(path, to):
        write(f"{v2}/repositories/app/{path}/link", to.encode())

    layers = [(digest, size, sha(tar))]
    if "--intact" in rest:
        with open(rest[rest.index("--intact") + 1], "rb") as f:
            more = f.read()
        import gzip
        layers.append((blob(more), len(more), sha(gzip.decompress(more))))
    config = json.dumps({"architecture": "amd64", "os": "linux", "config": {},
                         "rootfs": {"type": "layers", "diff_ids": [d for _, _, d in layers]},
                         "history": [{"created_by": "x"} for _ in layers]}).encode()
    named = [blob(config)] + [d for d, _, _ in layers]
    if "--no-manifest" not in rest:
        manifest = json.dumps({
            "schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
            "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": len(config),
                       "digest": sha(config)},
            "layers": [{"mediaType": kind, "size": n, "digest": d} for d, n, _ in layers]}).encode()
        blob(manifest)
        link("_manifests/revisions/sha256/" + sha(manifest)[7:], sha(manifest))
        link("_manifests/tags/1/current", sha(manifest))
    for d in named:
        link("_layers/sha256/" + d[7:], d)
    if "--damage" in rest:
        tar = tar[:5000] + bytes([tar[5000] ^ 1]) + tar[5001:]
    write(root + "/saved/layer.tar", tar)


main(sys.argv[1:])
