"""Archive: zip files that come out the same, byte for byte, on every machine."""

from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

ZIP_MOMENT = (2026, 11, 20, 12, 0, 0)
MADE_ON_UNIX = 3


def pack_zip(members: dict[str, bytes]) -> bytes:
    """Pack members in their given order.

    Nothing is compressed: what deflate makes of the same bytes differs between zlib versions.
    """
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as archive:
        for name, content in members.items():
            info = ZipInfo(name, ZIP_MOMENT)
            info.create_system = MADE_ON_UNIX
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return buffer.getvalue()
