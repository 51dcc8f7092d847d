"""What the parts of a case are called where a person is told who saw them. Words only; it knows no case."""

from collections.abc import Mapping
from types import MappingProxyType

from workflows.vocabulary import Words

PARTS: Mapping[str, Words] = MappingProxyType(
    {
        "name": Words("Họ tên (khi tìm kiếm)", "Name (in a search)"),
        "person": Words("Thông tin về người", "Personal particulars"),
        "story": Words("Nội dung trình báo", "The story of the report"),
        "statements": Words("Lời khai", "Statements"),
        "screenings": Words("Kết quả sàng lọc", "Screenings"),
        "notes": Words("Ghi chú", "Notes"),
        "consents": Words("Sự đồng ý", "Consents"),
        "support": Words("Việc hỗ trợ", "What was done in support"),
        "tracks": Words("Biện pháp bảo vệ, lưu trú, tố giác", "Protection, stays and crime reports"),
        "child_track": Words("Việc bảo vệ trẻ em", "The child's own track"),
        "papers": Words("Giấy tờ", "Papers"),
        "attachments": Words("Tệp đính kèm", "Attached files"),
        "record": Words("Biên bản bàn giao", "The record of a hand-over"),
        "answer": Words("Trả lời bàn giao", "The answer to a hand-over"),
    }
)
"""The fields an entry of the access log may name as shown, in the order they are told."""
