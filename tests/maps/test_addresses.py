"""Addresses that lead nowhere."""

import pytest
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/lan/%00/", "/lan/2/", "/lan/٢٠/", "/lan/99/", "/x/"])
@pytest.mark.parametrize("debug", [True, False])
def test_what_does_not_exist_has_our_own_page(
    client: Client, settings: Settings, address: str, debug: bool
) -> None:
    settings.DEBUG = debug
    answer = client.get(address)
    assert answer.status_code == 404
    assert "<h1>Sidan finns inte</h1>" in answer.content.decode()
