"""What is asked where reviews are left and answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.clients.models import Client
from heartwood.areas.reviews.models import Opinion, Review, ShownAs
from heartwood.kit.forms import Explained


class Rating(forms.RadioSelect):
    """Five stars in a row: radio buttons, which keys and screen readers know."""

    template_name = "reviews/shared/rating.html"


class ReviewForm(forms.Form):
    stars = forms.TypedChoiceField(
        label=_("How was it for you?"),
        coerce=int,
        widget=Rating,
        choices=[
            (1, _("1 star: it did not help")),
            (2, _("2 stars: it helped a little")),
            (3, _("3 stars: it was all right")),
            (4, _("4 stars: it helped")),
            (5, _("5 stars: it helped me a lot")),
        ],
        error_messages={"required": _("Choose how many stars you give.")},
    )
    words = forms.CharField(
        label=_("In your words"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What helped, what did not. Your practitioner reads it."),
    )
    shown_as = forms.ChoiceField(label=_("Who may read it"), required=False, widget=forms.RadioSelect)

    says_itself_what_is_needed = True

    def __init__(
        self, data: Any = None, *, client: Client, appointment: Appointment, review: Review | None = None
    ) -> None:
        said = {"stars": review.stars, "words": review.words, "shown_as": review.shown_as} if review else {}
        super().__init__(data, initial={"shown_as": ""} | said)
        self.fields["shown_as"].choices = self._choices(client, appointment)  # type: ignore[attr-defined]

    @property
    def opinion(self) -> Opinion:
        given = self.cleaned_data
        return Opinion(given["stars"], given["words"], given["shown_as"])

    @staticmethod
    def _choices(client: Client, appointment: Appointment) -> list[tuple[str, Explained]]:
        who = {"practitioner": appointment.practitioner.user.name, "practice": appointment.organization.name}
        consent = _("I agree that %(practitioner)s may show it to other clients of %(practice)s. I can take that back.")
        named = [
            (
                shown_as.value,
                Explained(_("May be published as “%(name)s”") % {"name": shown_as.of(client)}, consent % who),
            )
            for shown_as in ShownAs
        ]
        only_them = Explained(
            _("Only %(practitioner)s") % who, _("Nobody else reads it, at the practice or elsewhere.")
        )
        return [("", only_them), *named]


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label=_("Your reply"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It is shown with the review, also where that is published. Say nothing only you two know."),
    )
