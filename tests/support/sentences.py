#!/usr/bin/env python3
"""English that goes into a case and stands in no list: literals given to what carries sentences, and sentences given
to what does not count their arguments. Used by tests/lint; prints one line for each."""
import glob
import re

# why something is not opened at all is a fault of the command line, and stands in no case
FAULTS = {"lib/source/open.c", "lib/source/bytes.c", "lib/source/memory.c", "lib/media/map.c", "lib/media/qcow2.c",
          "lib/media/open.c", "lib/source/image_volume.c", "lib/source/image.c"}
ROOMS = "format blob xfrm media volume fs source walk graph logs recover casedb run/scan run/recover run/logs".split()
CARRIERS = ("exam_note doc_note_add doc_add_lame note_text image_remark image_note fs_remark volume_note volume_damage "
            "graph_finding graph_odd odd_item decoder_say tar_broken damaged impossible trouble tell refused gone bad "
            "pipe_end observe casedb_put_observation sentence sentence_buf sentence_then").split()
WORDS = r'"(?:[^"\\\n]|\\.)*[a-z] [a-z](?:[^"\\\n]|\\.)*"'
GIVEN = re.compile(r"\b(?:" + "|".join(CARRIERS) + r")\([^;{}]*?(" + WORDS + ")")
PRINTED = re.compile(r"\bsnprintf\(\s*[^,;]*\b(?:why|note|trouble|changed_why|broken)\b[^,;]*,[^;]*?(" + WORDS + ")")
UNCOUNTED = re.compile(r"\b(?:v?snprintf|buf_printf|fault_set|fault_while)\([^;\"]*\bS_[A-Z0-9_]{3,}\b[^;]*;")


def code(path):
    text = open(path, encoding="utf-8").read()
    return re.sub(r"/\*.*?\*/", lambda m: re.sub(r"[^\n]", " ", m.group(0)), text, flags=re.S)


for room in ROOMS:
    for path in sorted(set(glob.glob(f"lib/{room}/*.c") + glob.glob(f"lib/{room}/**/*.c", recursive=True))):
        text = code(path)
        for pattern in (GIVEN, PRINTED):
            for m in pattern.finditer(text):
                if path in FAULTS or path.endswith("schema_check.c") or re.search("SELECT|fault_set", m.group(0)):
                    continue
                print(f"{path}:{text.count(chr(10), 0, m.start(1)) + 1}: {m.group(1)} is in no list of sentences")
        for m in UNCOUNTED.finditer(text):
            print(f"{path}:{text.count(chr(10), 0, m.start()) + 1}: a sentence is not printed by sentence()")
