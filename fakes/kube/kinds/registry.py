"""Which kinds are served: a table of built-in ones, and those that definitions add."""

from collections.abc import Iterator

from vmrt.fakes.kube.kinds.resource import VERBS, Resource

CREATE_ONLY = ("create",)
POD = "status,log,exec,attach,binding,eviction,portforward,proxy,ephemeralcontainers,resize"
CORE = """
bindings                  Binding                 ns   -     create
configmaps                ConfigMap               ns   cm
endpoints                 Endpoints               ns   ep
events                    Event                   ns   ev
limitranges               LimitRange              ns   limits
namespaces                Namespace               -    ns     status,finalize
nodes                     Node                    -    no     status,proxy
persistentvolumeclaims    PersistentVolumeClaim   ns   pvc    status
persistentvolumes         PersistentVolume        -    pv     status
pods                      Pod                     ns   po     @pod
podtemplates              PodTemplate             ns   -
replicationcontrollers    ReplicationController   ns   rc     status,scale
resourcequotas            ResourceQuota           ns   quota  status
secrets                   Secret                  ns   -
serviceaccounts           ServiceAccount          ns   sa     token
services                  Service                 ns   svc    status,proxy
"""
# group/version, then rows as above
OTHERS = """
admissionregistration.k8s.io/v1
mutatingwebhookconfigurations       MutatingWebhookConfiguration      -   -
validatingwebhookconfigurations     ValidatingWebhookConfiguration    -   -
validatingadmissionpolicies         ValidatingAdmissionPolicy         -   -   status
validatingadmissionpolicybindings   ValidatingAdmissionPolicyBinding  -   -
apiextensions.k8s.io/v1
customresourcedefinitions           CustomResourceDefinition          -   crd,crds  status
apiregistration.k8s.io/v1
apiservices                         APIService                        -   -   status
apps/v1
controllerrevisions                 ControllerRevision                ns  -
daemonsets                          DaemonSet                         ns  ds  status
deployments                         Deployment                        ns  deploy  status,scale
replicasets                         ReplicaSet                        ns  rs  status,scale
statefulsets                        StatefulSet                       ns  sts  status,scale
autoscaling/v2
horizontalpodautoscalers            HorizontalPodAutoscaler           ns  hpa  status
batch/v1
cronjobs                            CronJob                           ns  cj  status
jobs                                Job                               ns  -   status
certificates.k8s.io/v1
certificatesigningrequests          CertificateSigningRequest         -   csr  status,approval
coordination.k8s.io/v1
leases                              Lease                             ns  -
discovery.k8s.io/v1
endpointslices                      EndpointSlice                     ns  -
events.k8s.io/v1
events                              Event                             ns  ev
networking.k8s.io/v1
ingressclasses                      IngressClass                      -   -
ingresses                           Ingress                           ns  ing  status
networkpolicies                     NetworkPolicy                     ns  netpol
node.k8s.io/v1
runtimeclasses                      RuntimeClass                      -   -
policy/v1
poddisruptionbudgets                PodDisruptionBudget               ns  pdb  status
rbac.authorization.k8s.io/v1
clusterrolebindings                 ClusterRoleBinding                -   -
clusterroles                        ClusterRole                       -   -
rolebindings                        RoleBinding                       ns  -
roles                               Role                              ns  -
scheduling.k8s.io/v1
priorityclasses                     PriorityClass                     -   pc
storage.k8s.io/v1
csidrivers                          CSIDriver                         -   -
csinodes                            CSINode                           -   -
storageclasses                      StorageClass                      -   sc
volumeattachments                   VolumeAttachment                  -   -   status
"""


class Registry:
    """The kinds that are served at this moment.

    Attributes:
        revision: Grows with each change, so that clients notice that discovery changed.
    """

    def __init__(self) -> None:
        self.revision = 0
        self._resources: dict[tuple[str, str, str], Resource] = {}
        for resource in built_in():
            self._resources[(resource.group, resource.version, resource.plural)] = resource

    def find(self, group: str, version: str, plural: str) -> Resource | None:
        """Return the resource of a path, or None."""
        return self._resources.get((group, version, plural))

    def kind(self, group: str, version: str, kind: str) -> Resource | None:
        """Return the resource that a kind belongs to, or None."""
        for resource in self._resources.values():
            if (resource.group, resource.version, resource.kind) == (group, version, kind):
                return resource
        return None

    def resources(self) -> list[Resource]:
        """Return everything that is served, built-in kinds first."""
        return list(self._resources.values())

    def add(self, resource: Resource) -> None:
        """Serve a kind, or serve it differently from now on."""
        self.revision += 1
        self._resources[(resource.group, resource.version, resource.plural)] = resource

    def remove(self, group: str, plural: str) -> None:
        """Stop serving a kind in all its versions."""
        self.revision += 1
        gone = [key for key in self._resources if (key[0], key[2]) == (group, plural)]
        for key in gone:
            del self._resources[key]


def built_in() -> Iterator[Resource]:
    """Yield the kinds that a bare server serves."""
    yield from (_resource("", "v1", row) for row in CORE.strip().splitlines())
    group, version = "", ""
    for line in OTHERS.strip().splitlines():
        if len(line.split()) == 1:
            group, _, version = line.strip().partition("/")
        else:
            yield _resource(group, version, line)


GENERATIONS = {
    "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet", "Job", "CronJob", "Ingress", "Pod",
    "NetworkPolicy", "PodDisruptionBudget", "PriorityClass", "EndpointSlice", "CSIDriver",
    "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "CustomResourceDefinition",
    "ReplicationController", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
    "IngressClass", "HorizontalPodAutoscaler",
}  # fmt: skip
SELECTABLE = {
    "Pod": ("spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
            "spec.hostNetwork", "status.phase", "status.podIP", "status.nominatedNodeName"),
    "Node": ("spec.unschedulable",),
    "Namespace": ("status.phase",),
    "Secret": ("type",),
    "Event": ("involvedObject.kind", "involvedObject.namespace", "involvedObject.name",
              "involvedObject.uid", "involvedObject.apiVersion", "involvedObject.resourceVersion",
              "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type"),
    "Job": ("status.successful",),
    "ReplicaSet": ("status.replicas",),
    "CertificateSigningRequest": ("spec.signerName",),
}  # fmt: skip


def _resource(group: str, version: str, row: str) -> Resource:
    plural, kind, scope, short, *rest = row.split()
    named = POD if rest == ["@pod"] else rest[0] if rest and rest[0] != "create" else ""
    subresources = [one for one in named.split(",") if one]
    return Resource(
        group=group,
        version=version,
        kind=kind,
        plural=plural,
        singular=kind.lower(),
        list_kind=f"{kind}List",
        namespaced=scope == "ns",
        short_names=tuple(short.split(",")) if short != "-" else (),
        categories=("all",) if kind in ALL else (),
        verbs=CREATE_ONLY if rest == ["create"] else VERBS,
        subresources=frozenset(subresources),
        storage_version=version,
        selectable=SELECTABLE.get(kind, ()),
        generation=kind in GENERATIONS,
    )


ALL = {
    "Pod", "ReplicationController", "Service", "DaemonSet", "Deployment", "ReplicaSet",
    "StatefulSet", "HorizontalPodAutoscaler", "CronJob", "Job",
}  # fmt: skip
