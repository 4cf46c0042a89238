#!/usr/bin/env python3
"""lazy_registry.py KIND DIR [plain]: a registry of one image app:1 whose one layer was made for lazy pulling.

KIND is estargz (containerd/stargz-snapshotter, docs/estargz.md) or chunked (zstd:chunked: containers/storage,
pkg/chunked/internal/minimal/compression.go; frames by zstd(1)). `plain`: the manifest does not name the table's digest.
Prints JSON: manifest, config, layer, toc (the table's digest as annotations name it), toc_at [offset, length], size of the
layer, and files {path: {sha256, size, chunks: [[offset in the blob, length there], ...]}}.

lazy_registry.py estargz-of DIR FILE: the same with the JSON in FILE as the table, whatever it says."""
import hashlib, json, os, random, struct, subprocess, sys, tarfile, zlib

CHUNK = 65536
WHEN = 1700000000

def sha(b):
    return "sha256:" + hashlib.sha256(b).hexdigest()

def gz(b):
    c = zlib.compressobj(9, zlib.DEFLATED, 31)
    return c.compress(b) + c.flush()

def zst(b):
    return subprocess.run(["zstd", "-q", "-c", "--no-check"], input=b, stdout=subprocess.PIPE, check=True).stdout

def content():
    noise = random.Random(5)
    yield "etc/", None
    yield "etc/hello", b"hello\n" * 900
    yield "etc/empty", b""
    yield "srv/one", noise.randbytes(40000)
    yield "srv/large", noise.randbytes(3 * CHUNK + 777)  # four chunks
    yield "srv/link", "one"
    yield "srv/two", noise.randbytes(30000)
    yield "srv/three", b"three\n" * 700

def header(name, what):
    m = tarfile.TarInfo(name)
    m.mtime, m.mode = WHEN, 0o644
    if what is None:
        m.type, m.mode = tarfile.DIRTYPE, 0o755
    elif isinstance(what, str):
        m.type, m.linkname = tarfile.SYMTYPE, what
    else:
        m.size = len(what)
    return m.tobuf(tarfile.USTAR_FORMAT)

def entry(name, what):
    kind = "dir" if what is None else "symlink" if isinstance(what, str) else "reg"
    e = {"name": name, "type": kind, "modtime": "2023-11-14T22:13:20Z", "mode": 0o755 if kind == "dir" else 0o644}
    if kind == "symlink":
        e["linkName"] = what
    elif kind == "reg":
        if what:
            e["size"] = len(what)
        e["digest"] = sha(what)
    return e

class Writer:
    """Members one after the other; each chunk of a file begins one."""
    def __init__(self, pack, own):
        self.pack, self.own, self.blob, self.open, self.tar = pack, own, b"", b"", b""
        self.entries, self.files = [], {}

    def write(self, b):
        self.open += b
        self.tar += b

    def close(self):
        if self.open:
            self.blob += self.pack(self.open)
        self.open = b""

    def file(self, name, what):
        self.write(header(name, what))
        e = entry(name, what)
        self.entries.append(e)
        if not isinstance(what, bytes):
            return
        chunks = []
        for at in range(0, len(what), CHUNK):
            self.close()
            piece, begin = what[at:at + CHUNK], len(self.blob)
            last = at + CHUNK >= len(what)
            if at > 0:
                e = {"name": name, "type": "chunk", "chunkOffset": at}
                self.entries.append(e)
            if not last:
                e["chunkSize"] = len(piece)
            elif at > 0 and self.own:
                e["chunkSize"] = len(piece)  # containers/storage says it of the last chunk, too
            e["offset"], e["chunkDigest"] = begin, sha(piece)
            self.write(piece)
            if self.own:  # a frame ends where the content does
                self.close()
                e["endOffset"] = len(self.blob)
            chunks.append([begin, len(self.pack(piece))])
        self.files[name] = {"sha256": hashlib.sha256(what).hexdigest(), "size": len(what), "chunks": chunks}
        self.write(bytes(-len(what) % 512))

def estargz(own=None):
    w = Writer(gz, False)
    for name, what in content():
        w.file(name, what)
    w.close()
    at = len(w.blob)
    table = own if own is not None else json.dumps({"version": 1, "entries": w.entries}).encode()
    w.write(header("stargz.index.json", table) + table + bytes(-len(table) % 512 + 1024))
    w.close()
    length = len(w.blob) - at
    w.blob += bytes.fromhex("1f8b08040000000000ff") + struct.pack("<H", 26) + b"SG" + struct.pack("<H", 22) \
        + b"%016xSTARGZ" % at + bytes.fromhex("010000ffff") + bytes(8)
    assert zlib.decompressobj(31).decompress(w.blob)
    return w, sha(table), {"containerd.io/snapshot/stargz/toc.digest": sha(table)}, [at, length], "gzip"

def frame(b):
    return bytes.fromhex("502a4d18") + struct.pack("<I", len(b)) + b

def chunked():
    w = Writer(zst, True)
    for name, what in content():
        w.file(name, what)
    w.write(bytes(1024))
    w.close()
    table = json.dumps({"version": 1, "entries": w.entries}).encode()
    packed, at = zst(table), len(w.blob) + 8
    w.blob += frame(packed)
    w.blob += frame(struct.pack("<7Q", at, len(packed), len(table), 1, 0, 0, 0) + b"GNUlInUx")
    note = {"io.github.containers.zstd-chunked.manifest-checksum": sha(packed),
            "io.github.containers.zstd-chunked.manifest-position": f"{at}:{len(packed)}:{len(table)}:1"}
    return w, sha(packed), note, [at, len(packed)], "zstd"

def put(root, b):
    d = sha(b)
    path = f"{root}/docker/registry/v2/blobs/sha256/{d[7:9]}/{d[7:]}"
    os.makedirs(path, exist_ok=True)
    with open(f"{path}/data", "wb") as f:
        f.write(b)
    return d

def link(path, digest):
    os.makedirs(path, exist_ok=True)
    with open(f"{path}/link", "w") as f:
        f.write(digest)

def registry(root, made, named):
    w, toc, note, at, packing = made
    config = json.dumps({"architecture": "amd64", "os": "linux", "created": "2026-01-02T03:04:05Z",
                         "rootfs": {"type": "layers", "diff_ids": [sha(w.tar)]},
                         "history": [{"created": "2026-01-02T03:04:05Z", "created_by": "COPY"}]}).encode()
    cfg, lay = put(root, config), put(root, w.blob)
    layer = {"mediaType": "application/vnd.oci.image.layer.v1.tar+" + packing, "digest": lay, "size": len(w.blob)}
    if named:
        layer["annotations"] = note
    man = put(root, json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                                "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": cfg,
                                           "size": len(config)}, "layers": [layer]}).encode())
    repo = f"{root}/docker/registry/v2/repositories/app"
    for d in (cfg, lay):
        link(f"{repo}/_layers/sha256/{d[7:]}", d)
    link(f"{repo}/_manifests/revisions/sha256/{man[7:]}", man)
    link(f"{repo}/_manifests/tags/1/current", man)
    link(f"{repo}/_manifests/tags/1/index/sha256/{man[7:]}", man)
    print(json.dumps({"manifest": man, "config": cfg, "layer": lay, "toc": toc, "toc_at": at, "size": len(w.blob),
                      "files": w.files}))

kind, root = sys.argv[1:3]
if kind == "estargz-of":
    with open(sys.argv[3], "rb") as f:
        registry(root, estargz(f.read()), True)
else:
    registry(root, estargz() if kind == "estargz" else chunked(), sys.argv[3:] != ["plain"])
