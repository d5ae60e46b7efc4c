@needs-cli
Feature: Enabling by command

  @R-013 @R-014
  Scenario: The command turns the feature on
    Given a cluster with the VM runtime off
    When the command "enable vmruntime" is run
    Then R-013: the command succeeds
    And R-014: the runtime is enabled
    And R-013: the VM runtime is ready within 300 seconds

  @R-015
  Scenario: The command enables the cluster that its kubeconfig names
    Given a cluster with the VM runtime off
    And a second cluster with the VM runtime off
    When the command "enable vmruntime" is run on the second cluster
    Then R-015: the runtime of the second cluster is enabled
    And R-015: the runtime is not enabled

  @R-016 @R-017
  Scenario: Enabling twice by command is an error that changes nothing
    Given a cluster with the VM runtime ready
    And the runtime object is remembered
    When the command "enable vmruntime" is run
    Then R-016, R-017: the command fails with a diagnostic
    And R-017: the runtime object is unchanged

  @R-019
  Scenario: Settings stay configurable after enabling by command
    Given a cluster with the VM runtime off
    When the command "enable vmruntime" is run
    Then R-019: the VM runtime is ready within 300 seconds
    When the VM runtime is configured with emulation and the image format "qcow2"
    Then R-019: the spec shows enabled true, emulation true and format "qcow2"
    And R-019: the VM runtime is ready within 300 seconds

  @R-020
  Scenario: The command leaves the other settings as they were
    Given a cluster with the VM runtime off
    And the spec has emulation true and the image format "qcow2"
    When the command "enable vmruntime" is run
    Then R-020: the spec shows enabled true, emulation true and format "qcow2"
