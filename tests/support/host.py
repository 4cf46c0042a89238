#!/usr/bin/env python3
"""tests/support/host.py - an image, the registry that lost its layers, and the host that ran it.

host.py DIR makes oci/ (an image layout), reg/ (registry storage with its documents and links, without layers), docker/
(Docker's engine: image/overlay2/layerdb with tar-split records, overlay2/<cache-id>/diff), and the files layers and
manifest with their digests. host.py --lie KIND DOCKER bends the record of the first layer.
Record: one JSON object a line in a gzip file, type 2 raw bytes, type 1 the place of a file with CRC-64 (ISO) of its content.
"""
import base64
import glob
import gzip
import hashlib
import io
import json
import os
import sys
import tarfile


def crc64(data):
    crc = (1 << 64) - 1
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0xD800000000000000 if crc & 1 else 0)
    return crc ^ ((1 << 64) - 1)


def sha(data):
    return hashlib.sha256(data).hexdigest()


def tree(seed):
    """Members of a layer: (name, content or None for a directory, or (link,))."""
    out = [("etc/", None)]
    for number in range(12):
        out.append(("etc/f%d" % number, hashlib.sha256(b"%d %d" % (seed, number)).digest() * (number * 40)))
    out += [("etc/empty", b""), ("etc/link", ("f1",)), ("etc/.wh.gone%d" % seed, b""), ("./usr/" if seed else "usr/", None)]
    out.append(("./usr/b\xe9" if seed else "usr/plain", b"x" * 70001))
    return out


def layer(seed):
    """The tar, and its tar-split record."""
    whole, record, position = io.BytesIO(), [], 0
    tar = tarfile.open(fileobj=whole, mode="w", format=tarfile.GNU_FORMAT)
    raw = 0  # bytes before are in the record

    def segment(end):
        nonlocal raw, position
        record.append({"type": 2, "payload": base64.b64encode(whole.getvalue()[raw:end]).decode(), "position": position})
        raw, position = end, position + 1

    for name, content in tree(seed):
        info = tarfile.TarInfo(name)
        info.mtime = 1700000000 + seed
        if content is None:
            info.type = tarfile.DIRTYPE
        elif isinstance(content, tuple):
            info.type, info.linkname = tarfile.SYMTYPE, content[0]
        else:
            info.size = len(content)
        tar.addfile(info)
        segment(whole.tell())
        entry = {"type": 1, "name": name, "payload": base64.b64encode(crc64(content).to_bytes(8, "big")).decode()
                 if isinstance(content, bytes) and content else None, "position": position}
        position += 1
        if isinstance(content, bytes) and content:
            entry["size"] = len(content)
            whole.write(content)
            raw = whole.tell()
            whole.write(b"\0" * (-len(content) % 512))
            tar.offset = whole.tell()
        record.append(entry)
    tar.close()
    segment(len(whole.getvalue()))
    return whole.getvalue(), gzip.compress("".join(json.dumps(e) + "\n" for e in record).encode(), mtime=0)


def write(path, data):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)


def unpack(folder, seed):
    for name, content in tree(seed):
        path = os.path.join(folder, os.path.normpath(name))
        if content is None:
            os.makedirs(path, exist_ok=True)
        elif isinstance(content, tuple):
            os.symlink(content[0], path)
        elif ".wh." not in name:
            write(path, content)


def make(top):
    os.chdir(top)
    layers, diff_ids, chain = [], [], None
    for seed in range(3):
        tar, record = layer(seed)
        packed, diff = gzip.compress(tar, 6, mtime=0), "sha256:" + sha(tar)
        layers.append({"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": "sha256:" + sha(packed),
                       "size": len(packed)})
        diff_ids.append(diff)
        write("oci/blobs/sha256/" + sha(packed), packed)
        chain = diff if chain is None else "sha256:" + sha(("%s %s" % (chain, diff)).encode())
        at = "docker/image/overlay2/layerdb/sha256/" + chain[7:]
        write(at + "/diff", diff.encode())
        write(at + "/cache-id", b"cache%d" % seed)
        write(at + "/size", b"%d" % len(tar))
        write(at + "/tar-split.json.gz", record)
        unpack("docker/overlay2/cache%d/diff" % seed, seed)
    config = json.dumps({"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": diff_ids}}).encode()
    manifest = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                           "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": "sha256:" + sha(config),
                                      "size": len(config)}, "layers": layers}).encode()
    write("oci/blobs/sha256/" + sha(config), config)
    write("oci/blobs/sha256/" + sha(manifest), manifest)
    write("oci/oci-layout", b'{"imageLayoutVersion":"1.0.0"}')
    write("oci/index.json", json.dumps({"schemaVersion": 2, "manifests": [
        {"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": "sha256:" + sha(manifest), "size": len(manifest),
         "annotations": {"org.opencontainers.image.ref.name": "x"}}]}).encode())
    store, repo = "reg/docker/registry/v2", "reg/docker/registry/v2/repositories/team/app"
    for body in (config, manifest):
        write("%s/blobs/sha256/%s/%s/data" % (store, sha(body)[:2], sha(body)), body)
    for digest in [x["digest"][7:] for x in layers] + [sha(config)]:
        write("%s/_layers/sha256/%s/link" % (repo, digest), b"sha256:" + digest.encode())
    for path in ("revisions/sha256/" + sha(manifest), "tags/7/current", "tags/7/index/sha256/" + sha(manifest)):
        write("%s/_manifests/%s/link" % (repo, path), b"sha256:" + sha(manifest).encode())
    write("layers", "".join(x["digest"] + "\n" for x in layers).encode())
    write("manifest", b"sha256:" + sha(manifest).encode())


def lie(kind, docker):
    for path in glob.glob(docker + "/image/overlay2/layerdb/sha256/*/tar-split.json.gz"):
        with open(os.path.dirname(path) + "/cache-id", encoding="ascii") as f:
            if f.read() != "cache0":
                continue
        with gzip.open(path, "rt", encoding="utf-8") as f:
            lines = f.readlines()
        text = {"leave": "".join(lines).replace('"name": "etc/f5"', '"name": "etc/../../../../secret"'),
                "json": "".join(lines[:9]) + "{nonsense\n" + "".join(lines[9:]),
                "cut": "".join(lines[:9]),
                "endless": "".join(lines[:9]) + '{"type": 2, "payload": "' + "A" * (40 << 20)}[kind]
        with gzip.open(path, "wt", encoding="utf-8") as f:
            f.write(text)


if sys.argv[1] == "--lie":
    lie(sys.argv[2], sys.argv[3])
else:
    make(sys.argv[1])
