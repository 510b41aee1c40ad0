"""What people choose about their mails."""

from typing import Any

from django import forms

from heartwood.ground.accounts.models import User
from heartwood.ground.notifications.letters import Letter
from heartwood.ground.notifications.models import Wish


class WishesForm(forms.Form):
    """One choice for each kind of letter."""

    says_itself_what_is_needed = True

    def __init__(self, person: User, letters: list[type[Letter]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        for letter in letters:
            self.fields[letter.kind] = forms.ChoiceField(
                label=str(letter.occasion),
                choices=Wish.Mail.choices,
                initial=Wish.of(person, letter.kind),
                required=False,  # a page that was opened before there was such a letter
            )

    def keep(self) -> None:
        for kind, mail in ((kind, mail) for kind, mail in self.cleaned_data.items() if mail):
            Wish.objects.update_or_create(person=self.person, kind=kind, defaults={"mail": mail})
