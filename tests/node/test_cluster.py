from typing import Any

import pytest

from vmrt.fakes.cluster import FakeCluster
from vmrt.fakes.kube.client import Client, ClientError
from vmrt.fakes.kube.message import Object
from vmrt.fakes.node.host import facts_of, hosts_of, profiles
from vmrt.fakes.sim.timer import Timers

PODS = "/api/v1/namespaces/default/pods"


def pod(name: str = "p", *, command: str = "", **spec: Any) -> Object:
    container: Object = {"name": "c", "image": "image:1"}
    if command:
        container["command"] = ["sh", "-c", command]
    container.update(spec.pop("container", {}))
    return {"metadata": {"name": name}, "spec": {"containers": [container], **spec}}


def state(cluster: FakeCluster, name: str = "p") -> Object:
    found: Object = cluster.client().request("GET", f"{PODS}/{name}")
    return found


@pytest.mark.parametrize(
    ("spec", "hosts"),
    [
        pytest.param("2", {"worker-0": "healthy", "worker-1": "healthy"}, id="a count"),
        pytest.param(
            "healthy,no-kvm", {"worker-0": "healthy", "worker-1": "no-kvm"}, id="profiles"
        ),
        pytest.param("a=no-vsock", {"a": "no-vsock"}, id="names"),
    ],
)
def test_hosts_are_described_shortly(spec: str, hosts: dict[str, str]) -> None:
    assert {name: facts.profile for name, facts in hosts_of(spec).items()} == hosts


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        pytest.param("0", "0 nodes: choose 1 to", id="none"),
        pytest.param("x", "there is no profile 'x'", id="profile"),
        pytest.param("a=healthy,a=healthy", "stands there twice", id="twice"),
        pytest.param("=healthy", "is empty", id="no name"),
    ],
)
def test_hosts_that_cannot_be_are_refused(spec: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        hosts_of(spec)


def test_a_fact_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown fact colour"):
        facts_of({"colour": "red"})
    assert facts_of({"modules": ["a"]}).modules == ("a",)


@pytest.mark.parametrize("name", sorted(profiles()))
def test_every_profile_has_a_sentence_and_files(name: str) -> None:
    facts = profiles()[name]
    assert facts.about
    assert ("/dev/kvm" in facts.devices()) is facts.kvm_exists
    assert ("vmx" in facts.files()["/proc/cpuinfo"]) is facts.cpu_flags
    assert facts.kvm_works <= facts.kvm_opens <= facts.kvm_exists


def test_a_pod_runs_and_its_end_is_told() -> None:
    cluster = FakeCluster(nodes="1")
    client = cluster.client()
    client.request("POST", PODS, body=pod(command="echo out; exit 3", restartPolicy="Never"))
    cluster.loop.run_for(10)
    found = state(cluster)
    assert found["status"]["phase"] == "Failed"
    assert found["status"]["containerStatuses"][0]["state"]["terminated"]["exitCode"] == 3
    assert client.request("GET", f"{PODS}/p/log") == "out\n"


def test_a_crashing_pod_is_started_again_ever_later() -> None:
    cluster = FakeCluster(nodes="1")
    client = cluster.client()
    client.request("POST", PODS, body=pod(command="echo x; exit 1"))
    cluster.loop.run_for(40)
    one = state(cluster)["status"]["containerStatuses"][0]
    assert one["restartCount"] == 2
    assert one["state"] == {"waiting": {"reason": "CrashLoopBackOff"}}
    assert one["lastState"]["terminated"]["exitCode"] == 1
    assert client.request("GET", f"{PODS}/p/log", query={"previous": "true"}) == "x\n"


def test_a_command_that_sleeps_keeps_its_pod_running_for_that_long() -> None:
    cluster = FakeCluster(nodes="1")
    cluster.client().request("POST", PODS, body=pod(command="sleep 30", restartPolicy="OnFailure"))
    cluster.loop.run_for(20)
    assert state(cluster)["status"]["phase"] == "Running"
    cluster.loop.run_for(20)
    assert state(cluster)["status"]["phase"] == "Succeeded"


def test_a_deleted_pod_ends_in_its_own_time() -> None:
    cluster = FakeCluster(nodes="1")
    client = cluster.client()
    client.request("POST", PODS, body=pod())
    cluster.loop.run_for(5)
    going = client.request("DELETE", f"{PODS}/p")
    assert going["metadata"]["deletionGracePeriodSeconds"] == 30
    cluster.loop.run_for(5)
    with pytest.raises(ClientError, match='pods "p" not found'):
        state(cluster)


def test_logs_of_pods_that_do_not_run() -> None:
    cluster = FakeCluster(nodes="1")
    client = cluster.client()
    with pytest.raises(ClientError, match="not found"):
        client.request("GET", f"{PODS}/nobody/log")
    client.request("POST", PODS, body=pod(nodeSelector={"no": "where"}))
    assert client.request("GET", f"{PODS}/p/log") == ""
    client.request("POST", PODS, body=pod("q"))
    cluster.loop.run_for(5)
    with pytest.raises(ClientError, match="container x is not valid for pod q"):
        client.request("GET", f"{PODS}/q/log", query={"container": "x"})


def test_a_pod_that_fits_nowhere_is_told_why() -> None:
    cluster = FakeCluster(nodes="2")
    limits = {"resources": {"limits": {"devices.kubevirt.io/kvm": "1"}}}
    cluster.client().request("POST", PODS, body=pod(container=limits))
    cluster.loop.run_for(5)
    (condition,) = state(cluster)["status"]["conditions"]
    wanted = "0/2 nodes are available: 2 Insufficient devices.kubevirt.io/kvm."
    assert (condition["reason"], condition["message"]) == ("Unschedulable", wanted)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        pytest.param({"spec": {"unschedulable": True}}, "node(s) were unschedulable", id="cordon"),
        pytest.param(
            {"spec": {"taints": [{"key": "k", "value": "v", "effect": "NoSchedule"}]}},
            "node(s) had untolerated taint {k: v}",
            id="taint",
        ),
    ],
)
def test_nodes_keep_pods_away(change: Object, text: str) -> None:
    cluster = FakeCluster(nodes="1")
    client = cluster.client()
    merge = "application/merge-patch+json"
    client.request("PATCH", "/api/v1/nodes/worker-0", body=change, content_type=merge)
    client.request("POST", PODS, body=pod())
    cluster.loop.run_for(5)
    assert text in state(cluster)["status"]["conditions"][0]["message"]
    undo = {"spec": {"unschedulable": None, "taints": None}}
    client.request("PATCH", "/api/v1/nodes/worker-0", body=undo, content_type=merge)
    cluster.loop.run_for(10)
    assert state(cluster)["status"]["phase"] == "Running"


