import re
from pathlib import Path

import pytest

from vmrt.harness.error import UsageError
from vmrt.harness.manifest import ordered, read_folder

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"


def test_objects_come_in_the_order_in_which_they_can_be_applied(tmp_path: Path) -> None:
    kinds = ["Deployment", "VMRuntime", "ClusterRole", "CustomResourceDefinition", "Namespace"]
    text = "---\n".join(f"apiVersion: v1\nkind: {k}\nmetadata: {{name: a}}\n" for k in kinds)
    (tmp_path / "all.yaml").write_text(text)
    assert [obj["kind"] for obj in read_folder(tmp_path)] == [
        "Namespace",
        "CustomResourceDefinition",
        "ClusterRole",
        "VMRuntime",
        "Deployment",
    ]


def test_objects_of_one_kind_keep_their_order() -> None:
    objects = [{"kind": "ConfigMap", "n": n} for n in (2, 1, 3)]
    assert [obj["n"] for obj in ordered(objects)] == [2, 1, 3]


def test_lists_and_empty_documents_are_taken_apart(tmp_path: Path) -> None:
    listed = (
        "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: b}}\n"
    )
    (tmp_path / "a.yml").write_text(f"---\n# nothing\n---\n{POD}---\n{listed}")
    assert [obj["metadata"]["name"] for obj in read_folder(tmp_path)] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "a: [1\nb: 2\n", r"bad\.yaml: line 2, column \d+: .*: correct the YAML", id="yaml"
        ),
        pytest.param(
            POD + "---\nkind: Pod\n", r"bad\.yaml, line 5: .*apiVersion, kind", id="no object"
        ),
        pytest.param("- 1\n", r"bad\.yaml, line 1: .*apiVersion, kind", id="a list"),
    ],
)
def test_what_is_no_manifest_is_refused_with_its_line(
    tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "bad.yaml").write_text(text)
    with pytest.raises(UsageError, match=message):
        read_folder(tmp_path)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="cannot be read"):
        read_folder(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="^there is no folder " + re.escape(str(tmp_path / "no"))):
        read_folder(tmp_path / "no")


def test_a_folder_without_manifests_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing to apply$"):
        read_folder(tmp_path)
