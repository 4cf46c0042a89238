"""Disks with tables, containers, archives and logs that `lies` tells lies in: each made here from the packed images
and trees, and its spots (lie_spots.py). What each must hold is known from what was put in.
"""
import hashlib
import json
import os
import random
import struct
import subprocess
import zlib

from lie_spots import Spot, crc32c, little_sum, number

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.environ.get("FIXTURES", os.path.join(HERE, "..", "fixtures"))
BOXES = ("mbr", "qcow2", "qcow2-packed", "vmdk", "vmdk-stream", "vhd", "vhdx", "ewf", "tar-gnu", "tar-pax", "tar-ustar",
         "tar.gz", "tar.zst", "log.gz", "log.zst", "log.xz", "log", "log.json")
EVENTS = 400


def call(*argv, **more):
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)


def disk(folder):
    """8 MiB of ext4 with a registry: the volume `data` of the packed LVM disk."""
    path, whole = os.path.join(folder, "disk.raw"), os.path.join(folder, "lvm.img")
    if not os.path.exists(path):
        call("zstd", "-qdf", "--long=27", os.path.join(FIXTURES, "image-gpt-lvm", "image.zst"), "-o", whole)
        with open(whole, "rb") as f, open(path, "wb") as out:
            f.seek((4096 + 2048 + 2 * 2048) * 512)
            out.write(f.read(8 << 20))
    return path


def make(name, folder):
    """The file of that name, made in `folder`."""
    path = os.path.join(folder, name.replace("-", "."))
    if name == "mbr":
        call("truncate", "-s", "16M", path)
        call("sfdisk", path, input=b"label: dos\nlabel-id: 0x16161616\n2048,2048,83\n4096,,5\n6144,2048,83\n10240,16384,83\n")
        call("dd", "if=" + disk(folder), "of=" + path, "bs=512", "seek=10240", "conv=notrunc")
    elif name.startswith("tar"):
        tree = os.path.join(folder, "tree")
        if not os.path.exists(tree):
            call(os.path.join(FIXTURES, "unpack"), "gc", tree)
        form = name[4:] if name.startswith("tar-") else "pax"
        call("tar", "--sort=name", "--format=" + form, "-cf", path, "-C", tree, ".")
        if name == "tar.gz":
            call("gzip", "-nf", path)
            os.rename(path + ".gz", path)
        elif name == "tar.zst":
            call("zstd", "-qf", "--check", path, "-o", path + ".z")
            os.rename(path + ".z", path)
    elif name.startswith("log"):
        log(name, path)
    elif name == "ewf":
        call("ewfacquire", "-u", "-q", "-c", "deflate:fast", "-f", "encase6", "-b", "16", "-t", path, disk(folder))
        path += ".E01"
    else:
        options = {"qcow2": ["-o", "cluster_size=16k"], "qcow2-packed": ["-c", "-o", "cluster_size=16k"], "vmdk": [],
                   "vmdk-stream": ["-o", "subformat=streamOptimized"], "vhd": ["-o", "force_size=on"],
                   "vhdx": ["-o", "block_size=1M"]}[name]
        call("qemu-img", "convert", "-f", "raw", "-O", form_of(name), *options, disk(folder), path)
    return path


def form_of(name):
    return {"vhd": "vpc"}.get(name, name.split("-")[0])


# ---- logs: EVENTS pushes, each of its own digest ----------------------------------------------------------


