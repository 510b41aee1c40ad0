"""When somebody's place in the organization changes, they sign in again as what they are now."""


def is_signed_in(person):
    return person.get("/accounts/settings/").status_code == 200


def test_whose_roles_change_signs_in_again(cole, olive):
    olive.post(f"/willow/practice/members/{cole.member.pk}/roles/", {"roles": ["is_biller"]})

    assert not is_signed_in(cole)
    assert is_signed_in(olive)


def test_who_changes_their_own_roles_stays(olive):
    olive.post(f"/willow/practice/members/{olive.member.pk}/roles/", {"roles": ["is_administrator", "is_practitioner"]})

    assert is_signed_in(olive)


def test_whose_membership_ends_is_signed_out_everywhere(cole, olive):
    olive.post(f"/willow/practice/members/{cole.member.pk}/end/")

    assert not is_signed_in(cole)


def test_who_leaves_is_led_out_kindly(cole):
    answer = cole.post("/willow/practice/leave/")

    assert answer.url == "/"
    assert "You no longer work at" in cole.get("/").content.decode()
