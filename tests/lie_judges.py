"""The standard checkers as judges of lies, and what of their words is no complaint.

TALK is what a checker says beside its complaints: headings, advice, questions. BESIDE excuses a complaint: what neither
names, sizes nor holds anything that we report; each line has its reason, and `lies` counts how often each was needed.
"""
import os
import re
import shutil
import subprocess

SECONDS = 60

TALK = {
    "ext": r"^$|^e2fsck \d|^Pass \d|Fix\? |Clear\? |Allocate\?|Split\?|Truncate\?|Salvage\?|Recreate\?|Relocate\?|Connect to /lost|"
           r"IGNORED\.$|\d+/\d+ files|^[ \t]*\(|WARNING: Filesystem still has errors|Run e2fsck|Pass 1[BCD]: |Clone multiply|"
           r"^Error while scanning|^Setting free|^ *<The |^.*: [*]{5} ",
    "xfs": r"^$|^btree block \d+/\d+ is suspect|^Using a more recent|^Phase \d|^ +- |^No modify|^Maximum metadata LSN|^Would format log|^Exiting now|^Cannot proceed|^re-running|"
           r"^Log inconsistent \(didn|^Format log to cycle|^clear log|^Refusing",
    "btrfs": r"^$|^Opening filesystem|^Checking filesystem|^UUID|^\[\d|^found \d|^total|^ERROR: errors found in|^btree space|^file data|^ referenced|"
             r"^The following tree block|^super_total_bytes|^WARNING: minor",
    "gpt": r"^$|^No problems|^Identified \d|^[*]+$|^segments, the largest|free sectors|^Caution! After loading|STRONGLY recommended|"
           r"You should use|Using '|Try |may be able to|^verify disk integrity|^the disk\.$|^option on|^This (report|is)|"
           r"^disk tools|^be a|can probably fix|^Verification may miss|^menu|^\(|^Setting the header",
    "mbr": r"^$|^Remaining \d|^No errors|^ *g\.img:|^.*\.img:$|unallocated 512-byte sectors",
    "lvm": r"^$|^  (label_header|pv_header|mda_header|metadata text)|Reloading config|leaked on|^  ---",
    "box": r"^$",
    "tar": r"^$|^tar: Exiting with failure status due to previous errors$",
    "packed": r"^$",
}

BESIDE = {
    "ext": (
        (r"Padding at end of (inode|block) bitmap", "bits behind the last block or inode stand for nothing"),
        (r"bitmap differences: (?: +-[(\d][\d\-)]*)+$", "what is marked as used and is not holds nothing"),
        (r"counts? wrong", "counts of what is free, or of folders, by which nothing is found"),
        (r"in the future|last (mount|write|check) time|[aicm]time|dtime.*(bad|invalid)|i_(crtime|[acm]time)", "a time that the checker finds odd is told as it stands"),
        (r"HTREE|htree|INDEX_FL|hash", "names are read from the leaves, without the index"),
        (r"i_(faddr|frag|fsize) for inode", "fields for fragments of blocks, which no ext has"),
        (r"quota|Quota", "nothing of quota is reported"),
        (r"[Rr]esize.?inode|Reserved.*resize|resize_inode", "blocks kept for growing hold nothing"),
        (r"lost\+found", "an empty folder for the checker's own use"),
        (r"optimi[sz]|extent tree .*(could be|narrower|shorter)", "a map that could be shorter is right"),
        (r"extra_isize|[Ee]xtended attribute|ea_in_inode|i_file_acl", "extended attributes are not reported"),
    ),
    "xfs": (
        (r"[acm]time|timestamp|nsec", "a time that the checker finds odd is told as it stands"),
        (r"agfl|fl(first|last|count)", "blocks kept aside for the trees of free space hold nothing"),
        (r"refcount|R3FC", "how many files share a block; the maps of each are read"),
        (r"rmap", "who owns a block, told once more: the maps of the owners are read"),
        (r"unknown compatible features|feature mismatch in AG", "features that may be ignored, and those of the copies: the first's count"),
        (r"quota|uquotino|gquotino|pquotino", "nothing of quota is reported"),
        (r"realtime|rtrmap|rbm|rsum", "there is no realtime part to be read"),
        (r"sunit|swidth|stripe (unit|width)|alignment", "advice to an allocator, which holds nothing"),
        (r"bestfree|bests|freeindex|free block|bad leaf count|unlinked bucket|agi_unlinked",
         "where a directory or a group has room for more; what stands there is read without it"),
        (r"would zero unused portion of (primary|secondary) superblock", "bytes behind the fields of a superblock mean nothing"),
        (r"attr fork|attribute|^bad attr", "extended attributes are not reported"),
    ),
    "btrfs": (
        (r"[acm]time|timestamp", "a time that the checker finds odd is told as it stands"),
        (r"free space|space cache|cache and super generation|wanted (bytes|offset) \d+, found|cache appears valid but", "free space is told from extents"),
        (r"uuid", "the tree of identities serves send and receive"),
        (r"root 18446744073709551607 ", "the tree by which extents are moved names nothing of anybody's"),
        (r"ref mismatch|owner ref check failed|backref|backpointer|^(data|tree) extent\[", "how often and by whom an extent is used; the maps of each are read"),
    ),
    "gpt": (
        (r"boundar|aligned|begin on", "where partitions begin best"),
    ),
    "mbr": (
        (r"cylinder|head|CHS|[Ss]ector .* greater", "addresses in cylinders are read by nobody: the sectors count"),
    ),
    "lvm": (
        (r"precommit|raw_locn\[1\]", "what was about to be written counts only once it is committed"),
    ),
    "box": (
        (r"leaked cluster|Leaked|leaks", "space that is counted and not used holds nothing"),
    ),
    "tar": (
        (r"implausibly old|time stamp|out of .*time_t|mtime", "a time that the judge finds odd is told as it stands"),
        (r"uid_t|gid_t|mode_t|devm|out of range", "owner, mode and device numbers hold nothing"),
    ),
    "packed": (),
}