def log(name, path):
    if name == "log.json":
        events = [{"id": str(i), "timestamp": "2026-11-01T10:%02d:%02dZ" % divmod(i, 60), "action": "push",
                   "target": {"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": digest(i), "size": 500,
                              "repository": "team/app"}} for i in range(EVENTS)]
        text = json.dumps({"events": events}).encode()
    else:
        text = "".join('10.0.0.%d - - [01/Nov/2026:10:%02d:%02d +0000] "PUT /v2/team/app/manifests/%s HTTP/1.1" 201 0 "" "docker/24.0"\n'
                       % (i % 250, *divmod(i, 60), digest(i)) for i in range(EVENTS)).encode()
    plain = path + ".text"
    with open(plain, "wb") as f:
        f.write(text)
    tool = {"log.gz": ["gzip", "-nc"], "log.zst": ["zstd", "-qc", "--check"], "log.xz": ["xz", "-c"]}.get(name, ["cat"])
    with open(path, "wb") as f:
        subprocess.run([*tool, plain], check=True, stdout=f)


def digest(i):
    return "sha256:" + hashlib.sha256(b"event %d" % i).hexdigest()


# ---- spots ------------------------------------------------------------------------------------------------


def plain(kind, at, length, width=4, endian="<", fix=None, low=0, high=None):
    return Spot(kind, [at], length, fix, low, length if high is None else high, width, endian)


def qcow2(d):
    l1, counts, bits = number(d, 40, 8, ">"), number(d, 48, 8, ">"), number(d, 20, 4, ">")
    spots = [plain("header", 0, 104, 4, ">", low=8), plain("l1", l1, 8 * number(d, 36, 4, ">"), 8, ">"),
             plain("count-table", counts, 64, 8, ">")]
    block = number(d, counts, 8, ">")
    spots.append(plain("counts", block, 600, 2, ">"))
    for i in range(number(d, 36, 4, ">")):
        at = number(d, l1 + 8 * i, 8, ">") & 0x00FFFFFFFFFFFE00
        if at:
            spots.append(plain("l2", at, min(8 * 512, 1 << bits), 8, ">"))
    return spots


def vmdk(d):
    copy, first = struct.unpack_from("<QQ", d, 0x30)
    spots = [plain("header", 0, 80, 8, low=4)]
    words = d.find(b"# Disk")
    if words > 0:
        spots.append(plain("descriptor", words, 400, 1, "a"))
    if first >= 1 << 60:  # the footer tells
        foot = len(d) - 1024
        first = number(d, foot + 0x38, 8)
        spots.append(plain("footer", foot, 80, 8, low=4))
        at = number(d, 0x40, 8) * 512
        for _ in range(20):  # packed grains: where, how long
            size = number(d, at + 8, 4)
            if not size or at > len(d) - 600:
                break
            spots.append(plain("grain", at, 12 + size, 4))
            at += (12 + size + 511) // 512 * 512
    for kind, where in (("directory", first), ("directory-copy", copy)):
        if 0 < where < len(d) // 512:
            table = number(d, where * 512, 4)
            spots.append(plain(kind, where * 512, 16, 4))
            if 0 < table < len(d) // 512:
                spots.append(plain(kind.replace("directory", "table"), table * 512, 512, 4))
    return spots


def big_sum(at):
    def fix(b):
        b[at:at + 4] = b"\0\0\0\0"
        struct.pack_into(">I", b, at, ~sum(b) & 0xFFFFFFFF)
    return fix


def vhd(d):
    table = number(d, 512 + 16, 8, ">")
    foot = len(d) - 512
    spots = [Spot("footer", [foot], 512, big_sum(64), 8, 85, 4, ">"), Spot("footer-copy", [0], 512, big_sum(64), 8, 85, 4, ">"),
             Spot("footers", [0, foot], 512, big_sum(64), 8, 85, 4, ">"), plain("dynamic", 512, 1024, 4, ">", big_sum(36), 0, 64),
             plain("table", table, 4 * number(d, 512 + 28, 4, ">"), 4, ">")]
    block = number(d, table, 4, ">")
    return spots + [plain("bitmap", block * 512, 512, 4, ">")]


