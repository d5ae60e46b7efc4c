"""The part of KubeVirt that a VM runtime leans on."""
