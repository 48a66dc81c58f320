"""The environment: everything that is wrong with it is said at once, and no secret with it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from config.env import ROOT, Env, EnvironmentIncomplete, database_settings, read_env

LEAST = {
    "YICHUANG_SECRET_KEY": "secret-key",
    "DATABASE_URL": "postgresql://app:p%40ss@db.local:5433/yichuang",
}


def problems(**changed: str) -> list[str]:
    with pytest.raises(EnvironmentIncomplete) as raised:
        read_env({**LEAST, **changed})
    return raised.value.problems


def test_two_variables_are_enough():
    env = read_env(LEAST)

    assert env == Env(
        secret_key="secret-key",
        database_url=LEAST["DATABASE_URL"],
        database_owner_url=LEAST["DATABASE_URL"],
        key_dir=ROOT / "var" / "keys",
        data_dir=ROOT / "var",
        hosts=("127.0.0.1", "localhost"),
        site_url="http://127.0.0.1:8000",
        live_url="",
        live_origins=(),
        site_name="政务服务",
        region="990101",
        debug=False,
        metrics_port=0,
        secure_cookies=False,
        hsts_seconds=0,
        authority=None,
        trusted_proxies=(),
        pool_size=8,
        id_reader_url="",
        id_reader_local_url="",
    )


def test_every_variable_is_read():
    env = read_env(
        LEAST
        | {
            "DATABASE_OWNER_URL": "postgresql://owner@db.local/yichuang",
            "YICHUANG_KEY_DIR": "/etc/yichuang/keys",
            "YICHUANG_DATA_DIR": "/srv/yichuang",
            "YICHUANG_HOSTS": " zwfw.example.cn, 10.0.0.5 ,",
            "YICHUANG_SITE_URL": "https://zwfw.example.cn/",
            "YICHUANG_LIVE_URL": "https://live.example.cn",
            "YICHUANG_ORIGINS": "https://zwfw.example.cn,https://hall.example.cn",
            "YICHUANG_SITE_NAME": "安澜县政务服务",
            "YICHUANG_REGION": "511602",
            "YICHUANG_DEBUG": "1",
            "YICHUANG_METRICS_PORT": "9100",
            "YICHUANG_SECURE_COOKIES": "1",
            "YICHUANG_HSTS_SECONDS": "31536000",
            "YICHUANG_AUTHORITY": "/srv/yichuang/authority/ca.pem",
            "YICHUANG_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8,fd00::/8",
            "YICHUANG_POOL_SIZE": "0",
            "YICHUANG_ID_READER_URL": "http://127.0.0.1:19196/reader/",
            "YICHUANG_ID_READER_LOCAL_URL": "http://127.0.0.1:19196",
        }
    )

    assert env == Env(
        secret_key="secret-key",
        database_url=LEAST["DATABASE_URL"],
        database_owner_url="postgresql://owner@db.local/yichuang",
        key_dir=Path("/etc/yichuang/keys"),
        data_dir=Path("/srv/yichuang"),
        hosts=("zwfw.example.cn", "10.0.0.5"),
        site_url="https://zwfw.example.cn",
        live_url="https://live.example.cn",
        live_origins=("https://zwfw.example.cn", "https://hall.example.cn"),
        site_name="安澜县政务服务",
        region="511602",
        debug=True,
        metrics_port=9100,
        secure_cookies=True,
        hsts_seconds=31536000,
        authority=Path("/srv/yichuang/authority/ca.pem"),
        trusted_proxies=("127.0.0.1", "10.0.0.0/8", "fd00::/8"),
        pool_size=0,
        id_reader_url="http://127.0.0.1:19196/reader",
        id_reader_local_url="http://127.0.0.1:19196",
    )


def test_keys_stand_beside_the_data_unless_said_otherwise():
    assert read_env(LEAST | {"YICHUANG_DATA_DIR": "/srv/y"}).key_dir == Path("/srv/y/keys")


@pytest.mark.parametrize("missing", LEAST)
@pytest.mark.parametrize("how", ["absent", "empty", "blank"])
def test_a_missing_variable_is_named(missing, how):
    source = dict(LEAST)
    if how == "absent":
        del source[missing]
    else:
        source[missing] = "" if how == "empty" else "  "

    with pytest.raises(EnvironmentIncomplete) as raised:
        read_env(source)

    assert raised.value.problems == [f"{missing} is missing"]


def test_everything_wrong_is_named_at_once():
    with pytest.raises(EnvironmentIncomplete) as raised:
        read_env({"YICHUANG_POOL_SIZE": "many", "YICHUANG_DEBUG": "yes", "YICHUANG_REGION": "9901"})

    assert sorted(raised.value.problems) == [
        "DATABASE_URL is missing",
        "YICHUANG_DEBUG must be 1 or 0, not 'yes'",
        "YICHUANG_POOL_SIZE must be a whole number, not 'many'",
        "YICHUANG_REGION must be 6 digits, not '9901'",
        "YICHUANG_SECRET_KEY is missing",
    ]
    assert str(raised.value).startswith("Settings cannot be read: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("YICHUANG_METRICS_PORT", "-1"),
        ("YICHUANG_METRICS_PORT", "9100.5"),
        ("YICHUANG_POOL_SIZE", "８"),
        ("YICHUANG_DEBUG", "true"),
        ("YICHUANG_SECURE_COOKIES", "on"),
        ("YICHUANG_REGION", "99010a"),
        ("YICHUANG_SITE_URL", "zwfw.example.cn"),
        ("YICHUANG_SITE_URL", "ftp://zwfw.example.cn"),
        ("YICHUANG_LIVE_URL", "http://"),
        ("YICHUANG_LIVE_URL", "/live"),
        ("YICHUANG_LIVE_URL", "https://zwfw.example.cn/live"),  # the security policy would not match it
        ("YICHUANG_ORIGINS", "https://zwfw.example.cn/"),
        ("YICHUANG_ORIGINS", "zwfw.example.cn"),
        ("YICHUANG_ORIGINS", "*"),
        ("YICHUANG_HSTS_SECONDS", "a year"),
        ("YICHUANG_TRUSTED_PROXIES", "nginx"),
        ("YICHUANG_TRUSTED_PROXIES", "*"),
        ("YICHUANG_TRUSTED_PROXIES", "10.0.0.5/8"),  # an address or a network, not half of each
    ],
)
def test_a_malformed_variable_is_named(name, value):
    (problem,) = problems(**{name: value})

    assert problem.startswith(name)


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("mysql://app:hunter2@db/yichuang", "must begin with postgresql://"),
        ("app:hunter2@db/yichuang", "must begin with postgresql://"),
        ("postgresql://app:hunter2@db", "must name a database"),
        ("postgresql://app:hunter2@db/", "must name a database"),
        ("postgresql://app:hunter2@db:port/yichuang", "has no such port"),
        ("postgresql://app:hunter2@db:99999/yichuang", "has no such port"),
    ],
)
@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_OWNER_URL"])
def test_a_wrong_database_address_is_named_without_its_password(name, url, fault):
    (problem,) = problems(**{name: url})

    assert problem.startswith(f"{name} {fault}")
    assert "hunter2" not in problem


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://app:p%40ss%2F@db.local:5433/yichuang",
        "postgres://app@db/yichuang",
        "postgresql://app:x@[::1]:5433/%E5%BA%93",
        "postgresql:///yichuang",
        "postgresql:///yichuang?host=/run/postgresql&port=5433",
        "postgresql://app@db/yichuang?sslmode=verify-full&sslrootcert=/etc/ca.pem&application_name=y",
    ],
)
def test_django_connects_where_libpq_would(url):
    read = database_settings(url, 0)
    options = dict(read["OPTIONS"])
    assert (options.pop("server_side_binding"), options.pop("prepare_threshold")) == (True, 2)

    meant = {
        name: read[key]
        for name, key in (
            ("dbname", "NAME"),
            ("user", "USER"),
            ("password", "PASSWORD"),
            ("host", "HOST"),
            ("port", "PORT"),
        )
        if read[key]
    }

    assert meant | options == conninfo_to_dict(url)


def test_the_pool_has_the_size_that_was_asked_for():
    assert database_settings(LEAST["DATABASE_URL"], 5)["OPTIONS"]["pool"] == {
        "min_size": 1,
        "max_size": 5,
        "timeout": 10,
    }
    assert "pool" not in database_settings(LEAST["DATABASE_URL"], 0)["OPTIONS"]


def test_what_is_documented_is_what_there_is():
    documented = {
        line.strip().partition(":")[0]
        for line in (Env.__doc__ or "").splitlines()
        if line.startswith("        ") and not line.startswith("         ") and ":" in line
    }

    assert documented == set(asdict(read_env(LEAST)))
