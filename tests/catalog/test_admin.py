"""The staff's view of the catalogue."""

from typing import Any

import pytest
from django.forms import BaseForm
from django.test import Client
from django.urls import reverse

from catalog.models import TitleText
from tests.catalog.factories import (
    make_credit,
    make_genre,
    make_person,
    make_title,
    make_viewer,
    store_video,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_viewer(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def film(own_storage):
    title = make_title({"ru": "Метрополис", "en": "Metropolis"}, (make_genre("drama"),))
    make_credit(title, make_person(), role_ru="Мария")
    store_video(title)
    return title


@pytest.mark.parametrize("model", ["title", "titletext", "person", "genre", "credit", "video"])
def test_every_model_is_listed_searched_and_opened(staff, film, model):
    """R152: registered with search; each row opens."""
    url = reverse(f"admin:catalog_{model}_changelist")
    assert staff.get(url, {"q": "нет такого %"}).status_code == 200
    response = staff.get(url)
    assert response.status_code == 200
    for row in response.context["cl"].result_list:
        change = reverse(f"admin:catalog_{model}_change", args=[row.pk])
        assert staff.get(change).status_code == 200


def test_title_is_found_by_its_name_in_any_language(staff, film):
    """R152."""
    make_title({"ru": "Другой"})
    url = reverse("admin:catalog_title_changelist")
    for words in ("метроп", "Metrop", film.external_id):
        assert [one.pk for one in staff.get(url, {"q": words}).context["cl"].result_list] == [
            film.pk
        ]


@pytest.mark.parametrize("many", [3, 30])
def test_list_of_titles_costs_a_fixed_number_of_queries(staff, many, django_assert_max_num_queries):
    for _ in range(many):
        make_title()
    with django_assert_max_num_queries(8):
        staff.get(reverse("admin:catalog_title_changelist"))


def test_text_written_by_hand_becomes_the_editors_own(staff, film):
    """R023: the source changes with the text, not through the form."""
    text = TitleText.objects.get(title=film, language="ru")
    url = reverse("admin:catalog_titletext_change", args=[text.pk])
    form = {"title": film.pk, "language": "ru", "name": "Наш", "description": "", "source": "x"}
    assert staff.post(url, form).status_code == 302
    text.refresh_from_db()
    assert (text.name, text.source) == ("Наш", "cms")


def as_posted(form: BaseForm) -> dict[str, Any]:
    """What a browser would send for a form that nobody touched."""
    values = {form.add_prefix(name): form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None}


def test_text_changed_on_the_page_of_its_title_becomes_the_editors_own(staff, film):
    """R023: only the text that was changed."""
    url = reverse("admin:catalog_title_change", args=[film.pk])
    page = staff.get(url).context
    form = as_posted(page["adminform"].form)
    for inline in page["inline_admin_formsets"]:
        for one in (inline.formset.management_form, *inline.formset.initial_forms):
            form |= as_posted(one)
    name = next(name for name, value in form.items() if value == "Метрополис")
    response = staff.post(url, {**form, name: "Наш Метрополис"})
    assert response.status_code == 302, response.context["errors"]
    sources = dict(TitleText.objects.filter(title=film).values_list("name", "source"))
    assert sources == {"Наш Метрополис": "cms", "Metropolis": "partner"}


def test_people_who_are_not_staff_stay_out(film):
    client = Client()
    client.force_login(make_viewer())
    assert client.get(reverse("admin:catalog_title_changelist")).status_code == 302
