#!/usr/bin/env python3
"""differencing.py PARENT CHILD WANT: a differencing VHD or VHDX above PARENT, and the bytes that the chain must have.
differencing.py --another PARENT OUT: the same disk with another identity.

Written from the formats' texts: [MS-VHD] "Differencing hard disk", [MS-VHDX] 2.2 to 2.6. The child has of block 1
sectors 3 to 5 and 9, of block 2 all, of the rest nothing.
"""
import os
import struct
import subprocess
import sys
import uuid

TABLE = []
for _byte in range(256):
    for _ in range(8):
        _byte = _byte >> 1 ^ (0x82F63B78 if _byte & 1 else 0)
    TABLE.append(_byte)
PLACE = uuid.UUID("2DC27766-F623-4200-9D64-115E9BFD4A08").bytes_le, uuid.UUID("8B7CA206-4790-4B9A-B8FE-575F050F886E").bytes_le
ITEMS = [uuid.UUID(x).bytes_le for x in ("CAA16737-FA36-4D43-B3B6-33F0AA44E76B", "2FA54224-CD1B-4876-B211-5DBED83BF4B8",
                                         "8141BF1D-A96F-4709-BA47-F233A8FAAB5F", "A8D35F2D-B30B-454D-ABF7-D3D84834AB0C")]


def crc(data, at):
    value = 0xFFFFFFFF
    for i, byte in enumerate(data):
        value = TABLE[(value ^ (0 if at <= i < at + 4 else byte)) & 255] ^ value >> 8
    return value ^ 0xFFFFFFFF


def sealed(data, at=4):
    return data[:at] + struct.pack("<I", crc(data, at)) + data[at + 4:]


def summed(data, at):
    data = data[:at] + bytes(4) + data[at + 4:]
    return data[:at] + struct.pack(">I", ~sum(data) & 0xFFFFFFFF) + data[at + 4:]


def written(raw, block):
    """(changed bytes, [block 1's sectors], block 2) that the child has of its own."""
    out = bytearray(raw)
    own = {n: bytes([0xA0 + n]) * 512 for n in (3, 4, 5, 9)}
    for n, data in own.items():
        out[block + 512 * n:block + 512 * n + 512] = data
    out[2 * block:3 * block] = b"\xC3" * block
    return bytes(out), own


