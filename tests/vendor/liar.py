"""An operator that does nothing but say that all is well."""

import os
import time

from kubernetes import client, config
from kubernetes.client.exceptions import ApiException

config.load_kube_config(os.environ["KUBECONFIG"])
api = client.CustomObjectsApi()
while True:
    try:
        api.patch_cluster_custom_object_status(
            "vm.cluster.gke.io", "v1", "vmruntimes", "vmruntime", {"status": {"ready": True}}
        )
    except ApiException as error:
        if error.status != 404:
            raise
    time.sleep(0.1)
