"""Columns of text without a loop over rows: fixed-width numbers and pooled strings.

A fixed-width column is a matrix of bytes that becomes an Arrow string array without copying row by
row. A pooled column holds each distinct text once and an index per row. What the texts say is
decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from models.simulation.randomness import Bools, Ints

ByteMatrix = npt.NDArray[np.uint8]


def digits(values: Ints, width: int) -> ByteMatrix:
    """Write whole numbers as ASCII digits with leading zeros.

    Parameters
    ----------
    values : ndarray of int, shape (n,)
        Each from 0 to 10**width - 1; higher digits are cut off.
    width : int
        Number of digits.

    Returns
    -------
    ndarray of uint8, shape (n, width)

    Examples
    --------
    >>> digits(np.array([17]), 4).tobytes()
    b'0017'
    """
    matrix = np.empty((len(values), width), dtype=np.uint8)
    rest = np.asarray(values, dtype=np.int64)
    for column in range(width - 1, -1, -1):
        rest, last = np.divmod(rest, 10)
        matrix[:, column] = last + 48
    return matrix


def letters(texts: npt.ArrayLike) -> ByteMatrix:
    """Write texts of one length as a matrix of bytes.

    Parameters
    ----------
    texts : array_like of str, shape (n,)
        ASCII, all of the same length.

    Returns
    -------
    ndarray of uint8, shape (n, length)
    """
    array = np.asarray(texts).astype("S")
    return array.view(np.uint8).reshape(len(array), array.itemsize)


def fixed_width(*parts: ByteMatrix | bytes) -> pa.StringArray:
    """Join byte matrices side by side into one text per row.

    Parameters
    ----------
    *parts : ndarray of uint8, shape (n, w), or bytes
        Bytes stand in every row.

    Returns
    -------
    pyarrow.StringArray

    Examples
    --------
    >>> fixed_width(b"M", digits(np.array([3, 12]), 3)).to_pylist()
    ['M003', 'M012']
    """
    n_rows = next(len(part) for part in parts if isinstance(part, np.ndarray))
    widths = [part.shape[1] if isinstance(part, np.ndarray) else len(part) for part in parts]
    matrix = np.empty((n_rows, sum(widths)), dtype=np.uint8)
    start = 0
    for part, width in zip(parts, widths, strict=True):
        block = part if isinstance(part, np.ndarray) else np.frombuffer(part, dtype=np.uint8)
        matrix[:, start : start + width] = block
        start += width
    offsets = np.arange(0, (n_rows + 1) * matrix.shape[1], matrix.shape[1], dtype=np.int32)
    return pa.StringArray.from_buffers(n_rows, pa.py_buffer(offsets), pa.py_buffer(matrix))


def pooled(
    index: npt.ArrayLike, pool: Sequence[str] | pa.Array, missing: Bools | None = None
) -> pa.DictionaryArray:
    """Point every row at a text of a pool.

    Parameters
    ----------
    index : array_like of int, shape (n,)
        Position in the pool; ignored where the row is missing.
    pool : sequence of str or pyarrow.Array
        The texts; one that stands there twice is kept once.
    missing : ndarray of bool, shape (n,), optional
        Rows without a value.

    Returns
    -------
    pyarrow.DictionaryArray

    Examples
    --------
    >>> pooled([1, 0, 1], ["KG", "Pounds"], np.array([False, False, True])).to_pylist()
    ['Pounds', 'KG', None]
    >>> pooled([0, 1], ["061E", "061E"]).dictionary.to_pylist()
    ['061E']
    """
    texts = pool if isinstance(pool, pa.Array) else pa.array(list(pool), type=pa.string())
    numbers = np.asarray(index)
    width = np.int16 if len(texts) < 2**15 else np.int32
    encoded = texts.dictionary_encode()
    if len(encoded.dictionary) < len(texts):
        # Readers take a dictionary's texts to be distinct.
        numbers = encoded.indices.to_numpy()[numbers.astype(np.int64)]
        texts = encoded.dictionary
    return pa.DictionaryArray.from_arrays(
        pa.array(numbers.astype(width), mask=missing), texts, safe=False
    )


def nulls(n_rows: int) -> pa.NullArray:
    """Give a column without a value.

    Parameters
    ----------
    n_rows : int

    Returns
    -------
    pyarrow.NullArray
    """
    return pa.nulls(n_rows)