@pytest.mark.parametrize(
    ("rest", "runs"),
    [
        pytest.param({"tolerations": [{"operator": "Exists"}]}, True, id="tolerates all"),
        pytest.param(
            {"tolerations": [{"key": "k", "value": "v", "effect": "NoSchedule"}]}, True, id="it"
        ),
        pytest.param({"tolerations": [{"key": "k", "effect": "NoExecute"}]}, False, id="another"),
    ],
)
def test_tolerations(rest: Object, runs: bool) -> None:
    cluster = FakeCluster(nodes="1")
    taint = {"spec": {"taints": [{"key": "k", "value": "v", "effect": "NoSchedule"}]}}
    merge = "application/merge-patch+json"
    client = cluster.client()
    client.request("PATCH", "/api/v1/nodes/worker-0", body=taint, content_type=merge)
    client.request("POST", PODS, body=pod(**rest))
    cluster.loop.run_for(10)
    assert (state(cluster)["status"]["phase"] == "Running") is runs


@pytest.mark.parametrize(
    ("expression", "runs"),
    [
        pytest.param(
            {"key": "kubernetes.io/os", "operator": "In", "values": ["linux"]}, True, id="in"
        ),
        pytest.param({"key": "x", "operator": "Exists"}, False, id="exists"),
        pytest.param({"key": "x", "operator": "DoesNotExist"}, True, id="does not"),
        pytest.param(
            {"key": "kubernetes.io/os", "operator": "NotIn", "values": ["linux"]},
            False,
            id="not in",
        ),
    ],
)
def test_affinity(expression: Object, runs: bool) -> None:
    cluster = FakeCluster(nodes="1")
    terms = {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}
    required = {"requiredDuringSchedulingIgnoredDuringExecution": terms}
    cluster.client().request("POST", PODS, body=pod(affinity={"nodeAffinity": required}))
    cluster.loop.run_for(10)
    assert (state(cluster)["status"]["phase"] == "Running") is runs


def launcher(uid: str = "u", **resources: Any) -> Object:
    body = pod("virt-launcher", container={"resources": resources})
    body["metadata"]["labels"] = {
        "kubevirt.io": "virt-launcher",
        "kubevirt.io/created-by": uid,
        "vm.kubevirt.io/name": "vm",
    }
    return body


