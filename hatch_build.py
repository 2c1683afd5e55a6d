"""What the wheel carries inside the package, and a clone has at its top; `checker/model/paths.py` finds both."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIED = {
    "data": "checker/data",
    "docs/accuracy.json": "checker/docs/accuracy.json",
    "app.py": "checker/page/app.py",
    ".streamlit/config.toml": "checker/page/.streamlit/config.toml",
}


class Carried(BuildHookInterface):
    """An editable install reads the clone itself: copies beside it would grow old."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files to a wheel that is no editable one."""
        if version != "editable":
            build_data["force_include"].update(CARRIED)
