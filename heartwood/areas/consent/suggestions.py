"""Texts to begin with. What stands in [brackets] only the practice can know, so nothing is published with it.

They follow what laws and guidance on the subject ask to be said: who, what, where, how long, the risks, and that a no
costs nothing. They are no legal advice.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heartwood.areas.consent.models import Purpose

SUGGESTED: dict[str, Promise] = {
    Purpose.Kind.AUTOMATIC_NOTES: _(
        "I agree that notes about my sessions may be drafted automatically.\n\n"
        "- **What happens**: the sound of a session is recorded with [name of the tool], written down, and made into"
        " the draft of a note. My practitioner says so out loud each time before it begins.\n"
        "- **Where**: [on our own computer, or by whom and in which country]. It is not used to train any model.\n"
        "- **How long**: the recording is deleted as soon as it is written down, what was written down at the latest"
        " after [number] days. Only the note stays, in my record.\n"
        "- **Who decides**: my practitioner reads, corrects and approves every note. No program decides anything about"
        " me, or judges my feelings.\n"
        "- **What can go wrong**: drafts can leave out or invent something; data can fall into the wrong hands.\n"
        "- **My choice**: a no changes nothing about how I am treated. I can ask for a pause at any moment, and take"
        " this consent back at any time, here or by a word. What has been drafted until then and is not approved is"
        " deleted.\n"
        "- Everybody else who is in the room must agree as well."
    ),
    Purpose.Kind.TREATMENT: _(
        "I wish to work with [name of the practice].\n\n"
        "- I was told how we work, what it can do for me and what it cannot, what it costs, and which other ways there"
        " are.\n"
        "- What I say stays between us, except where the law asks for more: when somebody is in danger, when a child"
        " or a person in need of care is harmed, or when a court orders it.\n"
        "- My record is kept for [number] years. I may read it and have it corrected.\n"
        "- I can stop at any time, without giving a reason."
    ),
    Purpose.Kind.EMAIL: _(
        "[Name of the practice] may write to me by e-mail.\n\n"
        "- Mail can be read on its way, and by whoever shares my mailbox. The practice writes nothing about my"
        " health in it; for that there is the portal.\n"
        "- E-mail is not read at all hours. In an emergency I call [number].\n"
        "- I can take this back at any time."
    ),
}