def vhdx(d):
    spots = [plain("header", 65536, 4096, 8, "<", little_sum(4), 0, 80), plain("header-2", 131072, 4096, 8, "<", little_sum(4), 0, 80)]
    region, meta = 0x30000, 0
    for i in range(number(d, region + 8, 4)):
        at = region + 16 + 32 * i
        where = number(d, at + 16, 8)
        if d[at] == 0x66:
            spots.append(plain("table", where, 8 * 9, 8))
        else:
            meta = where
    spots += [plain("regions", region, 65536, 8, "<", little_sum(4), 0, 80), plain("regions-2", 0x40000, 65536, 8, "<", little_sum(4), 0, 80),
              plain("metadata", meta, 32 + 32 * 5, 4)]
    return spots + [plain("metadata-items", meta + 65536, 64, 4)]


def adler(at):
    def fix(b):
        struct.pack_into("<I", b, at, zlib.adler32(bytes(b[:at])))
    return fix


def ewf(d):
    spots, at = [], 13
    while at + 76 <= len(d):
        kind, after, size = d[at:at + 16].rstrip(b"\0").decode("latin1"), number(d, at + 16, 8), number(d, at + 24, 8)
        spots.append(plain("section", at, 76, 8, "<", adler(72), 0, 40))
        body = at + 76
        if kind in ("table", "table2"):
            n = number(d, body, 4)
            spots.append(plain(kind + "-head", body, 24, 4, "<", adler(20), 0, 20))
            spots.append(plain(kind, body + 24, 4 * n + 4, 4, "<", adler(4 * n), 0, 4 * n))
        elif kind in ("volume", "disk", "data"):
            spots.append(plain(kind, body, 1052, 4, "<", adler(1048), 0, 100))
        elif kind == "hash":
            spots.append(plain(kind, body, 36, 4, "<", adler(32), 0, 16))
        elif kind == "digest":
            spots.append(plain(kind, body, 80, 4, "<", adler(76), 0, 36))
        elif kind == "sectors":
            spots.append(plain("chunks", body, size - 76, 4))
        elif kind.startswith("header"):
            spots.append(plain("words", body, size - 76, 1))
        if after <= at:
            break
        at = after
    return spots


def tar_sum(b):
    b[148:156] = b" " * 8
    b[148:156] = b"%06o\0 " % sum(b[:512])


def tar(d):
    spots, at = [], 0
    while at + 512 <= len(d) and d[at]:
        size, kind = int(d[at + 124:at + 135].strip(b"\0 ") or b"0", 8), d[at + 156:at + 157]
        spots.append(plain({b"x": "pax", b"L": "long-head", b"5": "folder", b"0": "file"}.get(kind, "other"), at, 512, 1, "a", tar_sum, 0, 512))
        if kind in b"xL" and size:
            spots.append(plain("pax-records" if kind == b"x" else "long-name", at + 512, size, 1, "a"))
        at += 512 + (size + 511) // 512 * 512
    return spots + [plain("end", at, min(1024, len(d) - at), 1)]


def packed(d):
    return [plain("head", 0, min(18, len(d)), 1), plain("stream", 10, len(d) - 18, 1), plain("tail", len(d) - 12, 12, 1)]


def spots_of(name, d):
    cut = [Spot("cut", [0], 0, None, 0, 0, 0, "")]
    if name.startswith("tar-"):
        return tar(d) + cut
    if name in ("log", "log.json"):  # nothing tells that a plain log was cut between its lines
        return (cut if name == "log.json" else []) + [Spot("long", [0], 0, None, 0, 0, 0, "")]
    if name.startswith(("tar.", "log.")):
        return packed(d) + cut
    return {"qcow2": qcow2, "vmdk": vmdk, "vhd": vhd, "vhdx": vhdx, "ewf": ewf}[name.split("-")[0]](d) + cut


def stretched(d, rng):
    """A log in which one line grew far beyond any bound, before what it says."""
    at = rng.randrange(EVENTS) * (len(d) // EVENTS)
    at = d.rfind(b"\n", 0, at + 1) + 1
    return d[:at] + b"x" * rng.choice((70000, 1 << 20, 9 << 20)) + b" " + d[at:]
