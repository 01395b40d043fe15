"""Ports: a taken one is named before anything starts, on both versions of IP."""

import socket
from pathlib import Path

import pytest

from services.ports import find_free_port, find_taken
from services.settings import Settings


@pytest.mark.parametrize(
    ("host", "address"), [("127.0.0.1", "http://127.0.0.1"), ("::1", "http://[::1]")]
)
def test_a_taken_port_is_named(tmp_path: Path, host: str, address: str):
    web, prefect = find_free_port(), find_free_port()
    settings = Settings(data=tmp_path, host=host, web_port=web, prefect_port=prefect)
    assert settings.get_address(web) == f"{address}:{web}"
    assert settings.get_prefect_address() == f"{address}:{prefect}/api"
    assert find_taken(settings) == []
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, web), family=family):
        (said,) = find_taken(settings)
    assert said.startswith(f"port {web} of {host} is taken")
    assert "BATON_WEB_PORT" in said
