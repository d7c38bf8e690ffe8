"""Door 1, command by command; a module is loaded when one of its commands is called."""

COMMANDS = {
    "new": "writing",
    "add": "changing",
    "rename": "changing",
    "undo": "writing",
    "check": "site",
    "status": "status",
    "build": "site",
    "serve": "site",
    "edit": "edit",
    "verify": "site",
    "translations": "translations",
    "edition": "editions",
    "changes": "editions",
    "terms": "terms",
    "pack": "copies",
    "places-template": "copies",
    "collect": "collecting",
    "export": "copies",
    "texts": "texts",
    "bundle": "release",
    "publish": "release",
    "restore": "release",
}
"""Each command, and the module of this room that has the function of its name."""
