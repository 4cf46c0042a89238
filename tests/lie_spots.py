"""Where the structures of a disk image lie, and how to make their checksums right again: what `lies` tells lies in.

Each spot is (kind, places, length, fix, low, high, width, endian): the same bytes stand at every place; a lie goes
into [low, high), in fields of `width` bytes; fix(bytearray) sets the checksum, where there is one.
"""
import struct
import zlib
from collections import namedtuple

Spot = namedtuple("Spot", "kind places length fix low high width endian")

TABLE = []
for _byte in range(256):
    for _ in range(8):
        _byte = _byte >> 1 ^ (0x82F63B78 if _byte & 1 else 0)
    TABLE.append(_byte)


def crc32c(data, crc=0xFFFFFFFF):
    """CRC-32C begun with `crc`, not inverted."""
    for byte in data:
        crc = TABLE[(crc ^ byte) & 255] ^ crc >> 8
    return crc


def number(data, at, width, endian="<"):
    return struct.unpack_from(endian + {1: "B", 2: "H", 4: "I", 8: "Q"}[width], data, at)[0]


# ---- ext2, ext3, ext4 -----------------------------------------------------------------------------------


class Ext:
    """An ext file system at the start of `d`."""

    def __init__(self, d):
        sb = d[1024:2048]
        self.d, self.sb = d, sb
        self.block = 1024 << number(sb, 0x18, 4)
        self.first, self.blocks = number(sb, 0x14, 4), number(sb, 4, 4)
        self.per_group, self.inodes = number(sb, 0x20, 4), number(sb, 0x28, 4)
        self.inode = number(sb, 0x58, 2)
        self.sums = bool(number(sb, 0x64, 4) & 0x400)
        self.descriptor = number(sb, 0xFE, 2) if number(sb, 0x60, 4) & 0x80 else 32
        self.seed = crc32c(sb[0x68:0x78])
        self.spots, self.log = [], []

    def at(self, block):
        return self.d[block * self.block:(block + 1) * self.block]

    def add(self, kind, at, length, fix, low=0, high=None, width=4, endian="<"):
        self.spots.append(Spot(kind, [at], length, fix if self.sums else None, low,
                               length if high is None else high, width, endian))

    def fix_super(self, b):
        struct.pack_into("<I", b, 0x3FC, crc32c(b[:0x3FC]))

    def fix_group(self, group):
        def fix(b):
            b[0x1E:0x20] = b"\0\0"
            struct.pack_into("<H", b, 0x1E, crc32c(b, crc32c(struct.pack("<I", group), self.seed)) & 0xFFFF)
        return fix

    def inode_seed(self, n, b):
        return crc32c(b[0x64:0x68], crc32c(struct.pack("<I", n), self.seed))

    def fix_inode(self, n):
        def fix(b):
            high = len(b) > 0x84 and number(b, 0x80, 2) >= 4
            b[0x7C:0x7E] = b"\0\0"
            if high:
                b[0x82:0x84] = b"\0\0"
            crc = crc32c(b, self.inode_seed(n, b))
            struct.pack_into("<H", b, 0x7C, crc & 0xFFFF)
            if high:
                struct.pack_into("<H", b, 0x82, crc >> 16)
        return fix

    def fix_names(self, seed):
        def fix(b):
            struct.pack_into("<I", b, len(b) - 4, crc32c(b[:-12], seed))
        return fix

    def fix_extents(self, seed):
        def fix(b):
            end = 12 + 12 * number(b, 4, 2)
            if end + 4 <= len(b):
                struct.pack_into("<I", b, end, crc32c(b[:end], seed))
        return fix

    def extents(self, node, seed):
        """Blocks of data; blocks of the map become spots."""
        found = []
        for i in range(number(node, 2, 2)):
            e = node[12 + 12 * i:24 + 12 * i]
            if number(node, 6, 2) == 0:
                start = number(e, 8, 4)
                found += range(start, start + (number(e, 4, 2) & 0x7FFF))
            else:
                child = number(e, 4, 4)
                self.add("extents", child * self.block, self.block, self.fix_extents(seed), 0, 200)
                found += self.extents(self.at(child), seed)
        return found

    def pointers(self, raw, level):
        found = []
        for i in range(0, len(raw), 4):
            block = number(raw, i, 4)
            if 0 < block < self.blocks:
                if level == 0:
                    found.append(block)
                else:
                    self.add("pointers", block * self.block, self.block, None, 0, 200)
                    found += self.pointers(self.at(block), level - 1)
        return found

    def data_of(self, b, n):
        if number(b, 0x20, 4) & 0x80000:
            return self.extents(b[0x28:0x64], self.inode_seed(n, b))
        found = self.pointers(b[0x28:0x58], 0)
        for level in (1, 2):
            found += self.pointers(b[0x54 + 4 * level:0x58 + 4 * level], level)
        return found

    def names_end(self, block):
        at, b = 0, self.at(block)
        while at + 12 <= self.block - 12:
            step = number(b, at + 4, 2)
            if step < 12 or at + step >= self.block - 12:
                return at + 8 + b[at + 6]
            at += step
        return self.block - 12

    def one_inode(self, n, at):
        b = self.d[at:at + self.inode]
        kind = {4: "dir", 8: "file"}.get(number(b, 0, 2) >> 12, "other")
        if number(b, 0, 2) == 0 or (n < 11 and n not in (2, 8)):
            return
        if number(b, 0x1A, 2) == 0:
            self.add("inode-dead", at, self.inode, self.fix_inode(n), 0, 0x80, 2)
            return
        blocks = self.data_of(b, n)
        self.add("inode-" + ("journal" if n == 8 else kind), at, self.inode, self.fix_inode(n), 0, 0x80, 2)
        if n == 8:
            self.log = blocks
        for block in blocks if kind == "dir" else ():
            self.add("names", block * self.block, self.block, self.fix_names(self.inode_seed(n, b)), 0,
                     max(16, self.names_end(block)), 2)

    def find(self):
        self.add("super", 1024, 1024, self.fix_super, 0, 0x180)
        table = (self.first + 1) * self.block
        for group in range((self.blocks - self.first + self.per_group - 1) // self.per_group):
            at = table + group * self.descriptor
            self.add("group", at, self.descriptor, self.fix_group(group))
            self.add("block-map", number(self.d, at, 4) * self.block, self.block, None, 0, self.per_group // 8)
            self.add("inode-map", number(self.d, at + 4, 4) * self.block, self.block, None, 0, self.inodes // 8)
            for i in range(self.inodes):
                self.one_inode(group * self.inodes + i + 1, number(self.d, at + 8, 4) * self.block + i * self.inode)
        self.journal()
        return self.spots

    # -- the journal

    def fix_at(self, at, seed):
        def fix(b):
            b[at:at + 4] = b"\0\0\0\0"
            struct.pack_into(">I", b, at, crc32c(b, seed))
        return fix

    def journal(self):
        if not self.log:
            return
        super_ = self.at(self.log[0])
        self.sums, kept = bool(number(super_, 40, 4, ">") & 0x10), self.sums
        seed = crc32c(super_[48:64])
        self.fix_journal = self.fix_at(0xFC, 0xFFFFFFFF)
        self.add("journal-super", self.log[0] * self.block, 1024, self.fix_journal, 0, 0x60, 4, ">")
        self.transactions = []
        for index, block in enumerate(self.log[1:], 1):
            b = self.at(block)
            if number(b, 0, 4, ">") != 0xC03B3998:
                continue
            kind = {1: "journal-tags", 2: "journal-commit", 5: "journal-revoke"}.get(number(b, 4, 4, ">"))
            if kind:
                fix = self.fix_at(16 if kind == "journal-commit" else self.block - 4, seed)
                self.add(kind, block * self.block, self.block, fix, 0, 96, 4, ">")
            if kind == "journal-tags":
                self.transactions.append((number(b, 8, 4, ">"), index))
                if index + 1 < len(self.log):
                    self.add("journal-data", self.log[index + 1] * self.block, self.block, None, 0, 256)
        self.sums = kept

    def pending(self, which):
        """Bytes that make the log, from one of its transactions on, a pending one."""
        if not self.log or not self.transactions:
            return []
        sequence, index = sorted(self.transactions)[which % len(self.transactions)]
        sb, js = bytearray(self.sb), bytearray(self.at(self.log[0])[:1024])
        struct.pack_into("<I", sb, 0x60, number(sb, 0x60, 4) | 4)
        if self.sums:
            self.fix_super(sb)
        struct.pack_into(">II", js, 24, sequence, index)
        if number(js, 40, 4, ">") & 0x10:
            self.fix_journal(js)
        return [(1024, bytes(sb)), (self.log[0] * self.block, bytes(js))]


# ---- XFS ------------------------------------------------------------------------------------------------


def little_sum(at):
    def fix(b):
        b[at:at + 4] = b"\0\0\0\0"
        struct.pack_into("<I", b, at, crc32c(b) ^ 0xFFFFFFFF)
    return fix


def xfs_block(d, at, block, inode):
    """Spots in one block, by its magic."""
    magic, wide = d[at:at + 4], number(d, at + 8, 2, ">")
    if magic in (b"AB3B", b"AB3C", b"IAB3", b"FIB3", b"RMB3", b"R3FC"):
        yield Spot(magic.decode().lower(), [at], block, little_sum(52), 0, 56 + 16 * min(20, number(d, at + 6, 2, ">")), 4, ">")
    elif magic == b"BMA3":
        yield Spot("map", [at], block, little_sum(64), 0, 300, 8, ">")
    elif magic in (b"XDB3", b"XDD3"):
        yield Spot("names", [at], block, little_sum(4), 0, 800, 2, ">")
    elif magic == b"XDF3":
        yield Spot("names-free", [at], block, little_sum(4), 0, 128, 2, ">")
    elif wide in (0x3DF1, 0x3DFF, 0x3EBE):
        yield Spot("hashes", [at], block, little_sum(12), 0, 200, 4, ">")
    elif magic[:2] == b"IN":
        for slot in range(at, at + block, inode):
            mode = number(d, slot + 2, 2, ">") >> 12
            if d[slot:slot + 2] == b"IN" and (mode or any(d[slot + 176:slot + 300])):
                kind = {4: "dir", 8: "file", 0: "dead"}.get(mode, "other")
                yield Spot("inode-" + kind, [slot], inode, little_sum(100), 0, 176 + 120, 4, ">")


def xfs(d):
    """Spots of an XFS (version 5) at the start of `d`."""
    block, group = number(d, 4, 4, ">"), number(d, 84, 4, ">")
    inode, log = number(d, 104, 2, ">"), number(d, 48, 8, ">")
    bits = d[124]
    log_from = ((log >> bits) * group + (log & (1 << bits) - 1)) * block
    log_to = log_from + number(d, 96, 4, ">") * block
    spots = []
    for n in range(number(d, 88, 4, ">")):
        at = n * group * block
        spots += [Spot("super" if n == 0 else "super-copy", [at], 512, little_sum(224), 0, 264, 4, ">"),
                  Spot("agf", [at + 512], 512, little_sum(216), 0, 200, 4, ">"),
                  Spot("agi", [at + 1024], 512, little_sum(312), 0, 300, 4, ">"),
                  Spot("agfl", [at + 1536], 512, little_sum(32), 0, 80, 4, ">")]
    for at in range(0, len(d) - block + 1, block):
        if at % (group * block) == 0 or d[at:at + 4] == b"\0\0\0\0" and d[at + 8:at + 10] == b"\0\0":
            continue
        if log_from <= at < log_to:
            for sector in range(at, at + block, 512):
                if d[sector:sector + 4] == b"\xfe\xed\xba\xbe":
                    spots.append(Spot("log", [sector], 512, None, 0, 320, 4, ">"))
        else:
            spots += xfs_block(d, at, block, inode)
    return spots


# ---- btrfs ----------------------------------------------------------------------------------------------


def btrfs_sum(b):
    struct.pack_into("<I", b, 0, crc32c(b[32:]) ^ 0xFFFFFFFF)


def btrfs_live(d, met):
    """(address, generation) of every block that the superblock leads to."""
    todo = [(number(d, 65536 + 80, 8), number(d, 65536 + 72, 8)), (number(d, 65536 + 88, 8), number(d, 65536 + 164, 8))]
    live = set()
    while todo:
        key = todo.pop()
        if key in live or key not in met:
            continue
        live.add(key)
        at = met[key][0]
        for i in range(number(d, at + 96, 4)):
            if d[at + 100]:
                pointer = at + 101 + 33 * i + 17
                todo.append((number(d, pointer, 8), number(d, pointer + 8, 8)))
            elif number(d, at + 88, 8) == 1 and d[at + 101 + 25 * i + 8] == 132:
                item = at + 101 + number(d, at + 101 + 25 * i + 17, 4)
                todo.append((number(d, item + 176, 8), number(d, item + 160, 8)))
    return live


def btrfs(d):
    """Spots of a btrfs at the start of `d`: superblocks, and the tree blocks in use."""
    node, fsid, met = number(d, 65536 + 148, 4), d[65536 + 32:65536 + 48], {}
    spots = [Spot(kind, [at], 4096, btrfs_sum, 32, 600, 8, "<")
             for kind, at in (("super", 65536), ("super-mirror", 64 << 20)) if at + 4096 <= len(d)]
    for at in range(0, len(d) - node + 1, 4096):
        if at not in (65536, 64 << 20) and d[at + 32:at + 48] == fsid:
            met.setdefault((number(d, at + 48, 8), number(d, at + 80, 8)), []).append(at)
    names = {1: "roots", 2: "extents", 3: "chunks", 4: "devices", 5: "tree", 7: "sums", 9: "uuids", 10: "free"}
    for key in sorted(btrfs_live(d, met)):
        places = met[key]
        b = d[places[0]:places[0] + node]
        items, kind = number(b, 96, 4), names.get(number(b, 88, 8), "other")
        spots.append(Spot(kind + ("-node" if b[100] else ""), places, node, btrfs_sum, 48,
                          min(node, 101 + items * (33 if b[100] else 25)), 4, "<"))
        if b[100] == 0 and items:
            low = 101 + number(b, 101 + 25 * (items - 1) + 17, 4)
            spots.append(Spot(kind + "-items", places, node, btrfs_sum, min(low, node - 64), node, 4, "<"))
    return spots


# ---- partition tables and LVM2 --------------------------------------------------------------------------


def gpt_sum(b):
    b[16:20] = b"\0\0\0\0"
    struct.pack_into("<I", b, 16, zlib.crc32(bytes(b[:92])))


def gpt_all(b):
    """Header and entries side by side."""
    head = bytearray(b[:512])
    struct.pack_into("<I", head, 88, zlib.crc32(bytes(b[512:])))
    gpt_sum(head)
    b[:512] = head


def lvm_sum(data):
    return zlib.crc32(data, 0xF597A6CF ^ 0xFFFFFFFF) ^ 0xFFFFFFFF


def tables(d):
    """Spots of a GPT disk with one LVM2 physical volume."""
    last = len(d) - 512
    spots = [Spot("mbr-protective", [0], 512, None, 446, 512, 2, "<"),
             Spot("gpt", [512], 512, gpt_sum, 8, 96, 4, "<"),
             Spot("gpt-backup", [last], 512, gpt_sum, 8, 96, 4, "<"),
             Spot("gpt-both", [512, last], 512, gpt_sum, 8, 96, 4, "<"),
             Spot("gpt-entries", [512], 512 + 16384, gpt_all, 512, 512 + 256, 8, "<")]
    label = d.find(b"LABELONE")
    head = d.find(b" LVM2 x[5A%r0N*>") - 4
    offset, size = number(d, head + 40, 8), number(d, head + 48, 8)

    def fix_label(b):
        struct.pack_into("<I", b, 16, lvm_sum(bytes(b[20:512])))

    def fix_head(b):
        struct.pack_into("<I", b, 0, lvm_sum(bytes(b[4:512])))

    def fix_text(b):
        struct.pack_into("<I", b, 56, lvm_sum(bytes(b[offset:offset + size])))
        fix_head(b)
    return spots + [Spot("lvm-label", [label], 512, fix_label, 0, 140, 4, "<"),
                    Spot("lvm-head", [head], 512, fix_head, 0, 88, 4, "<"),
                    Spot("lvm-text", [head], offset + size, fix_text, offset, offset + size, 1, "a")]


def mbr(d):
    """Spots of an MBR disk: the first sector, and the chain of the extended partition."""
    spots = [Spot("mbr", [0], 512, None, 446, 512, 2, "<")]
    base = next(number(d, 446 + 16 * i + 8, 4) for i in range(4) if d[446 + 16 * i + 4] in (5, 15))
    at, after = base, -1
    while after:
        spots.append(Spot("chain", [at * 512], 512, None, 446, 512, 2, "<"))
        after = number(d, at * 512 + 446 + 16 + 8, 4)
        at = base + after
    return spots
