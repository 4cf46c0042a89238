"""One task: archives, disk images and logs of a registry go into one case; the case, the report and the lines for
Timesketch come out. Statuses of sherd: 0 done, 3 done and some evidence is damaged or unread, 4 a source changed; these
three have a result. Any other ends the task with what sherd said."""
import os
import re
import subprocess
import tempfile

from openrelik_worker_common.file_utils import create_output_file
from openrelik_worker_common.task_utils import create_task_result, get_input_files

from .app import celery

TASK_NAME = "openrelik-worker-sherd.tasks.examine"
SHERD = os.environ.get("SHERD", "sherd")
TOLD = {0: "done", 3: "done; some evidence is damaged or unread, see the findings", 4: "done; a source changed while it was read"}

TASK_METADATA = {
    "display_name": "sherd: container registry storage",
    "description": "What a container registry held, what was deleted from it and what can be restored, proven by hash",
    "task_config": [
        {"name": "recover", "label": "Search free space", "type": "checkbox", "required": False,
         "description": "Disk images: search free space for deleted blobs as well; takes longer"},
        {"name": "lang", "label": "Language of the report", "type": "text", "required": False,
         "description": "en (the default) or ja"},
        {"name": "case_no", "label": "Case number", "type": "text", "required": False,
         "description": "The custody log begins with it"},
    ],
}

# name in the report folder, kind of data as other workers filter it
WANTED = [
    ("report.html", "openrelik:sherd:report"),
    ("annex.html", "openrelik:sherd:annex"),
    ("browse.html", "openrelik:sherd:browse"),
    ("timesketch.jsonl", "openrelik:sherd:timesketch"),
]


def labels_of(input_files):
    """A label for each file: its name without what a label or a shell would read as something else, each once."""
    taken, out = set(), []
    for entry in input_files:
        plain = re.sub(r"[^A-Za-z0-9._-]", "_", entry.get("display_name") or "evidence")[:80].lstrip("-") or "evidence"
        label, n = plain, 2
        while label in taken:
            label, n = "%s-%d" % (plain, n), n + 1
        taken.add(label)
        out.append((label, entry["path"]))
    return out


def run(arguments):
    done = subprocess.run([SHERD] + arguments, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode not in TOLD:
        raise RuntimeError("sherd %s: status %d: %s" % (arguments[0], done.returncode, done.stderr.strip()[-500:]))
    return done


@celery.task(bind=True, name=TASK_NAME, metadata=TASK_METADATA)
def command(self, pipe_result=None, input_files=None, output_path=None, workflow_id=None, task_config=None):
    """Examines all input files as the sources of one case. Returns the result OpenRelik expects, in base64."""
    config = task_config or {}
    sources = labels_of(get_input_files(pipe_result, input_files or []))
    lang = config.get("lang") or "en"
    if not sources:
        raise RuntimeError("sherd: no input file")
    if lang not in ("en", "ja"):
        raise RuntimeError("sherd: the language is en or ja")
    case = create_output_file(output_path, display_name="registry.case.db", data_type="openrelik:sherd:case")
    examine = ["examine", "-q", case.path] + ["%s=%s" % source for source in sources]
    if config.get("case_no"):
        examine += ["--case-no=" + config["case_no"]]
    outputs = [case]
    with tempfile.TemporaryDirectory(dir=output_path) as folder:
        report = os.path.join(folder, "report")
        done = run(examine + ["-o", os.path.join(folder, "first")])
        if config.get("recover"):
            run(["recover", "-q", case.path])
        summary = run(["summary", case.path, "--lang", lang]).stdout
        run(["report", "-q", case.path, "-o", report, "--format", "html,timesketch", "--lang", lang])
        for name, data_type in WANTED:
            file = create_output_file(output_path, display_name=name, data_type=data_type)
            os.rename(os.path.join(report, name), file.path)
            outputs.append(file)
    return create_task_result(
        output_files=[file.to_dict() for file in outputs],
        workflow_id=workflow_id,
        command=" ".join(["sherd"] + examine),
        meta={"status": done.returncode, "outcome": TOLD[done.returncode], "summary": summary},
    )
