"""The citizens' search: by words and without, what was renamed or has ended, what was looked at (CAT-19)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from yichuang.foundation.places.tests.factories import OrganisationFactory
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.tests.desk import item, make_desk
from yichuang.offer.catalogue.tests.factories import BY, content, publish, published_item
from yichuang.offer.catalogue.types import Faq, HandlingVersion, ServiceObject
from yichuang.offer.catalogue.types.life import LifeInput

pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str, *, status: int = 200, **headers: str) -> str:
    """What a page says in its main part, tags and repeated spaces left out."""
    answer = client.get(address, headers=headers)
    assert answer.status_code == status, answer.content.decode()
    page = answer.content.decode()
    main = re.search(r"<main.*</main>", page, re.S)
    return " ".join(re.sub(r"<[^>]*>", " ", main[0] if main else page).split())


def names(client: Client, **query: str) -> list[str]:
    """The names of the items found, in their order."""
    answer = client.get("/search/", query)
    assert answer.status_code == 200
    results = answer.content.decode().split('id="results"')[1]
    return re.findall(r"<li[^>]*>\s*<(?:a|span)[^>]*><b>(.*?)</b>", results)


@pytest.fixture
def renamed() -> HandlingVersion:
    """卫生许可 of once, 食品经营许可 since today."""
    owner = OrganisationFactory.create(name="安澜县市场监督管理局").id
    made = content(name="餐饮卫生许可", item_name="餐饮卫生许可")
    publish(made, organisation_id=owner)
    today = legal_date(now())
    return publish(
        replace(made, name="食品经营许可", item_name="食品经营许可"),
        organisation_id=owner,
        valid_from=today,
        at=now(),
    )


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


class TestFormerNames:
    """A former name or code says what it has become."""

    def test_the_page_says_what_it_is_called_now_and_since_when(
        self, client: Client, renamed: HandlingVersion
    ) -> None:
        assert f"“餐饮卫生许可”现称“食品经营许可”，自{chinese(legal_date(now()))}起" in text_of(
            client, "/search/?q=餐饮卫生"
        )

    def test_nobody_is_told_who_asks_for_the_current_name(
        self, client: Client, renamed: HandlingVersion
    ) -> None:
        assert "现称" not in text_of(client, "/search/?q=食品经营")

    def test_it_is_said_in_english_too(self, client: Client, renamed: HandlingVersion) -> None:
        client.cookies["django_language"] = "en"

        assert "“餐饮卫生许可” is now called “食品经营许可”" in text_of(client, "/search/?q=餐饮卫生")

    def test_the_api_says_so(self, client: Client, renamed: HandlingVersion) -> None:
        (hit,) = client.get("/api/v1/items", {"q": "餐饮卫生"}).json()

        assert hit["formerly"] == [
            {
                "kind": "former-name",
                "text": "餐饮卫生许可",
                "current": "食品经营许可",
                "since": legal_date(now()).isoformat(),
            }
        ]
        assert (hit["name"], hit["ended_on"], hit["successors"]) == ("食品经营许可", None, [])


class TestEnded:
    """What has ended is found, and says what took its place."""

    @pytest.fixture
    def ended(self) -> HandlingVersion:
        version = published_item(name="小作坊备案", item_name="小作坊备案")
        services.withdraw_item(
            code=version.code, ended_on=legal_date(now()), at=now(), by=BY, reason="并入综合许可"
        )
        return version

    def test_the_page_says_since_when(self, client: Client, ended: HandlingVersion) -> None:
        found = text_of(client, "/search/?q=小作坊")

        assert f"自{chinese(legal_date(now()))}起不再办理" in found
        assert f"没有事项接替它，请问{ended.organisation_name}" in found

    def test_it_leads_to_no_guide(self, client: Client, ended: HandlingVersion) -> None:
        answer = client.get("/search/?q=小作坊").content.decode()

        assert f'href="/guide/{ended.code}/"' not in answer

    def test_an_old_link_says_what_became_of_it(self, client: Client, ended: HandlingVersion) -> None:
        said = text_of(client, f"/guide/{ended.code}/", status=410)

        assert "“小作坊备案”不再办理" in said
        assert "没有事项接替它" in said

    def test_what_never_was_is_not_there(self, client: Client) -> None:
        assert client.get("/guide/990000000000/").status_code == 404

    def test_the_api_says_since_when(self, client: Client, ended: HandlingVersion) -> None:
        (hit,) = client.get("/api/v1/items", {"q": "小作坊"}).json()

        assert (hit["ended_on"], hit["successors"]) == (legal_date(now()).isoformat(), [])

    def test_what_took_its_place_is_named_and_linked(self, client: Client) -> None:
        """CAT-19: at the search, on the old link and over the API."""
        desk = make_desk()
        old, new = item(desk, name="小作坊备案"), item(desk, name="食品小作坊登记")
        today = legal_date(now())
        services.cancel_item(
            code=old.code, change=LifeInput("改为登记", today), successors=[new.code], at=now(), by=desk.head
        )

        found = client.get("/search/?q=小作坊备").content.decode()
        assert f'改办 <a href="/guide/{new.code}/">食品小作坊登记</a>' in found
        gone = client.get(f"/guide/{old.code}/")
        assert gone.status_code == 410
        assert f'<a href="/guide/{new.code}/"><b>食品小作坊登记</b></a>' in gone.content.decode()
        assert f"自{chinese(today)}起接替 · 改为登记" in " ".join(gone.content.decode().split())
        hit = next(hit for hit in client.get("/api/v1/items", {"q": "小作坊备"}).json() if hit["ended_on"])
        assert hit["successors"] == [
            {"code": new.code, "name": "食品小作坊登记", "since": today.isoformat(), "ended_on": None}
        ]


class TestWithoutWords:
    """By theme, life event, department and for whom; alone, together, and beside words."""

    @pytest.fixture(autouse=True)
    def _items(self) -> None:
        police = OrganisationFactory.create(name="安澜县公安局", code="GAJ").id
        civil = OrganisationFactory.create(name="安澜县民政局", code="MZJ").id
        for name, owner, themes, objects in (
            ("出生登记", police, ("户籍办理", "生育收养"), (ServiceObject.NATURAL_PERSON,)),
            ("结婚登记", civil, ("婚姻登记",), (ServiceObject.NATURAL_PERSON,)),
            ("社会团体登记", civil, ("设立变更",), (ServiceObject.SOCIAL_ORGANISATION,)),
        ):
            made = content(name=name, item_name=name, themes=themes, service_objects=objects)
            publish(made, organisation_id=owner)

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({"theme": "婚姻登记"}, {"结婚登记"}),
            ({"event": "birth"}, {"出生登记"}),
            ({"event": "business"}, {"社会团体登记"}),
            ({"department": "MZJ"}, {"结婚登记", "社会团体登记"}),
            ({"group": "organisation"}, {"社会团体登记"}),
            ({"group": "person", "department": "MZJ"}, {"结婚登记"}),
            ({"q": "登记", "group": "person"}, {"出生登记", "结婚登记"}),
            ({"q": "登记", "event": "marriage"}, {"结婚登记"}),
            ({"event": "death"}, set()),
        ],
    )
    def test_only_what_was_chosen_is_shown(
        self, client: Client, query: dict[str, str], expected: set[str]
    ) -> None:
        assert set(names(client, **query)) == expected

    @pytest.mark.parametrize("query", [{"event": "no-such"}, {"group": "x"}, {"department": "NONE"}])
    def test_a_choice_that_does_not_exist_chooses_nothing(
        self, client: Client, query: dict[str, str]
    ) -> None:
        assert len(names(client, **query)) == 3

    def test_the_choice_is_kept_and_belongs_to_the_form(self, client: Client) -> None:
        """Without scripts the button sends words and choices together."""
        page = client.get("/search/", {"q": "登记", "group": "person", "department": "GAJ"}).content.decode()

        assert 'id="find"' in page
        assert page.count('form="find"') == 4
        assert '<option value="person" selected>' in page
        assert re.search(r'<option selected value="GAJ">安澜县公安局 1</option>', page)

    def test_htmx_gets_the_results_alone(self, client: Client) -> None:
        part = client.get("/search/", {"q": "结婚"}, headers={"HX-Request": "true"}).content.decode()

        assert part.strip().startswith('<div id="results"')
        assert "<select" not in part

    def test_nothing_found_says_what_to_try(self, client: Client) -> None:
        assert "换一个说法" in text_of(client, "/search/?q=火星移民")
        assert "不限条件再找" in text_of(client, "/search/?q=结婚&group=organisation")

    def test_the_home_page_leads_to_life_events(self, client: Client) -> None:
        assert (
            '<a class="btn yc-btn-2" href="/search/?event=marriage">结婚</a>'
            in client.get("/").content.decode()
        )


class TestQuestions:
    """Frequent questions find the item they are about."""

    @pytest.fixture(autouse=True)
    def _item(self) -> None:
        published_item(
            name="出生登记",
            item_name="出生登记",
            faqs=(Faq("孩子的姓可以随母亲吗？", "可以，随父姓或者随母姓。"),),
        )

    def test_an_item_is_found_by_what_people_ask_about_it(self, client: Client) -> None:
        assert "常见问题 孩子的姓可以随母亲吗？" in text_of(client, "/search/?q=随母亲")
        assert names(client, q="出生 随母亲") == ["出生登记"]

    def test_the_api_says_what_matched(self, client: Client) -> None:
        (hit,) = client.get("/api/v1/items", {"q": "随母亲"}).json()

        assert hit["matched"] == ["question"]

    def test_a_question_that_is_no_longer_there_finds_nothing(self, client: Client) -> None:
        assert names(client, q="随父亲吗") == []


class TestRecent:
    """What was looked at last stands first, in this browser only."""

    def test_the_last_one_stands_first(self, client: Client) -> None:
        first, second = published_item(name="甲登记"), published_item(name="乙登记")
        for version in (first, second, first):
            assert client.get(f"/guide/{version.code}/").status_code == 200

        said = text_of(client, "/search/")
        assert "您最近看过 甲登记" in said
        assert said.index("甲登记") < said.index("乙登记")
        assert "您最近看过" in text_of(client, "/")
        assert "您最近看过" not in text_of(Client(), "/search/")

    def test_it_stands_aside_when_somebody_asks(self, client: Client) -> None:
        version = published_item(name="甲登记")
        client.get(f"/guide/{version.code}/")

        assert "您最近看过" not in text_of(client, "/search/?q=登记")

    def test_no_more_than_five_and_nothing_unknown(self, client: Client) -> None:
        for number in range(7):
            client.get(f"/guide/{published_item(name=f'登记{number}').code}/")
        assert client.cookies["yc_recent"].value.count("!") == 4

        client.cookies["yc_recent"] = "no-such-item"
        assert "您最近看过" not in text_of(client, "/search/")
