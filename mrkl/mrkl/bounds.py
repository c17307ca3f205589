"""How large a spec may be, so that no spec makes the router slower than it promises.

What goes beyond is a typed error, or, where leaving something optional out is harmless, is left
out and said (``ToolSet.notes``).
"""

from __future__ import annotations

#: Arguments of one expert.
ARGUMENTS = 64
#: Arguments of one expert, with the members of its objects and arrays.
NESTED_ARGUMENTS = 256
#: How deep objects and arrays are read; what lies deeper may be anything.
DEPTH = 6
#: Schemas that the references and alternatives of one tool may expand to.
EXPANSIONS = 4096
#: Values that all enumerations of one expert may list together.
CHOICES = 1024
#: Characters of one listed value.
CHOICE_CHARACTERS = 256
#: Characters of a name.
NAME_CHARACTERS = 256
#: Characters of a description.
DESCRIPTION_CHARACTERS = 4096
#: Examples of one expert, and as many negatives.
EXAMPLES = 1024
#: Characters of an example.
EXAMPLE_CHARACTERS = 2048
#: Tools of one set.
TOOLS = 10_000
#: Names listed in one message.
LISTED_NAMES = 32
