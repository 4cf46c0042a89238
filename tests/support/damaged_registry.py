#!/usr/bin/env python3
"""damaged_registry.py DIR...: the same registry of one image in each DIR, whole; its digests on stdout, a line each:
manifest, config, layer (gzip of a tar with one text and one file of bytes that do not pack, 200,000 in all).

damaged_registry.py --tools DIR LEVEL...: an image app:1, app:2 ... for each LEVEL, its one layer packed by zlib of that
level, or with the head that pgzip writes (LEVEL pgzip).

damaged_registry.py --damage FILE WHAT...: damages a file in place:
  bit:AT.N        bit N of byte AT turned          zero:AT+N   N bytes of zeros
  noise:AT+N      N other bytes                    cut:N       the first N bytes alone
  more:N          N bytes follow                   """
import hashlib, io, json, os, random, sys, tarfile, zlib

def put(root, content):
    digest = hashlib.sha256(content).hexdigest()
    path = f"{root}/docker/registry/v2/blobs/sha256/{digest[:2]}/{digest}"
    os.makedirs(path, exist_ok=True)
    with open(f"{path}/data", "wb") as f:
        f.write(content)
    return "sha256:" + digest

def link(path, digest):
    os.makedirs(path, exist_ok=True)
    with open(f"{path}/link", "w") as f:
        f.write(digest)

def layer(seed=21):
    noise = random.Random(seed).randbytes(180000)
    if seed != 21:  # text, of which levels make different bytes
        words = [random.Random(seed).randbytes(4).hex()[:random.Random(i).randrange(2, 8)] + str(i) for i in range(400)]
        noise = " ".join(random.Random(seed).choices(words, k=20000)).encode()
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in (("etc/hello", b"hello\n" * 900), ("srv/noise", noise)):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            member.mtime = 1700000000
            tar.addfile(member, io.BytesIO(content))
    return out.getvalue()

def pack(tar, level):
    c = zlib.compressobj(6 if level == "pgzip" else int(level), zlib.DEFLATED, 31)
    packed = c.compress(tar) + c.flush()
    return packed if level != "pgzip" else packed[:4] + bytes.fromhex("00096e8800ff") + packed[10:]

def registry(root, tag="1", tar=layer(), level="6"):
    packed = pack(tar, level)
    config = json.dumps({"architecture": "amd64", "os": "linux", "created": "2026-01-02T03:04:05Z",
                         "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(tar).hexdigest()]},
                         "history": [{"created": "2026-01-02T03:04:05Z", "created_by": "COPY"}]}).encode()
    cfg, lay = put(root, config), put(root, packed)
    manifest = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                           "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": cfg, "size": len(config)},
                           "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": lay,
                                       "size": len(packed)}]}, separators=(",", ":")).encode()
    man = put(root, manifest)
    repo = f"{root}/docker/registry/v2/repositories/app"
    for d in (cfg, lay):
        link(f"{repo}/_layers/sha256/{d[7:]}", d)
    link(f"{repo}/_manifests/revisions/sha256/{man[7:]}", man)
    link(f"{repo}/_manifests/tags/{tag}/current", man)
    link(f"{repo}/_manifests/tags/{tag}/index/sha256/{man[7:]}", man)
    return man, cfg, lay

def damage(content, what):
    kind, args = what.split(":")
    if kind == "bit":
        at, bit = map(int, args.split("."))
        content[at] ^= 1 << bit
    elif kind == "cut":
        del content[int(args):]
    elif kind == "more":
        content += b"\n" * int(args)
    else:
        at, n = map(int, args.split("+"))
        content[at:at + n] = bytes(n) if kind == "zero" else random.Random(at).randbytes(n)

if sys.argv[1] == "--damage":
    with open(sys.argv[2], "rb") as f:
        content = bytearray(f.read())
    for what in sys.argv[3:]:
        damage(content, what)
    with open(sys.argv[2], "wb") as f:
        f.write(content)
elif sys.argv[1] == "--tools":
    for i, level in enumerate(sys.argv[3:]):
        registry(sys.argv[2], str(i + 1), layer(i), level)
else:
    for root in sys.argv[1:]:
        names = registry(root)
    print("\n".join(names))
