"""An upload is cut off as soon as it is too large, whatever it claims to be, before it fills memory or disk."""

from __future__ import annotations

from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class Limited(FileUploadHandler):
    """The first of an upload's handlers: counts what comes and stops it. over: it came to too much."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most, self.seen, self.over = most, 0, False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass a piece on to the handlers after this one."""
        self.seen += len(raw_data)
        if self.seen > self.most:
            self.over = True
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The file is made by a handler after this one."""
