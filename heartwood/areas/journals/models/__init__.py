from heartwood.areas.journals.models.acknowledgement import Acknowledgement
from heartwood.areas.journals.models.draft import Draft, WrittenMeanwhile
from heartwood.areas.journals.models.entry import Entry, Words
from heartwood.areas.journals.models.image import MOST_IMAGES, EntryImage
from heartwood.areas.journals.models.prompts import WithoutPrompts

__all__ = [
    "MOST_IMAGES",
    "Acknowledgement",
    "Draft",
    "Entry",
    "EntryImage",
    "WithoutPrompts",
    "Words",
    "WrittenMeanwhile",
]