def handler(cluster: FakeCluster) -> None:
    body = pod("handler", nodeName="worker-0")
    body["metadata"]["labels"] = {"kubevirt.io": "virt-handler"}
    cluster.client().request("POST", PODS, body=body)
    cluster.loop.run_for(10)


def allocatable(cluster: FakeCluster) -> object:
    node = cluster.client().request("GET", "/api/v1/nodes/worker-0")
    return node["status"]["allocatable"].get("devices.kubevirt.io/kvm")


def test_devices_are_offered_while_the_plugin_runs() -> None:
    cluster = FakeCluster(nodes="1")
    assert allocatable(cluster) is None
    handler(cluster)
    assert allocatable(cluster) == "1k"
    cluster.reshape("worker-0", "no-kvm")
    assert allocatable(cluster) == "0"
    cluster.reshape("worker-0", "healthy")
    cluster.client().request("DELETE", f"{PODS}/handler")
    cluster.loop.run_for(10)
    assert allocatable(cluster) == "0"


def test_a_launcher_is_a_machine_as_long_as_it_runs() -> None:
    cluster = FakeCluster(nodes="1")
    handler(cluster)
    body = launcher(limits={"devices.kubevirt.io/kvm": "1"})
    cluster.client().request("POST", PODS, body=body)
    cluster.loop.run_for(20)
    (domain,) = cluster.domains()
    assert (domain.uid, domain.name, domain.node, domain.accelerated) == (
        "u",
        "vm",
        "worker-0",
        True,
    )
    cluster.client().request("DELETE", f"{PODS}/virt-launcher")
    cluster.loop.run_for(20)
    assert cluster.domains() == []


def test_a_launcher_without_the_device_is_emulated() -> None:
    cluster = FakeCluster(nodes="no-kvm")
    cluster.client().request("POST", PODS, body=launcher())
    cluster.loop.run_for(20)
    assert [one.accelerated for one in cluster.domains()] == [False]


def test_a_launcher_crashes_where_kvm_does_not_work() -> None:
    cluster = FakeCluster(nodes="kvm-unsupported")
    handler(cluster)
    cluster.client().request("POST", PODS, body=launcher(limits={"devices.kubevirt.io/kvm": "1"}))
    cluster.loop.run_for(30)
    assert cluster.domains() == []
    assert state(cluster, "virt-launcher")["status"]["containerStatuses"][0]["restartCount"] > 0


def test_programs_of_the_simulation_run_as_images() -> None:
    cluster, lives = FakeCluster(nodes="1"), list[str]()

    def program(client: Client, timers: Timers) -> Any:
        lives.append(client.request("GET", "/version")["gitVersion"])
        assert timers.now_s() > 0
        return lambda: lives.append("stopped")

    cluster.run_image("image", program)
    cluster.client().request("POST", PODS, body=pod())
    cluster.loop.run_for(5)
    cluster.client().request("DELETE", f"{PODS}/p")
    cluster.loop.run_for(5)
    assert lives == ["v1.34.4", "stopped"]


def test_a_program_that_crashes_shows_why_in_its_log() -> None:
    cluster = FakeCluster(nodes="1")

    def program(client: Client, timers: Timers) -> Any:
        del client, timers
        raise RuntimeError("out of luck")

    cluster.run_image("image:1", program)
    cluster.client().request("POST", PODS, body=pod(restartPolicy="Never"))
    cluster.loop.run_for(5)
    assert state(cluster)["status"]["phase"] == "Failed"
    assert "out of luck" in cluster.client().request("GET", f"{PODS}/p/log")


def test_closing_ends_everything_and_faults_are_told() -> None:
    cluster = FakeCluster(nodes="1")
    cluster.client().request("POST", PODS, body=launcher())
    cluster.loop.run_for(20)
    with pytest.raises(ValueError, match="there is no node 'x'"):
        cluster.reshape("x", "healthy")
    cluster.reshape("worker-0", "no-kvm")
    entries = list(cluster.history())
    notes = [one["resource"] for one in entries if one["verb"] == "note"]
    assert notes == ["domain-started", "host-reshaped"]
    assert list(cluster.history()) == []
    cluster.close()
    assert cluster.profiles() == {"worker-0": "no-kvm"}


def test_the_same_seed_gives_the_same_history() -> None:
    histories = []
    for seed in (3, 3, 4):
        cluster = FakeCluster(seed=seed, nodes="3")
        cluster.client().request("POST", PODS, body=pod())
        cluster.loop.run_for(30)
        histories.append(list(cluster.history()))
    assert histories[0] == histories[1]
    assert histories[0] != histories[2]
