"""The tree of RFC 6962, on the vectors that the Certificate Transparency implementations share."""

from collections.abc import Sequence
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from models.journal import JournalEntry
from models.journal_reading import stored_proof
from models.merkle import (
    EMPTY_ROOT,
    Node,
    NodeReader,
    consistency_proof,
    frontier_root,
    inclusion_proof,
    leaf_hash,
    node_hash,
    push,
    root,
    verify_consistency,
    verify_inclusion,
)
from tests.journal.builders import EDI, World

# Source: certificate-transparency and transparency-dev/merkle, test data
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
LEAVES = [leaf_hash(bytes.fromhex(data)) for data in INPUTS]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
CONSISTENCY = {
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
SIZES = range(34)


def reader(leaves: Sequence[bytes]) -> NodeReader:
    """Nodes computed from all the leaves, by the definition."""

    def node(level: int, index: int) -> bytes:
        return leaves[index] if level == 0 else node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))

    return node


def grown(leaves: Sequence[bytes]) -> tuple[bytes, list[Node]]:
    """The root of a tree grown leaf by leaf, and every node that was completed."""
    frontier: list[bytes] = []
    nodes: list[Node] = []
    for size, leaf in enumerate(leaves):
        frontier, closed = push(frontier, size, leaf)
        nodes += closed
    return frontier_root(frontier), nodes


def many(count: int) -> list[bytes]:
    return [leaf_hash(bytes([number])) for number in range(count)]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_the_vectors(size: int) -> None:
    assert grown(LEAVES[:size])[0].hex() == ROOTS[size]
    assert root(size, reader(LEAVES)).hex() == ROOTS[size]


def test_inclusion_proofs_are_those_of_the_vectors() -> None:
    for (index, size), path in INCLUSION.items():
        assert [step.hex() for step in inclusion_proof(index, size, reader(LEAVES))] == path


def test_consistency_proofs_are_those_of_the_vectors() -> None:
    for (old, new), path in CONSISTENCY.items():
        assert [step.hex() for step in consistency_proof(old, new, reader(LEAVES))] == path


@pytest.mark.parametrize("size", SIZES)
def test_a_tree_grown_leaf_by_leaf_completes_each_node_once(size: int) -> None:
    leaves = many(size)
    node = reader(leaves)
    found = grown(leaves)[1]
    assert sorted((level, index) for level, index, _ in found) == [
        (level, index) for level in range(1, size.bit_length()) for index in range(size >> level)
    ]
    assert all(digest == node(level, index) for level, index, digest in found)


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_has_a_proof_that_nothing_else_satisfies(size: int) -> None:
    leaves, node = many(size), reader(many(size))
    head = root(size, node)
    for index, leaf in enumerate(leaves):
        proof = inclusion_proof(index, size, node)
        assert verify_inclusion(leaf, index, size, proof, head)
        assert not verify_inclusion(leaf, index, size, [*proof, leaf], head)
        assert not verify_inclusion(leaf, index, size, proof[:-1], head) or not proof
        assert not verify_inclusion(leaf_hash(b"autre"), index, size, proof, head)
        assert not any(verify_inclusion(leaf, other, size, proof, head) for other in range(size) if other != index)


@pytest.mark.parametrize("new", SIZES)
def test_every_earlier_tree_is_shown_to_be_a_beginning_and_no_other_is(new: int) -> None:
    node = reader(many(new))
    for old in range(new + 1):
        proof = consistency_proof(old, new, node)
        before, after = root(old, node), root(new, node)
        assert verify_consistency(old, new, before, after, proof)
        assert not verify_consistency(old, new, leaf_hash(b"autre"), after, proof)
        assert not verify_consistency(old, new, before, leaf_hash(b"autre"), proof) or old == 0
        assert not verify_consistency(old, new, before, after, [*proof, before])
        assert not proof or not verify_consistency(old, new, before, after, proof[:-1])


@given(st.integers(1, 200).flatmap(lambda new: st.tuples(st.integers(0, new), st.just(new))))
def test_proofs_hold_at_any_size(sizes: tuple[int, int]) -> None:
    old, new = sizes
    node = reader([leaf_hash(number.to_bytes(2, "big")) for number in range(new)])
    assert verify_consistency(old, new, root(old, node), root(new, node), consistency_proof(old, new, node))


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_there_is_no_proof_of_a_leaf_outside_the_tree(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="arbre de taille"):
        inclusion_proof(index, size, reader(many(3)))
    assert not verify_inclusion(LEAVES[0], index, size, [], EMPTY_ROOT)


@pytest.mark.parametrize(("old", "new"), [(-1, 3), (4, 3)])
def test_there_is_no_proof_of_a_tree_that_shrinks(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="taille antérieure"):
        consistency_proof(old, new, reader(many(3)))
    assert not verify_consistency(old, new, EMPTY_ROOT, EMPTY_ROOT, [])


def test_the_nodes_of_a_stored_log_give_its_proofs_each_in_one_statement(world: World) -> None:
    world.fill(13)
    head, old = (world.signer.public.open_checkpoint(world.checkpoint(size)).root for size in (13, 6))
    with world.engine.connect() as connection:
        query = select(JournalEntry.leaf).where(JournalEntry.log == EDI).order_by(JournalEntry.seq)
        leaves = connection.execute(query).scalars().all()
        statements: list[str] = []
        event.listen(connection, "before_cursor_execute", lambda *given: statements.append(given[2]))
        for number, leaf in enumerate(leaves):
            proof = stored_proof(connection, EDI, partial(inclusion_proof, number, 13))
            assert verify_inclusion(bytes.fromhex(leaf), number, 13, proof, head)
        proof = stored_proof(connection, EDI, partial(consistency_proof, 6, 13))
        assert verify_consistency(6, 13, old, head, proof)
        assert stored_proof(connection, EDI, partial(consistency_proof, 13, 13)) == []
    assert len(statements) == 13 + 1


def test_a_node_that_is_not_stored_makes_no_proof(world: World) -> None:
    world.fill(3)
    with world.engine.connect() as connection, pytest.raises(LookupError):
        stored_proof(connection, EDI, partial(inclusion_proof, 0, 4))