def vhd(parent, name, raw):
    block, foot = 2 << 20, parent[-512:]
    want, own = written(raw, block)
    entries = (len(raw) + block - 1) // block
    table_at, first = 512 + 1024, 3072
    second = first + 512 + block
    locator = name.encode("utf-16-le")
    after = second + 512 + block
    foot = summed(foot[:16] + struct.pack(">Q", 512) + foot[24:60] + struct.pack(">I", 4) + foot[64:68] + uuid.uuid4().bytes + foot[84:], 64)
    title = ("C:\\elsewhere\\" + name).encode("utf-16-be").ljust(512, b"\0")
    head = (b"cxsparse" + b"\xff" * 8 + struct.pack(">QIII", table_at, 0x10000, entries, block) + bytes(4) + parent[-512:][68:84] +
            bytes(8) + title + b"W2ru" + struct.pack(">IIIQ", 512, len(locator), 0, after)).ljust(1024, b"\0")
    table = [0xFFFFFFFF] * entries
    table[1], table[2] = first // 512, second // 512
    bits = bytearray(512)
    data = bytearray(b"\xEE" * block)  # what no bit speaks of is not read
    for n, sector in own.items():
        bits[n // 8] |= 0x80 >> n % 8
        data[512 * n:512 * n + 512] = sector
    out = foot + summed(head, 36) + struct.pack(">%dI" % entries, *table).ljust(first - table_at, b"\xff")
    out += bytes(bits) + data + b"\xff" * 512 + want[2 * block:3 * block]
    return out + locator.ljust(512, b"\0") + foot, want


def vhdx(parent, name, raw):
    block, mib = 1 << 20, 1 << 20
    want, own = written(raw, block)
    heads = [parent[at:at + 4096] for at in (65536, 131072)]
    linkage = max(heads, key=lambda h: struct.unpack_from("<Q", h, 8)[0])[32:48]
    ratio = (1 << 23) * 512 // block
    out = bytearray(8 * mib)
    out[:65536] = (b"vhdxfile" + "made by hand".encode("utf-16-le")).ljust(65536, b"\0")
    for n in (1, 2):
        head = b"head" + bytes(4) + struct.pack("<Q", n) + uuid.uuid4().bytes + uuid.uuid4().bytes + bytes(16)
        out[n << 16:(n << 16) + 4096] = sealed((head + struct.pack("<HHIQ", 0, 1, mib, mib)).ljust(4096, b"\0"))
    regions = b"regi" + bytes(4) + struct.pack("<II", 2, 0)
    regions += PLACE[0] + struct.pack("<QII", 2 * mib, mib, 1) + PLACE[1] + struct.pack("<QII", 3 * mib, mib, 1)
    for n in (3, 4):
        out[n << 16:(n + 1) << 16] = sealed(regions.ljust(65536, b"\0"))
    pairs = [("parent_linkage", "{%s}" % uuid.UUID(bytes_le=bytes(linkage))), ("relative_path", ".\\" + name),
             ("absolute_win32_path", "C:\\elsewhere\\" + name)]
    text, at = b"", 20 + 12 * len(pairs)
    rows = b""
    for key, value in pairs:
        k, v = key.encode("utf-16-le"), value.encode("utf-16-le")
        rows += struct.pack("<IIHH", at + len(text), at + len(text) + len(k), len(k), len(v))
        text += k + v
    parts = [struct.pack("<II", block, 2), struct.pack("<Q", len(raw)), struct.pack("<I", 512),
             uuid.UUID("B04AEFB7-D19E-4A81-B789-25B8E9445913").bytes_le + struct.pack("<HH", 0, len(pairs)) + rows + text]
    head, place = b"metadata" + struct.pack("<HH", 0, len(parts)) + bytes(20), 65536
    for item, part in zip(ITEMS, parts):
        head += item + struct.pack("<IIII", place, len(part), 4, 0)
        out[3 * mib + place:3 * mib + place + len(part)] = part
        place += (len(part) + 7) // 8 * 8
    out[3 * mib:3 * mib + len(head)] = head
    table = [0] * (ratio + 1)
    table[1], table[2], table[ratio] = 5 * mib | 7, 6 * mib | 6, 4 * mib | 6
    out[2 * mib:2 * mib + 8 * len(table)] = struct.pack("<%dQ" % len(table), *table)
    for n, sector in own.items():
        k = block // 512 + n
        out[4 * mib + k // 8] |= 1 << k % 8
        out[5 * mib + 512 * n:5 * mib + 512 * n + 512] = sector
    out[6 * mib:7 * mib] = want[2 * block:3 * block]
    return bytes(out), want


def another(parent):
    if parent[:8] == b"vhdxfile":
        out = bytearray(parent)
        for at in (65536, 131072):
            out[at:at + 4096] = sealed(parent[at:at + 32] + uuid.uuid4().bytes + parent[at + 48:at + 4096])
        return bytes(out)
    foot = summed(parent[-512:-444] + uuid.uuid4().bytes + parent[-428:], 64)
    return (foot if parent[:8] == b"conectix" else parent[:512]) + parent[512:-512] + foot


def main():
    parent = open(sys.argv[2] if sys.argv[1] == "--another" else sys.argv[1], "rb").read()
    if sys.argv[1] == "--another":
        with open(sys.argv[3], "wb") as f:
            f.write(another(parent))
        return
    path, child, wanted = sys.argv[1:4]
    kind = "vhdx" if parent[:8] == b"vhdxfile" else "vpc"
    subprocess.run(["qemu-img", "convert", "-f", kind, "-O", "raw", path, wanted], check=True)
    with open(wanted, "rb") as f:
        raw = f.read()
    data, want = (vhdx if kind == "vhdx" else vhd)(parent, os.path.basename(path), raw)
    for name, content in ((child, data), (wanted, want)):
        with open(name, "wb") as f:
            f.write(content)


if __name__ == "__main__":
    main()
