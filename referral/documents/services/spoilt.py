"""Why a file is not taken, whatever its type. It holds sentences for people, and no part of the file."""

N_ = str
"""Marks a sentence for the catalogue of translations, and leaves it as it is."""

PIXELS_MOST = 100_000_000
"""The largest picture that is taken: unpacked, it would fill some hundred megabytes of a reader's memory."""


class UnusableFile(Exception):
    """The file is not taken; the sentence says what to do."""

    code, message = "damaged-file", N_("The file is damaged or cut short. Scan or photograph it again.")


class TooManyPixels(UnusableFile):
    """The picture says it is larger than anybody's screen could hold."""

    code, message = "too-many-pixels", N_("The picture is too large. Save it with fewer pixels.")


class ActiveContent(UnusableFile):
    """The document would run or start something when it is opened."""

    code, message = (
        "active-content",
        N_("The document holds a program or another file. Print it to PDF again, and attach that."),
    )


def check_pixels(width: int, height: int) -> None:
    """Refuse a picture by what it says of itself, before anybody unpacks it.

    :raises UnusableFile: if it has no size
    :raises TooManyPixels: if it has too much of it
    """
    if not width or not height:
        raise UnusableFile
    if width * height > PIXELS_MOST:
        raise TooManyPixels
