#!/usr/bin/env python3
"""broken_layer.py DIR HOW: a registry of one image app:1 whose one layer is an ordinary tar of 400 files, packed by zlib.

HOW: plain; flushed (a full flush before every twentieth member: from there on nothing refers back, and a block begins at
a byte); members (a gzip member of its own for every twenty); stored (level 0).
Prints JSON: layer, flush [[offset in the blob, offset in the tar], ...] and files {path: {sha256, size, at: [header, end]}}."""
import hashlib, io, json, os, random, sys, tarfile, zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
from storage import Tree, digest

EVERY = 20
WORDS = [random.Random(k).randbytes(5).hex()[:3 + k % 7] for k in range(3000)]

def content(i):
    r = random.Random(i)
    if i % 5 == 0:
        return r.randbytes(r.randrange(200, 9000))
    return " ".join(r.choices(WORDS, k=r.randrange(5, 2500))).encode()

def pieces():
    """Header and bytes of each member, with what the truth says of it."""
    for i in range(400):
        m = tarfile.TarInfo(f"srv/{i % 7}/file-{i:03}.txt")
        m.size, m.mtime = len(content(i)), 1700000000 + i
        body = content(i)
        yield m.name, body, m.tobuf(tarfile.USTAR_FORMAT) + body + bytes(-len(body) % 512)

def made(how):
    out, files, flush, at = io.BytesIO(), {}, [], 0
    c = zlib.compressobj(0 if how == "stored" else 6, zlib.DEFLATED, 31)
    for i, (name, body, piece) in enumerate(pieces()):
        if i % EVERY == 0 and how == "flushed":
            out.write(c.flush(zlib.Z_FULL_FLUSH))
            flush.append([out.tell(), at])
        if i % EVERY == 0 and how == "members" and i > 0:
            out.write(c.flush())
            flush.append([out.tell(), at])
            c = zlib.compressobj(6, zlib.DEFLATED, 31)
        out.write(c.compress(piece))
        files[name] = {"sha256": hashlib.sha256(body).hexdigest(), "size": len(body), "at": [at, at + len(piece)]}
        at += len(piece)
    out.write(c.compress(bytes(1024)) + c.flush())
    return out.getvalue(), files, flush

def main(root, how):
    packed, files, flush = made(how)
    plain, left = b"", packed
    while left:
        d = zlib.decompressobj(31)
        plain += d.decompress(left)
        left = d.unused_data
    tree, config = Tree(root), json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {
        "type": "layers", "diff_ids": [digest(plain)]}}).encode()
    lay = tree.layer("app", packed)
    man = tree.manifest("app", {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": {
        **tree.layer("app", config), "mediaType": "application/vnd.oci.image.config.v1+json"}, "layers": [lay]})
    tree.tag("app", "1", man["digest"])
    print(json.dumps({"layer": lay["digest"], "size": len(packed), "flush": flush, "files": files}))

if __name__ == "__main__":
    main(*sys.argv[1:])
