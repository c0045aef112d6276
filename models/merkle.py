"""The Merkle tree of RFC 6962: roots that grow leaf by leaf, inclusion and consistency proofs. Pure.

A node (level, index) is the complete subtree over the leaves [index · 2^level, (index + 1) · 2^level[; level 0 is a
leaf.
A frontier is the list of the largest complete subtrees that make up a tree, from left to right.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()

Node = tuple[int, int, bytes]
"""Level, index, hash of one complete subtree."""

NodeReader = Callable[[int, int], bytes]
"""Gives the hash of the complete subtree (level, index)."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf. Source: RFC 6962, 2.1."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side. Source: RFC 6962, 2.1."""
    return sha256(b"\x01" + left + right).digest()


def push(frontier: Sequence[bytes], size: int, leaf: bytes) -> tuple[list[bytes], list[Node]]:
    """The frontier of a tree of that size after one more leaf, and the nodes of level 1 and above that it completes."""
    peaks, closed = list(frontier), []
    level, index, digest = 0, size, leaf
    while index & 1:
        digest = node_hash(peaks.pop(), digest)
        level, index = level + 1, index >> 1
        closed.append((level, index, digest))
    peaks.append(digest)
    return peaks, closed


def frontier_root(frontier: Sequence[bytes]) -> bytes:
    """The root of the tree that a frontier makes up."""
    if not frontier:
        return EMPTY_ROOT
    peaks = reversed(frontier)
    digest = next(peaks)
    for peak in peaks:
        # not `node_hash`: this is asked at every size of a log that is verified
        digest = sha256(b"\x01" + peak + digest).digest()
    return digest


def root(size: int, node: NodeReader) -> bytes:
    """The root of the first `size` leaves."""
    return _range_root(0, size, node) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, node: NodeReader) -> list[bytes]:
    """The path that shows leaf `index` under the root of size `size`. Source: RFC 6962, 2.1.1.

    Raises: ValueError unless 0 <= index < size.
    """
    if not 0 <= index < size:
        raise ValueError(f"la feuille {index} n'est pas dans un arbre de taille {size}")
    low, high, path = 0, size, []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_range_root(middle, high, node))
            high = middle
        else:
            path.append(_range_root(low, middle, node))
            low = middle
    return path[::-1]


def consistency_proof(old: int, new: int, node: NodeReader) -> list[bytes]:
    """What shows that the tree of size `old` is the beginning of the tree of size `new`. Source: RFC 6962, 2.1.2.

    Raises: ValueError unless 0 <= old <= new.
    """
    if not 0 <= old <= new:
        raise ValueError(f"{old} n'est pas une taille antérieure à {new}")
    low, high, path = 0, new if old else 0, []
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(_range_root(middle, high, node))
            high = middle
        else:
            path.append(_range_root(low, middle, node))
            low = middle
    if low:
        path.append(_range_root(low, high, node))
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> bool:
    """Whether the proof places that leaf hash at `index` under the root `expected`. Source: RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        return False
    place, last, digest = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            digest = node_hash(sibling, digest)
            shift = _trailing_zeros(place)
            place, last = place >> shift, last >> shift
        else:
            digest = node_hash(digest, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and digest == expected


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows `old_root` (size `old`) to be the beginning of `new_root`. Source: RFC 9162, 2.1.4.2."""
    if not 0 <= old <= new:
        return False
    if old in (0, new):
        return not proof and old_root == (EMPTY_ROOT if old == 0 else new_root)
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        return False
    shift = _trailing_zeros(~(old - 1))
    return _climb(path, (old - 1) >> shift, (new - 1) >> shift) == (old_root, new_root)


def _climb(path: Sequence[bytes], place: int, last: int) -> tuple[bytes, bytes] | None:
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            shift = _trailing_zeros(place)
            place, last = place >> shift, last >> shift
        else:
            after = node_hash(after, sibling)
        place, last = place >> 1, last >> 1
    return (before, after) if last == 0 else None


def _range_root(low: int, high: int, node: NodeReader) -> bytes:
    width = high - low
    if width & (width - 1) == 0:
        return node(width.bit_length() - 1, low // width)
    middle = low + _split(width)
    return node_hash(_range_root(low, middle, node), _range_root(middle, high, node))


def _split(width: int) -> int:
    """The largest power of two below `width`."""
    return 1 << ((width - 1).bit_length() - 1)


def _trailing_zeros(number: int) -> int:
    return (number & -number).bit_length() - 1 if number else 0
