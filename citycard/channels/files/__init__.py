"""Files exchanged with bank, factory and units: codecs only, pure functions over bytes (formats: docs/integrate.md).

`read` and `write` know both styles of every layout: GB18030 CSV and its twin, JSON lines in UTF-8.
"""

from citycard.channels.files.heads import Style
from citycard.channels.files.reading import ReceivedFile, read
from citycard.channels.files.writing import FileWriter, file_name, write

__all__ = ["FileWriter", "ReceivedFile", "Style", "file_name", "read", "write"]