def ran(argv, **more):
    """(status, lines); a judge that does not end says nothing."""
    env = dict(os.environ, LVM_SUPPRESS_FD_WARNINGS="1", LC_ALL="C")
    try:
        done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS, check=False, env=env, **more)
    except subprocess.TimeoutExpired:
        return 0, []
    lines = done.stdout.decode(errors="replace").splitlines()
    if done.returncode < 0:
        lines.append("the checker died of signal %d" % -done.returncode)
    return done.returncode, lines


def split(family, lines, excused):
    """What matters of the lines; what was excused is counted by its reason."""
    out = []
    for line in lines:
        if re.search(TALK[family], line):
            continue
        for pattern, reason in BESIDE[family]:
            if re.search(pattern, line):
                excused[reason] = excused.get(reason, 0) + 1
                break
        else:
            out.append(line)
    return out


def ext(path, folder):
    with open(path, "rb") as f:
        f.seek(1024 + 0x60)
        pending = f.read(1)[0] & 4
    if not pending:
        return ran(["e2fsck", "-fn", path])[1]
    copy = os.path.join(folder, "pending.img")  # e2fsck replays only when it may write
    shutil.copyfile(path, copy)
    lines = ran(["e2fsck", "-fy", copy])[1]
    return [x for x in lines if "recovering journal" not in x and "FILE SYSTEM WAS MODIFIED" not in x]


def xfs(path, folder):
    return ran(["xfs_repair", "-n", path])[1]


def btrfs(path, folder):
    return ran(["btrfs", "check", path])[1]


def gpt(path, folder):
    return ran(["sgdisk", "-v", path])[1]


def mbr(path, folder):
    return ran(["sfdisk", "-V", path])[1]


def lvm(path, folder, at, length):
    """pvck on the file; and, where a loop device can be had, what LVM itself says."""
    part = os.path.join(folder, "pv.img")
    with open(path, "rb") as f, open(part, "wb") as out:
        f.seek(at)
        out.write(f.read(length))
    lines = [x.strip() for x in ran(["pvck", "--dump", "headers", part])[1] if "CHECK" in x or "rror" in x]
    status, said = ran(["pvck", "--dump", "metadata", part])
    if status != 0 or not any("vgname" in x for x in said):
        lines.append("pvck finds no metadata: %s" % " | ".join(said[-2:]))
    status, device = ran(["losetup", "-f", "--show", "-r", part])
    if status == 0 and device:
        config = 'devices { use_devicesfile=0 filter=["a|^%s$|","r|.*|"] } global { use_lvmlockd=0 } backup { backup=0 archive=0 }' % device[0]
        for argv in (["vgck", "--readonly"], ["lvs", "--readonly", "--noheadings", "-o", "vg_name,lv_name,seg_count,lv_size"]):
            status, said = ran([argv[0], "--config", config] + argv[1:])
            if argv[0] == "vgck":
                lines += [x.strip() for x in said]
            elif status != 0 or not said:
                lines.append("lvs shows no volumes")
        ran(["losetup", "-d", device[0]])
    return lines


def box(path, folder, form, raw):
    """qemu-img's own check where the format has one, and its conversion beside what was put in."""
    lines = []
    if form in ("qcow2", "vmdk", "vhdx", "vpc"):
        status, said = ran(["qemu-img", "check", "-f", form, path])
        if status not in (0, 63):  # 63: the format has no check
            lines += said or ["qemu-img check: %d" % status]
        copy = os.path.join(folder, "judged.raw")
        status, said = ran(["qemu-img", "convert", "-f", form, "-O", "raw", path, copy])
        if status != 0:
            lines.append("qemu-img convert: %s" % " ".join(said)[:200])
        else:
            with open(copy, "rb") as f:
                got = f.read(len(raw))
            if got != raw:
                lines.append("converted, it holds other bytes")
            os.unlink(copy)
    else:
        status, said = ran(["ewfverify", "-q", path])
        if status != 0:
            lines.append("ewfverify: %s" % " ".join(said)[-200:])
    return lines


def tar(path, folder):
    """GNU tar and, where it is there, bsdtar: an archive in which either finds fault."""
    lines = []
    status, said = ran(["tar", "-tvf", path])
    lines += [x for x in said if x.startswith("tar: ")] + (["tar: %d" % status] if status < 0 else [])
    if shutil.which("bsdtar"):
        status, said = ran(["bsdtar", "-tf", path])
        lines += [x for x in said if x.startswith("bsdtar: ")]
    return lines


def packed(path, folder, tool):
    """gzip -t, zstd -t, xz -t."""
    status, said = ran([tool, "-t", "-q", path])
    return ["%s -t: %s" % (tool, " ".join(said)[-160:] or status)] if status != 0 else []
