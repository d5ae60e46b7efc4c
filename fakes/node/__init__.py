"""Simulated machines: hosts, their kubelet, shell and hypervisor."""
