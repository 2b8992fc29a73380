"""Decrypts a package's stream with Tink (AES256_GCM_HKDF_1MB) and compares it with what open_package.py decrypts.

    tink_stream.py PACKAGE KEY.json
"""

import hashlib
import io
import sys
from pathlib import Path

import open_package
import tink
from tink import cleartext_keyset_handle, streaming_aead
from tink.proto import aes_gcm_hkdf_streaming_pb2, common_pb2, tink_pb2


def keyset(key):
    """The data key as Tink holds it."""
    form = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingKey(
        version=0,
        key_value=key,
        params=aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingParams(
            ciphertext_segment_size=open_package.MEBIBYTE,
            derived_key_size=32,
            hkdf_hash_type=common_pb2.SHA256,
        ),
    )
    data = tink_pb2.KeyData(
        type_url="type.googleapis.com/google.crypto.tink.AesGcmHkdfStreamingKey",
        value=form.SerializeToString(),
        key_material_type=tink_pb2.KeyData.SYMMETRIC,
    )
    entry = tink_pb2.Keyset.Key(
        key_data=data, status=tink_pb2.ENABLED, key_id=1, output_prefix_type=tink_pb2.RAW
    )
    return cleartext_keyset_handle.from_keyset(tink_pb2.Keyset(primary_key_id=1, key=[entry]))


def main():
    package, key = Path(sys.argv[1]).read_bytes(), open_package.Key(Path(sys.argv[2]).read_text())
    file = io.BytesIO(package)
    head = open_package.Head(file)
    data_key = key.unwrap(head, [])

    ours = open_package.Plaintext(file, head, data_key)
    digest = hashlib.sha256()
    while chunk := ours.chunk(head.length):
        digest.update(chunk)

    streaming_aead.register()
    primitive = keyset(data_key).primitive(streaming_aead.StreamingAead)
    with primitive.new_decrypting_stream(io.BytesIO(package[head.payload :]), head.a) as stream:
        theirs = stream.read()
    assert len(theirs) == head.length, "another length"
    assert hashlib.sha256(theirs).digest() == digest.digest(), "another plaintext"
    print(f"{head.segments} segments, the same to Tink")


if __name__ == "__main__":
    try:
        main()
    except tink.TinkError as error:
        sys.exit(f"Tink refuses: {error}")
