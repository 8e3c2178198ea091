"""The signed list: the same bytes every time, and no path in it leads out of the bundle, whoever signed it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from installer.errors import BundleRefused
from installer.manifest import Entry, Manifest, parse

DIGEST = "0" * 64
PLAIN = Manifest(
    "1.2.3", "linux_x86_64", "3.11", "whisper-base", 5, "", (Entry("wheels/a-1-py3-none-any.whl", 3, DIGEST),)
)


def test_what_is_written_is_read_again_and_does_not_depend_on_order() -> None:
    two = replace(PLAIN, files=(Entry("b", 1, DIGEST), *PLAIN.files))
    turned = replace(two, files=tuple(reversed(two.files)))
    assert two.as_json() == turned.as_json()
    assert set(parse(two.as_json()).files) == set(two.files)
    assert json.loads(two.as_json())["schema"] == "dictate.bundle/1"


@pytest.mark.parametrize(
    "path",
    [
        "../a",
        "a/../../b",
        "/etc/passwd",
        "a//b",
        "C:/a",
        "a\\b",
        "~/a",
        "",
        "a/",
        "a/./b",
        "nul",
        "a/con.txt",
        "a\nb",
        "a.",
    ],
)
def test_a_path_that_leads_out_of_the_bundle_is_refused(path: str) -> None:
    climbing = replace(PLAIN, files=(Entry(path, 1, DIGEST),))
    with pytest.raises(BundleRefused, match="utanför paketet"):
        parse(climbing.as_json())


@pytest.mark.parametrize("version", ["../0.1", "", "0.1/..", ".."])
def test_a_version_that_would_be_another_folder_is_refused(version: str) -> None:
    with pytest.raises(BundleRefused, match="utanför paketet"):
        parse(replace(PLAIN, version=version).as_json())


def test_two_spellings_of_one_name_are_refused() -> None:
    twice = replace(PLAIN, files=(Entry("a/B", 1, DIGEST), Entry("a/b", 1, DIGEST)))
    with pytest.raises(BundleRefused, match="två gånger"):
        parse(twice.as_json())


@pytest.mark.parametrize("content", [b"", b"[]", b'{"schema": "dictate.bundle/1"}', b"[" * 100_000])
def test_a_list_that_can_t_be_read_is_refused(content: bytes) -> None:
    with pytest.raises(BundleRefused):
        parse(content)


def test_a_list_of_a_newer_kind_asks_for_its_own_installer() -> None:
    with pytest.raises(BundleRefused, match="nyare"):
        parse(PLAIN.as_json().replace(b"dictate.bundle/1", b"dictate.bundle/2"))
