from __future__ import annotations

from datetime import date

import pytest
from django.http import HttpResponse
from django.urls import path

from yichuang.foundation.accounts import queries, rules
from yichuang.foundation.accounts.tests.factories import PostFactory, UserFactory
from yichuang.foundation.accounts.types import Desk, Role
from yichuang.foundation.places.tests.factories import OrganisationFactory, OutletFactory

pytestmark = pytest.mark.django_db

LONG_AGO = date(2020, 1, 1)


class Pages:
    """Addresses of an installation that serves the desks named, and nothing else new."""

    def __init__(self, *paths: str) -> None:
        from config.urls import urlpatterns

        ours = {desk_path.strip("/") for desk_path, _ in rules.DESK_OF_ROLE.values()}
        kept = [route for route in urlpatterns if str(route.pattern).strip("/") not in ours]
        served = [path(found.lstrip("/"), lambda request: HttpResponse("ok")) for found in paths]
        self.urlpatterns = [*served, *kept]
        self.handler404 = "yichuang.kernel.views.page_not_found"


@pytest.fixture
def serving(settings):
    def serve(*paths):
        settings.ROOT_URLCONF = Pages(*paths)

    return serve


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_sent_to_its_place(role, client, serving):
    path_of_role, _ = rules.DESK_OF_ROLE[role]
    serving(path_of_role)
    client.force_login(PostFactory(role=role.value, starts_on=LONG_AGO).user)

    response = client.get("/desk/")

    assert (response.status_code, response["Location"]) == (302, path_of_role)


def test_somebody_with_several_places_chooses(client, serving):
    serving("/counter/", "/issue/")
    hall, town = OutletFactory(name="县政务大厅"), OutletFactory(name="临江镇中心")
    user = PostFactory(outlet=hall, starts_on=LONG_AGO).user
    PostFactory(user=user, outlet=town, starts_on=LONG_AGO)
    PostFactory(user=user, outlet=town, role=Role.ISSUING_CLERK.value, starts_on=LONG_AGO)
    client.force_login(user)

    response = client.get("/desk/")
    page = response.content.decode()

    assert response.status_code == 200
    assert response.context["desks"] == [
        Desk("/counter/", "综合窗口", ("窗口受理员 · 县政务大厅", "窗口受理员 · 临江镇中心")),
        Desk("/issue/", "出件窗口", ("出件员 · 临江镇中心",)),
    ]
    assert 'href="/counter/"' in page
    assert 'href="/issue/"' in page
    assert "窗口受理员 · 临江镇中心" in page


def test_two_posts_in_one_place_need_no_choice(client, serving):
    serving("/counter/")
    user = PostFactory(starts_on=LONG_AGO).user
    PostFactory(user=user, starts_on=LONG_AGO)
    client.force_login(user)

    assert client.get("/desk/")["Location"] == "/counter/"


def test_a_place_this_installation_does_not_serve_is_named_but_no_link(client, serving):
    serving()
    client.force_login(PostFactory(role=Role.SUPERVISOR.value, starts_on=LONG_AGO).user)

    page = client.get("/desk/").content.decode()

    assert "您的工作台还没有开通" in page
    assert "效能监察员 · 安澜县" in page
    assert 'href="/supervision/"' not in page


def test_somebody_without_a_post_is_told_whom_to_ask(client):
    client.force_login(UserFactory())

    page = client.get("/desk/").content.decode()

    assert "您还没有岗位" in page
    assert "请联系安全管理员" in page


def test_posts_are_told_by_department_and_outlet():
    post = PostFactory(
        role=Role.CHIEF_REPRESENTATIVE.value,
        organisation=OrganisationFactory(short_name="县交通局"),
        outlet=OutletFactory(name="县政务大厅"),
        starts_on=LONG_AGO,
    )

    desks = queries.desks_of(queries.actor_of_user(post.user_id))

    assert desks == (Desk("/counter/", "综合窗口", ("首席代表 · 县交通局 · 县政务大厅",)),)


def test_the_desk_is_only_looked_at(client):
    client.force_login(PostFactory(starts_on=LONG_AGO).user)

    assert client.post("/desk/").status_code == 405


def test_a_signed_in_session_costs_one_statement_more_than_its_user(client, django_assert_num_queries, rf):
    user = PostFactory(starts_on=LONG_AGO).user
    request = rf.get("/")
    request.user = user

    with django_assert_num_queries(1):
        first = queries.actor_of_request(request)
        assert queries.actor_of_request(request) is first

    assert (first.principal, len(first.posts)) == (f"user:{user.id}", 1)


@pytest.mark.parametrize(("role", "finds"), [(Role.SUPERVISOR, True), (Role.SYSTEM_ADMINISTRATOR, False)])
def test_whose_work_is_with_cases_finds_the_search_for_them(role, finds, client, serving):
    serving()
    client.force_login(PostFactory(role=role.value, starts_on=LONG_AGO).user)

    page = client.get("/desk/").content.decode()

    assert "还没有开通" in page
    assert ('href="/cases/"' in page) is finds


@pytest.mark.parametrize(
    ("role", "links"), [(Role.SUPERVISOR, 1), (Role.SYSTEM_ADMINISTRATOR, 0)], ids=["reads", "does-not"]
)
def test_who_reads_consultations_finds_them(role, links, client, serving):
    serving()
    client.force_login(PostFactory(role=role.value, starts_on=LONG_AGO).user)

    page = client.get("/desk/").content.decode()

    assert page.count('href="/consulting/"') == links
