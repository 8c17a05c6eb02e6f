"""Claims about the theme of a house: what it may say, and that what it may not is refused with what is accepted."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from duecare.papers.layout import Document, Marks, PaperError, Theme, read_theme, rendered, theme_at_hand


def _png() -> bytes:
    """A picture of one dark pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0\x10\x20\x30")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _written(folder: Path, text: str) -> Path:
    (folder / "theme.yaml").write_text(text, "utf-8")
    return folder / "theme.yaml"


def test_a_theme_is_read_with_its_logo(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(_png())
    theme = read_theme(_written(tmp_path, "house: Nordlys\nlogo: logo.png\nhue: '#7a1f1f'\nfoot: Oslo\n"))
    assert theme == Theme(house="Nordlys", hue="#7a1f1f", foot="Oslo", logo=_png(), logo_kind=".png")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hue: '#f0e68c'", "can hardly be read on white: its contrast is 1.3 to 1"),
        ("ink: red", "accepted: a colour as '#1f4b73'"),
        ("colour: '#000000'", "'colour' is not known to themes .accepted: house, logo, hue, ink, foot"),
        ("house: 7", "house is to be text"),
        ("- a", "a theme has keys and values"),
        ("house: [", "the theme cannot be read"),
        ("logo: logo.gif", "no picture that papers take"),
        ("logo: absent.png", "absent.png cannot be read: No such file"),
        ("logo: wrong.png", "is not what its name says"),
        ("logo: big.png", "accepted: at most 2,000,000"),
    ],
)  # fmt: skip
def test_what_a_theme_may_not_say_is_refused_with_what_it_may(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "wrong.png").write_bytes(b"GIF89a")
    (tmp_path / "big.png").write_bytes(_png() + b"\0" * 2_000_000)
    with pytest.raises(PaperError, match=said):
        read_theme(_written(tmp_path, text))


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_a_logo_that_is_damaged_is_refused(form: str, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(_png()[:20] + b"damage")
    theme = read_theme(_written(tmp_path, "logo: logo.png"))
    paper = Document("Memo", "Memo", Marks("1", "draft", "internal", "2026-11-26", "2026-11-26"), ())
    with pytest.raises(PaperError):
        rendered(paper, form, theme)


def test_a_name_with_what_could_deceive_is_made_safe(tmp_path: Path) -> None:
    theme = read_theme(_written(tmp_path, 'house: "Nord\\u202elys\\0 <b>#x"\n'))
    assert theme.house == "Nordlys\ufffd <b>#x"


def test_the_theme_of_the_data_folder_holds_where_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUECARE_HOME", str(tmp_path))
    assert theme_at_hand() == Theme()
    _written(tmp_path, "house: Nordlys\n")
    assert theme_at_hand().house == "Nordlys"
    other = tmp_path / "other"
    other.mkdir()
    assert theme_at_hand(_written(other, "house: Other\n")).house == "Other"
    with pytest.raises(PaperError, match="cannot be read"):
        theme_at_hand(tmp_path / "absent.yaml")


def test_only_a_page_with_a_logo_may_show_a_picture_and_it_comes_inside_the_page(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(_png())
    theme = read_theme(_written(tmp_path, "house: Nordlys\nlogo: logo.png"))
    paper = Document("Memo", "Memo", Marks("1", "draft", "internal", "2026-11-26", "2026-11-26"), ())
    page = rendered(paper, "html", theme).decode()
    assert "img-src data:" in page
    assert '<img src="data:image/png;base64,' in page
    assert 'alt="Logo of Nordlys"' in page
    assert "img-src" not in rendered(paper, "html").decode()
