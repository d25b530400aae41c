"""English is complete: what a page shows in Chinese it can show in English, with the same facts in it."""

import re

import polib

from tests.house.translations import CATALOGUE, catalogue, strings

PLACE = re.compile(r"%\(\w+\)[sd]")
CHINESE = re.compile(r"[一-鿿]")


def test_every_string_has_its_english() -> None:
    """A4: a reader who chose English is told no in English. Run `python -m tests.house.translations`, then translate."""
    known = {(entry.msgid, entry.msgid_plural) for entry in catalogue().translated_entries()}
    assert sorted(strings() - known) == []


def test_a_translation_keeps_the_facts() -> None:
    """A placeholder lost in English is a fact the reader is not told."""
    for entry in catalogue():
        for english in [entry.msgstr, *entry.msgstr_plural.values()]:
            if english and not entry.msgid_plural:
                assert sorted(PLACE.findall(english)) == sorted(PLACE.findall(entry.msgid)), entry.msgid


def test_no_chinese_is_left_in_english() -> None:
    """English leaks into Chinese and back only where a proper word has no other name: the list says which."""
    allowed = {"中文", "长期"}  # the name of the language; the word an ID card bears
    for entry in catalogue():
        rest = re.sub("|".join(allowed), "", entry.msgstr)
        assert not CHINESE.search(rest), entry.msgstr


def test_the_compiled_file_is_the_catalogue() -> None:
    """The pages read the compiled file; it must not lag behind."""
    compiled = {(entry.msgid, entry.msgstr) for entry in polib.mofile(str(CATALOGUE.with_suffix(".mo")))}
    assert compiled == {(entry.msgid, entry.msgstr) for entry in catalogue().translated_entries()}
