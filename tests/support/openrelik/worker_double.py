"""What the worker imports, as openrelik-worker-common 0.6 and Celery publish it, without queue or server: the names, arguments and
results that the worker relies on. Loading this module puts them in place."""
import base64
import json
import os
import sys
import types
import uuid


class Output:
    def __init__(self, **fields):
        self.__dict__.update(fields)

    def to_dict(self):
        return dict(self.__dict__)


def create_output_file(output_base_path, display_name=None, extension=None, data_type=None, original_path=None,
                       source_file_id=None, register_in_db=True):
    name = uuid.uuid4().hex
    ending = os.path.splitext(display_name or name)[1]
    return Output(uuid=name, display_name=display_name or name, extension=ending, data_type=data_type,
                  path=os.path.join(output_base_path, name + ending), original_path=original_path,
                  source_file_id=source_file_id, register_in_db=register_in_db)


def get_input_files(pipe_result, input_files, filter=None):
    return json.loads(base64.b64decode(pipe_result))["output_files"] if pipe_result else input_files


def create_task_result(output_files, workflow_id, command=None, meta=None, file_reports=(), task_report=None):
    result = {"output_files": output_files, "workflow_id": workflow_id, "command": command, "meta": meta,
              "file_reports": list(file_reports), "task_report": task_report}
    return base64.b64encode(json.dumps(result).encode()).decode()


class Celery:
    """Registers tasks; a task called directly runs, as Celery's do, and gets itself first when bound."""

    def __init__(self, broker=None, backend=None, include=()):
        self.tasks = {}

    def task(self, bind=False, name=None, metadata=None):
        def keep(function):
            def call(*args, **kwargs):
                return function(call, *args, **kwargs) if bind else function(*args, **kwargs)
            call.name, call.metadata = name, metadata
            self.tasks[name] = call
            return call
        return keep


def put(name, **members):
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module


put("openrelik_worker_common")
put("openrelik_worker_common.file_utils", create_output_file=create_output_file)
put("openrelik_worker_common.task_utils", create_task_result=create_task_result, get_input_files=get_input_files)
put("celery")
put("celery.app", Celery=Celery)
put("redis", Redis=type("Redis", (), {"from_url": staticmethod(lambda url: None)}))
