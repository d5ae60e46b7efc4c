"""The documents that the page shows, as a user would paste them."""

ENABLING = """\
apiVersion: vm.cluster.gke.io/v1
kind: VMRuntime
metadata:
  name: vmruntime
spec:
  enabled: true
  # useEmulation defaults to "false" if not set.
  useEmulation: true
  # vmImageFormat defaults to "qcow2" if not set.
  vmImageFormat: qcow2
"""

DISABLING = """\
apiVersion: vm.cluster.gke.io/v1
kind: VMRuntime
metadata:
  name: vmruntime
spec:
  enabled: false
  useEmulation: true
  vmImageFormat: qcow2
"""

STRAY = DISABLING.replace("cluster.gke.io/v1\n", "cluster.gke.io/v1`\n")
