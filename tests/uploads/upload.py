"""Uploads a file by tuspy, going on after every break until it is whole; prints its address."""

import sys
import time

from tusclient import client

# How long it may go on in all, in seconds.
PATIENCE_S = 600


def main(endpoint: str, token: str, path: str) -> None:
    begun = time.monotonic()
    tus = client.TusClient(endpoint, headers={"Authorization": f"Bearer {token}"})
    uploader = None
    while True:
        try:
            if uploader is None:
                metadata = {"filename": "hasil.bin", "filetype": "application/octet-stream"}
                uploader = tus.uploader(path, chunk_size=1 << 20, metadata=metadata)
            else:
                uploader.offset = uploader.get_offset()
            uploader.upload()
            print(uploader.url)
            return
        except Exception as fault:  # Whatever breaks, it goes on from where the office is.
            if time.monotonic() - begun > PATIENCE_S:
                raise
            print(f"{type(fault).__name__}: {fault}", file=sys.stderr)
            time.sleep(0.2)


main(*sys.argv[1:])
