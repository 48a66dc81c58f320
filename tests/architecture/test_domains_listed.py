"""Every domain is installed, stands in the import contract, and in the same order in both."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings

from tests.architecture.tree import ROOT, domain_packages, layers


def present_layers() -> list[str]:
    return [layer for layer in layers() if not layer.startswith("(")]


def absent_layers() -> list[str]:
    return [layer.strip("()") for layer in layers() if layer.startswith("(")]


def test_every_domain_is_installed():
    assert domain_packages() == set(settings.DOMAINS)
    assert set(settings.DOMAINS) <= {config.name for config in apps.get_app_configs()}


def test_settings_and_the_import_contract_list_the_same_domains_in_the_same_order():
    assert ["yichuang.flow", *reversed(settings.DOMAINS)] == present_layers()


def test_domains_in_parentheses_do_not_exist_yet():
    assert not set(absent_layers()) & domain_packages()
    assert not [name for name in absent_layers() if Path(ROOT, *name.split(".")).exists()]


def test_every_domain_of_the_design_is_listed():
    """The bands are complete from the first day, so that a new domain finds its place."""
    bands = {layer.strip("()").split(".")[1] for layer in layers()}

    assert bands == {"kernel", "foundation", "offer", "hall", "casework", "outcome", "oversight", "flow"}
    assert len(layers()) == len(set(layers())) == 27


def test_a_domain_is_called_as_its_folder():
    for name in settings.DOMAINS:
        assert apps.get_app_config(name.rpartition(".")[2]).name == name
