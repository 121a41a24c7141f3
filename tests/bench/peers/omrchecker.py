"""Times OMRChecker (1.x) over images, for `npm run bench -- reading`.

Standard input: JSON [{"folder": ..., "image": ..., "rounds": n}], folders with OMRChecker's own template.json (and config.json).
Standard output: JSON [{"ms": ..., "fields": {...} | null, "error": ...}] in that order; ms is the median processor time of one image, decoding
included, warm, on one thread: what OMRChecker does from the file to the concatenated response. Windows, logs, result images and CSV are off.
Usage: python omrchecker.py DIRECTORY_OF_OMRCHECKER
"""

import json
import logging
import statistics
import sys
import time
import types
from pathlib import Path

sys.path.insert(0, sys.argv[1])
# It asks for the monitor's size as it is imported; there may be none.
sys.modules["screeninfo"] = types.SimpleNamespace(
    get_monitors=lambda: [types.SimpleNamespace(width=1920, height=1080)]
)
logging.disable(logging.CRITICAL)

import cv2  # noqa: E402
from src.defaults import CONFIG_DEFAULTS  # noqa: E402
from src.template import Template  # noqa: E402
from src.utils.parsing import (  # noqa: E402
    get_concatenated_response,
    open_config_with_defaults,
)

cv2.setNumThreads(1)
WARM_UPS = 3


def opened(folder):
    """The template of a folder, its windows and result images turned off."""
    own = folder / "config.json"
    config = open_config_with_defaults(own) if own.exists() else CONFIG_DEFAULTS
    config.outputs.show_image_level = 0
    config.outputs.save_image_level = 0
    config.outputs.save_detections = False
    return Template(folder / "template.json", config)


def read(template, file):
    """What OMRChecker's process_files does with one image; None when it finds no page or markers."""
    image = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)
    ops = template.image_instance_ops
    ops.reset_all_save_img()
    image = ops.apply_preprocessors(str(file), image, template)
    if image is None:
        return None
    response = ops.read_omr_response(template, image=image, name=file.name, save_dir=None)[0]
    return get_concatenated_response(response, template)


def measured(task):
    folder = Path(task["folder"])
    try:
        template = opened(folder)
        file = folder / task["image"]
        fields, each = None, []
        for _ in range(WARM_UPS):
            fields = read(template, file)
        for _ in range(task["rounds"]):
            begun = time.process_time()
            read(template, file)
            each.append((time.process_time() - begun) * 1000)
        return {"ms": statistics.median(each), "fields": fields}
    except Exception as error:  # one image that it cannot read does not end the run
        return {"ms": None, "fields": None, "error": repr(error)}


json.dump([measured(task) for task in json.load(sys.stdin)], sys.stdout)
