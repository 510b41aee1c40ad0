"""What was given, what came back, and what a practitioner keeps for the next time."""

from heartwood.areas.homework.models.answer import Answer, NothingToHandIn
from heartwood.areas.homework.models.files import AnswerFile, Material, TemplateFile
from heartwood.areas.homework.models.homework import Homework, NotPossible, Task
from heartwood.areas.homework.models.step import Step
from heartwood.areas.homework.models.template import Template

__all__ = [
    "Answer",
    "AnswerFile",
    "Homework",
    "Material",
    "NotPossible",
    "NothingToHandIn",
    "Step",
    "Task",
    "Template",
    "TemplateFile",
]
