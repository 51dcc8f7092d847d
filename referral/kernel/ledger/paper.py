"""A checkpoint on paper: a page to print, to sign by hand and to keep in a safe, with a code to read it back.

The page stands alone: no script, no style from elsewhere, nothing but the checkpoint.
"""

from html import escape

import segno

from referral.kernel.ledger.checkpoints import Checkpoint
from referral.kernel.ledger.signed_notes import SignedNote

_PAGE = """\
<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><title>Điểm kiểm nhật ký {origin}</title></head>
<body>
<h1>Điểm kiểm của nhật ký truy cập</h1>
<p lang="en">Checkpoint of the access log</p>
<dl>
<dt>Nhật ký <span lang="en">(log)</span></dt><dd>{origin}</dd>
<dt>Thời điểm <span lang="en">(signed at, UTC)</span></dt><dd>{at}</dd>
<dt>Số mục <span lang="en">(entries)</span></dt><dd>{size}</dd>
<dt>Giá trị gốc <span lang="en">(root, SHA-256)</span></dt><dd><code>{root}</code></dd>
<dt>Chữ ký <span lang="en">(signed by)</span></dt><dd>{names}</dd>
</dl>
<p>{code}</p>
<pre>{note}</pre>
<p>Người in, ngày, chữ ký <span lang="en">(printed by, date, signature)</span>: ____________________</p>
</body>
</html>
"""


def page_of(note: SignedNote) -> str:
    """Give the page of a checkpoint; the code holds the whole note, signatures and all."""
    checkpoint, written = Checkpoint.from_text(note.text), str(note)
    code = segno.make(written.encode(), micro=False, error="m")
    return _PAGE.format(
        origin=escape(checkpoint.origin),
        at=escape(checkpoint.at),
        size=checkpoint.size,
        root=checkpoint.root.hex(),
        names=escape(", ".join(each.name for each in note.signatures)),
        code=code.svg_inline(scale=4, border=4, title="QR"),
        note=escape(written),
    )
