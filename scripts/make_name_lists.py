"""Writes redaction/names/given.txt and family.txt from the name lists of the package Faker (MIT licence).

    .venv/bin/python scripts/make_name_lists.py

Run it when Faker has new locales; the lists are committed, Faker is no runtime dependency. Names in other scripts than
Latin are left out: a Swedish note writes them in Latin letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

LOCALES = """
sv_SE fi_FI no_NO da_DK pl_PL tr_TR bs_BA hr_HR sl_SI ro_RO hu_HU cs_CZ sk_SK lt_LT lv_LV et_EE es_ES es_CL es_CO es_MX
pt_BR pt_PT it_IT fr_FR fr_DZ de_DE nl_NL en_GB en_IN en_PK en_NG en_KE id_ID vi_VN fil_PH az_AZ uz_UZ sw yo_NG ha_NG
zu_ZA tw_GH ga_IE el_GR
"""
GIVEN = ("first_names", "first_names_female", "first_names_male", "first_names_nonbinary", "first_names_unisex")
FAMILY = ("last_names", "last_names_female", "last_names_male")
HOME = Path(__file__).parent.parent / "redaction" / "names"


def names(locale: str, attributes: Iterable[str]) -> Iterator[str]:
    """The lower-case Latin names that the locale's person provider lists under `attributes`."""
    try:
        provider = import_module(f"faker.providers.person.{locale}").Provider
    except ModuleNotFoundError:
        return
    for attribute in attributes:
        listed = getattr(provider, attribute, ())
        for name in () if isinstance(listed, property) else listed:
            for part in str(name).replace("-", " ").split():
                lower = unicodedata.normalize("NFC", part).lower().strip(".'’")
                if len(lower) >= 2 and lower.isalpha() and unicodedata.name(lower[0], "").startswith("LATIN"):
                    yield lower


def main() -> None:
    """Writes both files, one name a line, sorted."""
    for file, attributes in (("given.txt", GIVEN), ("family.txt", FAMILY)):
        found = sorted({name for locale in LOCALES.split() for name in names(locale, attributes)})
        HOME.joinpath(file).write_text("\n".join(found) + "\n", encoding="utf-8")
        print(f"{file}: {len(found)} names")


if __name__ == "__main__":
    main()
