"""The sign-in form."""

from django.template.loader import render_to_string

from webchat.forms.account import SignInForm


def page(form: SignInForm) -> str:
    return render_to_string("account/sign_in.html", {"form": form, "next": "/chats/1/?page=2"})


def test_an_error_stands_under_its_field_and_is_read_with_it():
    html = page(SignInForm({"email": "erin", "password": "secret"}))
    assert 'aria-invalid="true" aria-describedby="id_email_error"' in html
    assert '<p class="err" id="id_email_error">' in html
    assert 'id="id_password_error"' not in html


def test_what_concerns_both_fields_is_announced():
    form = SignInForm({"email": "erin@example.com", "password": "secret"})
    form.add_error(None, "That e-mail address and password do not match.")
    html = page(form)
    assert '<p class="err" role="alert">' in html
    assert "do not match" in html


def test_the_address_is_kept_and_the_password_is_not():
    html = page(SignInForm({"email": "erin@example.com", "password": "secret"}))
    assert 'value="erin@example.com"' in html
    assert "secret" not in html


def test_where_to_go_then_goes_along():
    assert 'name="next" value="/chats/1/?page=2"' in page(SignInForm())
